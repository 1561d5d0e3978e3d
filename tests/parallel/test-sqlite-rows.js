// Rows of a statement share what they are made of: each has its own values, of whatever types, and the columns' names are
// properties like any others.
'use strict';

const assert = require('node:assert');
const { DatabaseSync, StatementSync } = require('node:sqlite');

const db = new DatabaseSync(':memory:');
const all = (sql, ...values) => db.prepare(sql).all(...values);
const row = (properties) => ({ __proto__: null, ...properties });

// Types change from row to row.
assert.deepStrictEqual(
  all("VALUES (1, 'a'), (0.5, x'0102'), (NULL, 'ü'), ('', 9007199254740991), (-1, NULL)"),
  [
    [1, 'a'], [0.5, new Uint8Array([1, 2])], [null, 'ü'], ['', 9007199254740991], [-1, null],
  ].map(([column1, column2]) => row({ column1, column2 })));

// A row is the program's own: what is done to one does not reach the next.
const statement = db.prepare('SELECT ? AS value');
const first = statement.get(1);
first.value = 'changed';
first.more = true;
delete first.value;
Object.freeze(first);
assert.deepStrictEqual(statement.get(2), row({ value: 2 }));
assert.deepStrictEqual([...statement.iterate(3)], [row({ value: 3 })]);
assert.strictEqual(Object.getPrototypeOf(statement.get(4)), null);
assert.deepStrictEqual(Object.getOwnPropertyDescriptor(statement.get(5), 'value'),
                       { value: 5, writable: true, enumerable: true, configurable: true });

// Names.
assert.deepStrictEqual(all('SELECT 1, 2 AS x, 3 AS "7"'), [row({ 1: 1, 7: 3, x: 2 })]);
assert.deepStrictEqual(Object.keys(statement.get(1)), ['value']);
assert.deepStrictEqual(all('SELECT 1 AS a, 2 AS b, 3 AS a'), [row({ a: 3, b: 2 })]);
assert.deepStrictEqual(Object.entries(all('SELECT 1 AS "__proto__", 2 AS constructor, 3 AS ""')[0]),
                       [['__proto__', 1], ['constructor', 2], ['', 3]]);
const columns = Array.from({ length: 1500 }, (_, n) => `c${n}`);
const wide = db.prepare(`SELECT ${columns.map((name, n) => `${n} AS ${name}`)}`);
for (let n = 0; n < 3; n++) {
  assert.deepStrictEqual(wide.get(), row(Object.fromEntries(columns.map((name, n) => [name, n]))));
}

// None, and columns of none.
assert.deepStrictEqual(all('SELECT 1 WHERE 0'), []);
assert.deepStrictEqual(all('CREATE TABLE t(a)'), []);
assert.strictEqual(db.prepare('SELECT 1 WHERE 0').get(), undefined);

// Arrays.
statement.setReturnArrays(true);
assert.deepStrictEqual(statement.all('x'), [['x']]);
assert.deepStrictEqual(statement.get(null), [null]);
statement.setReturnArrays(false);
assert.deepStrictEqual(statement.get(1), row({ value: 1 }));

// A changed schema.
const star = db.prepare('SELECT * FROM t');
db.exec('INSERT INTO t VALUES (1)');
assert.deepStrictEqual(star.get(), row({ a: 1 }));
db.exec('ALTER TABLE t ADD COLUMN b DEFAULT 2');
assert.deepStrictEqual(star.all(), [row({ a: 1, b: 2 })]);

// What run() answers, and the methods themselves.
const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
assert.deepStrictEqual(insert.run(1, 2), { changes: 1, lastInsertRowid: 2 });
insert.setReadBigInts(true);
assert.deepStrictEqual(insert.run(1, 2), { changes: 1n, lastInsertRowid: 3n });
assert.deepStrictEqual(db.prepare('UPDATE t SET b = 3').run(), { changes: 3, lastInsertRowid: 3 });
for (const name of ['all', 'get', 'run', 'iterate']) {
  const { value, enumerable } = Object.getOwnPropertyDescriptor(StatementSync.prototype, name);
  assert.deepStrictEqual([value.name, value.length, enumerable], [name, 0, true]);
  assert.throws(() => new value(), TypeError);
  assert.throws(() => value.call({}), { name: 'TypeError', message: 'Illegal invocation' });
}
