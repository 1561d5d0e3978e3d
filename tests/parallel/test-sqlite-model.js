// Shows, over random statements and values, that a table does what a Map does: each statement is run on both, by ways
// chosen at random (anonymous and named parameters, run, get, all, iterate, tag stores, transactions that are undone), and
// both are compared after each. The seed is told when they differ.
'use strict';
const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

const seed = Number(process.env.SEED ?? Date.now() % 1e9);
let state = seed >>> 0 || 1;
function random(limit) {
  // xorshift: the same numbers for the same seed.
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}
const one = (list) => list[random(list.length)];

function text() {
  const units = ['a', '', '\0', "'", '"', 'é', '☃', '😀', '%', '\n', 'x'.repeat(300), '￾'];
  return Array.from({ length: random(5) }, () => one(units)).join('');
}

function bytes() {
  const buffer = new ArrayBuffer(random(12) * 8);
  const array = new Uint8Array(buffer).map(() => random(256));
  return one([
    () => array,
    () => array.buffer,
    () => new DataView(array.buffer),
    () => Buffer.from(array),
    () => new BigUint64Array(array.buffer),
    () => new Uint8Array(array.buffer, array.length ? 1 : 0),
  ])();
}

// A value and what it comes back as.
function value() {
  return one([
    () => [null, null],
    () => { const n = random(2 ** 32) - 2 ** 31; return [n, n]; },
    () => { const n = one([0, -0, 0.5, -1e300, 5e-324, Infinity, -Infinity, 2 ** 53]); return [n, n]; },
    () => [NaN, null],
    () => { const n = BigInt(random(2 ** 31)) * one([1n, -1n, 4000000n]); return [n, Number(n)]; },
    () => [true, 1],
    () => [false, 0],
    () => { const s = text(); return [s, s]; },
    () => ['\ud800', '�'],
    () => {
      const b = bytes();
      const view = ArrayBuffer.isView(b) ? new Uint8Array(b.buffer, b.byteOffset, b.byteLength) : new Uint8Array(b);
      return [b, Uint8Array.from(view)];
    },
  ])();
}

const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t(k INTEGER PRIMARY KEY, v)');
db.function('same', (v) => v);
const tags = db.createTagStore(3);
let model = new Map();

const insert = [
  (k, v) => db.prepare('INSERT OR REPLACE INTO t VALUES (?, ?)').run(k, v).changes,
  (k, v) => db.prepare('INSERT OR REPLACE INTO t VALUES ($k, same(:v))').run({ k, v }).changes,
  (k, v) => db.prepare('INSERT OR REPLACE INTO t VALUES (?2, ?1)').run(v, k).changes,
  (k, v) => db.prepare('INSERT OR REPLACE INTO t VALUES (@k, ?) RETURNING k').all({ '@k': k }, v).length,
  (k, v) => tags.run`INSERT OR REPLACE INTO t VALUES (${k}, ${v})`.changes,
  (k, v) => [...tags.iterate`INSERT OR REPLACE INTO t VALUES (${k}, same(${v})) RETURNING v`].length,
];
const read = [
  (k) => db.prepare('SELECT v FROM t WHERE k = ?').get(k),
  (k) => db.prepare('SELECT v FROM t WHERE k = $k').all({ k })[0],
  (k) => db.prepare('SELECT same(v) AS v FROM t WHERE k = ?').iterate(k).next().value ?? undefined,
  (k) => tags.get`SELECT v FROM t WHERE k = ${k}`,
  (k) => {
    const row = db.prepare('SELECT v FROM t WHERE k = ?', { returnArrays: true }).get(k);
    return row && { v: row[0] };
  },
];
const remove = [
  (k) => db.prepare('DELETE FROM t WHERE k = ?').run(k).changes,
  (k) => tags.all`DELETE FROM t WHERE k = ${k} RETURNING k`.length,
];

function compare() {
  const rows = db.prepare('SELECT k, v FROM t ORDER BY k').all();
  const expected = [...model].sort(([a], [b]) => a - b).map(([k, v]) => ({ __proto__: null, k, v }));
  assert.deepStrictEqual(rows, expected);
}

function step() {
  const k = random(20);
  one([
    () => {
      const [given, back] = value();
      assert.strictEqual(one(insert)(k, given), 1);
      model.set(k, back);
    },
    () => {
      const row = one(read)(k);
      assert.strictEqual(row === undefined, !model.has(k));
      if (row) assert.deepStrictEqual(row.v, model.get(k));
    },
    () => assert.strictEqual(one(remove)(k), Number(model.delete(k))),
    () => {
      // What is undone was never there.
      const before = new Map(model);
      db.exec('SAVEPOINT s');
      for (let i = random(4); i > 0; i--) step();
      if (random(2)) {
        db.exec('ROLLBACK TO s');
        model = before;
      }
      db.exec('RELEASE s');
    },
  ])();
}

try {
  for (let i = 0; i < 400; i++) {
    step();
    compare();
  }
  // The whole of it travels.
  const copy = new DatabaseSync(':memory:');
  copy.deserialize(db.serialize());
  assert.deepStrictEqual(copy.prepare('SELECT * FROM t').all(), db.prepare('SELECT * FROM t').all());
} catch (error) {
  console.error(`SEED=${seed}`);
  throw error;
}
