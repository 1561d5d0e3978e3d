// Shows that a callback in the middle of SQLite's work cannot take away what that work stands on: closing the database,
// using the statement that runs, replacing the database, or anything at all from an authorizer is an error, and the
// database is as usable afterwards as before.
'use strict';
const assert = require('node:assert');
const { DatabaseSync, constants } = require('node:sqlite');

function fresh() {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t(k INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)');
  return db;
}

const busy = { code: 'ERR_INVALID_STATE', message: 'database is in use by a call that has not returned' };
const taken = { code: 'ERR_INVALID_STATE', message: 'statement is in use by a call that has not returned' };
const asked = { code: 'ERR_INVALID_STATE', message: 'database cannot be used by its own authorizer' };

function stillWorks(db) {
  assert.strictEqual(db.prepare('SELECT count(*) AS c FROM t').get().c, 3);
  db.close();
}

// Closing, by each way into SQLite and by each kind of function.
for (const use of [
  (db) => db.exec('SELECT f(k) FROM t'),
  (db) => db.prepare('SELECT f(k) FROM t').all(),
  (db) => db.prepare('SELECT f(k) FROM t').get(),
  (db) => db.prepare('SELECT f(k) FROM t').run(),
  (db) => [...db.prepare('SELECT f(k) FROM t').iterate()],
]) {
  for (const pull of [(db) => db.close(), (db) => db[Symbol.dispose](), (db) => db.deserialize(db.serialize())]) {
    const db = fresh();
    db.function('f', (k) => { pull(db); return k; });
    assert.throws(() => use(db), busy);
    stillWorks(db);
  }
}
for (const options of [
  { start: 0, step: (a) => a, pull: 'step' },
  { start: 0, step: (a, v) => a + v, pull: 'result' },
  { start: 0, step: (a, v) => a + v, inverse: (a, v) => a - v, pull: 'inverse' },
  { step: (a, v) => a + v, pull: 'start' },
]) {
  const db = fresh();
  const before = options[options.pull];
  db.aggregate('a', { ...options, [options.pull](state, value) { db.close(); return before(state, value); } });
  assert.throws(() => db.prepare('SELECT a(k) OVER (ORDER BY k ROWS 1 PRECEDING) FROM t').all(),
                options.inverse ? busy : { code: 'ERR_SQLITE_ERROR' });
  if (!options.inverse) {
    db.aggregate('b', { ...options, step: (state, value) => state, [options.pull]() { db.close(); } });
  }
  db.close();
}

// The handlers of a changeset.
{
  const source = fresh();
  const session = source.createSession();
  source.exec("INSERT INTO t VALUES (9, 'x')");
  const changes = session.changeset();
  for (const handlers of [
    (db) => ({ filter: () => db.close() }),
    (db) => ({ onConflict: () => db.close() }),
  ]) {
    const db = fresh();
    db.exec("INSERT INTO t VALUES (9, 'y')");
    assert.throws(() => db.applyChangeset(changes, handlers(db)), busy);
    db.exec('DELETE FROM t WHERE k = 9');
    stillWorks(db);
  }
}

// The statement that runs.
for (const again of [
  (statement) => statement.get(),
  (statement) => statement.all(),
  (statement) => statement.run(),
  (statement) => statement.iterate(),
]) {
  const db = fresh();
  let statement;
  db.function('f', (k) => { again(statement); return k; });
  statement = db.prepare('SELECT f(k) FROM t');
  assert.throws(() => statement.all(), taken);
  stillWorks(db);
}
{
  const db = fresh();
  let rows;
  db.function('f', (k) => { if (k === 2) rows.return(); return k; });
  rows = db.prepare('SELECT f(k) AS k FROM t').iterate();
  assert.strictEqual(rows.next().value.k, 1);
  assert.throws(() => rows.next(), taken);
  assert.strictEqual(rows.next().done, true);
  stillWorks(db);
}

// An authorizer has its database for looking at, not for use.
for (const use of [
  (db) => db.exec('SELECT 1'),
  (db) => db.prepare('SELECT 1'),
  (db) => db.close(),
  (db) => db.setAuthorizer(null),
  (db) => db.function('g', () => 1),
]) {
  const db = fresh();
  db.setAuthorizer(() => { use(db); return constants.SQLITE_OK; });
  assert.throws(() => db.exec('SELECT k FROM t'), asked);
  db.setAuthorizer(() => constants.SQLITE_OK * db.isTransaction * db.limits.length);
  stillWorks(db);
}

// A getter among the values that are bound.
{
  const db = fresh();
  const statement = db.prepare('SELECT $a AS a');
  assert.deepStrictEqual({ ...statement.get({ get a() { return statement.get({ a: 4 }).a + 1; } }) }, { a: 5 });
  assert.throws(() => statement.get({ get a() { db.close(); return 1; } }),
                { code: 'ERR_INVALID_STATE', message: 'statement has been finalized' });
}

// A function that calls itself through SQL ends as any endless recursion does.
{
  const db = fresh();
  db.function('f', () => db.prepare('SELECT f() AS v').get().v);
  assert.throws(() => db.prepare('SELECT f()').get(), RangeError);
  stillWorks(db);
}
