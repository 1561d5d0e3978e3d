// Flags: --expose-gc
// Shows that databases whose functions know them again are collected, with their statements, sessions and iterators, and
// that what is in use is not: a statement, a session or a tag store alone keeps its database.
'use strict';
const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

let left = 0;
const registry = new FinalizationRegistry(() => left--);

function make() {
  const db = new DatabaseSync(':memory:');
  left++;
  registry.register(db);
  db.exec('CREATE TABLE t(k INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)');
  db.function('f', () => db && 1);
  db.aggregate('a', { start: () => db && 0, step: (a, v) => a + v, result: (a) => db && a });
  db.setAuthorizer(() => (db ? 0 : 1));
  const tags = db.createTagStore();
  assert.strictEqual(tags.get`SELECT f() AS v, ${1} AS w`.v, 1);
  assert.strictEqual(db.prepare('SELECT a(k) AS v FROM t').get().v, 3);
  const rows = db.prepare('SELECT k FROM t').iterate();
  rows.next();
  return { statement: db.prepare('SELECT f() AS v'), session: db.createSession(), tags, rows };
}

async function collect(until) {
  for (let i = 0; i < 50 && !until(); i++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
}

(async () => {
  const { statement } = make();
  const { tags } = make();
  const { rows } = make();
  for (let i = 0; i < 200; i++) make();
  await collect(() => left === 3);
  assert.strictEqual(left, 3);
  assert.strictEqual(statement.get().v, 1);
  assert.strictEqual(tags.get`SELECT f() AS v`.v, 1);
  assert.strictEqual(rows.next().value.k, 2);
})();
