// Shows what structuredClone() copies, what it moves, and what it refuses.
'use strict';
const assert = require('node:assert');

const value = { date: new Date(5), list: [1, , 3], map: new Map([[{ a: 1 }, new Set([2n])]]), pattern: /a/gi };
value.self = value;
const copy = structuredClone(value);
assert.notStrictEqual(copy, value);
assert.strictEqual(copy.self, copy);
assert.deepStrictEqual(copy.list, [1, , 3]);
assert.deepStrictEqual([copy.date.getTime(), String(copy.pattern), [...copy.map.values()][0].has(2n)], [5, '/a/gi', true]);
assert.ok(structuredClone(new TypeError('x', { cause: 5 })) instanceof TypeError);

const failure = structuredClone(new DOMException('text', 'AbortError'));
assert.ok(failure instanceof DOMException);
assert.deepStrictEqual([failure.name, failure.code, failure.message], ['AbortError', 20, 'text']);

const file = structuredClone(new File(['abc'], 'name', { type: 'a/b', lastModified: 5 }));
assert.deepStrictEqual([file instanceof File, file.name, file.type, file.size, file.lastModified],
                       [true, 'name', 'a/b', 3, 5]);

const memory = new Uint8Array([1, 2, 3]);
const moved = structuredClone(memory, { transfer: [memory.buffer] });
assert.deepStrictEqual([memory.length, moved.length, moved[2]], [0, 3, 3]);

const refusal = { name: 'DataCloneError', code: 25 };
assert.throws(() => structuredClone(() => {}), refusal);
assert.throws(() => structuredClone(Symbol('x')), refusal);
assert.throws(() => structuredClone(1, { transfer: [{}] }), refusal);
assert.throws(() => structuredClone(1, { transfer: [memory.buffer] }), refusal);
assert.throws(() => structuredClone(1, { transfer: [Buffer.from('pooled').buffer] }), refusal);
assert.throws(() => structuredClone(), { code: 'ERR_MISSING_ARGS' });
assert.throws(() => structuredClone({ get a() { throw new RangeError('thrown'); } }), RangeError);
