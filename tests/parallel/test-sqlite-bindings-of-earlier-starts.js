'use strict';
// A start without values for all parameters binds null to the others, whatever an earlier start has bound, also after one
// that failed in the middle and after an iterator that was left.

const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
const two = db.prepare('SELECT ? AS a, ? AS b');
const values = (row) => ({ ...row });

assert.deepStrictEqual(values(two.get(1, 2)), { a: 1, b: 2 });
assert.deepStrictEqual(values(two.get(3)), { a: 3, b: null });
assert.deepStrictEqual(values(two.get(4, 5)), { a: 4, b: 5 });
assert.deepStrictEqual(values(two.get()), { a: null, b: null });
assert.throws(() => two.get(6, {}), { code: 'ERR_INVALID_ARG_TYPE' });
assert.deepStrictEqual(values(two.get(7)), { a: 7, b: null });
assert.throws(() => two.get(1, 2, 3), { code: 'ERR_SQLITE_ERROR' });
assert.deepStrictEqual(values(two.get()), { a: null, b: null });

const named = db.prepare('SELECT $a AS a, $b AS b');
assert.deepStrictEqual(values(named.get({ a: 1, b: 2 })), { a: 1, b: 2 });
assert.deepStrictEqual(values(named.get({ b: 3 })), { a: null, b: 3 });
const mixed = db.prepare('SELECT $a AS a, ? AS b');
assert.deepStrictEqual(values(mixed.get({ a: 1 }, 2)), { a: 1, b: 2 });
assert.deepStrictEqual(values(mixed.get({ a: 1 })), { a: 1, b: null });

const many = db.prepare('SELECT value FROM json_each(?)');
const [first] = many.iterate('[1,2,3]');
assert.strictEqual(first.value, 1);
assert.deepStrictEqual(many.all('[4,5]').map((row) => row.value), [4, 5]);
const iterator = many.iterate('[1,2,3]');
iterator.next();
assert.deepStrictEqual(many.all('[6]').map((row) => row.value), [6]);
assert.throws(() => iterator.next(), { code: 'ERR_INVALID_STATE' });
