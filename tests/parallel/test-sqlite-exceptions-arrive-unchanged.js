// Shows that what a callback throws, whatever it is, comes out of the call that led to it as it is; that no callback runs
// after it in the same call; and that the next call knows nothing of it.
'use strict';
const assert = require('node:assert');
const { DatabaseSync } = require('node:sqlite');

function caught(run) {
  try {
    run();
  } catch (error) {
    return { error };
  }
  return null;
}

for (const thrown of [new Error('boom'), { plain: 1 }, 'text', 0, undefined, null]) {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t(k INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3)');
  const fail = () => { throw thrown; };
  let calls = 0;
  db.function('f', () => { calls++; return fail(); });
  db.aggregate('a', { start: 0, step: (a, v) => fail() });
  db.aggregate('r', { start: 0, step: (a, v) => a, result: fail });
  db.aggregate('s', { start: fail, step: (a, v) => a });
  db.aggregate('w', { start: 0, step: (a, v) => a, inverse: (a, v) => fail() });
  for (const sql of ['SELECT f() FROM t', 'SELECT f(), f() FROM t', 'SELECT a(k) FROM t', 'SELECT r(k) FROM t',
                     'SELECT s(k) FROM t', 'SELECT w(k) OVER (ORDER BY k ROWS 1 PRECEDING) FROM t',
                     'UPDATE t SET k = f()', 'INSERT INTO t VALUES (f())']) {
    const statement = db.prepare(sql);
    const ways = [() => statement.all(), () => statement.get(), () => statement.run(),
                  () => [...statement.iterate()], () => db.exec(sql)];
    for (const way of ways) {
      calls = 0;
      const outcome = caught(way);
      // The first row needs no inverse.
      if (outcome === null) assert.ok(sql.includes('w('), sql);
      else assert.strictEqual(outcome.error, thrown);
      assert.ok(calls <= 1);
    }
  }
  assert.deepStrictEqual(db.prepare('SELECT k FROM t').all().map(({ k }) => k), [1, 2, 3]);
  assert.throws(() => db.exec('nonsense'), { code: 'ERR_SQLITE_ERROR' });

  db.setAuthorizer(fail);
  assert.strictEqual(caught(() => db.exec('SELECT 1')).error, thrown);
  assert.strictEqual(caught(() => db.prepare('SELECT 1')).error, thrown);
  db.setAuthorizer(null);

  const session = db.createSession();
  db.exec('INSERT INTO t VALUES (7)');
  const changes = session.changeset();
  assert.strictEqual(caught(() => db.applyChangeset(changes, { filter: fail })).error, thrown);
  assert.strictEqual(caught(() => db.applyChangeset(changes, { onConflict: fail })).error, thrown);
  assert.strictEqual(db.applyChangeset(changes), false);

  // One that was caught on the way is nobody's any more.
  db.function('g', () => { assert.ok(caught(() => db.exec('SELECT f()'))); return 5; });
  assert.strictEqual(db.prepare('SELECT g() AS v').get().v, 5);
  db.close();
}
