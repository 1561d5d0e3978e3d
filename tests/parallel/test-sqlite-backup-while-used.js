// Shows a backup while its source is written to and closed, what it tells of its progress, and how it fails.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { DatabaseSync, backup } = require('node:sqlite');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-backup-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true }));
let count = 0;
const file = () => path.join(dir, `${count++}.db`);

function filled() {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t(k INTEGER PRIMARY KEY, v)');
  const insert = db.prepare('INSERT INTO t(v) VALUES (zeroblob(4000))');
  for (let i = 0; i < 20; i++) insert.run();
  return db;
}

function rowsOf(name) {
  const db = new DatabaseSync(name, { readOnly: true });
  const { c } = db.prepare('SELECT count(*) AS c FROM t').get();
  db.close();
  return c;
}

(async () => {
  {
    // What is written meanwhile is in the copy.
    const db = filled();
    const to = file();
    const told = [];
    const pages = await backup(db, to, {
      rate: 5,
      progress({ totalPages, remainingPages }) {
        told.push([totalPages, remainingPages]);
        if (told.length === 1) db.prepare('INSERT INTO t(v) VALUES (1)').run();
      },
    });
    assert.ok(told.length >= 4);
    assert.ok(told.every(([total, left]) => total > 0 && left > 0 && left < total));
    assert.ok(pages >= told[0][0]);
    assert.strictEqual(rowsOf(to), 21);
  }
  {
    // Closing the source does not end it.
    const db = filled();
    db.function('f', () => db);
    const to = file();
    const done = backup(db, to, { rate: 1 });
    db.close();
    assert.ok(await done > 20);
    assert.strictEqual(rowsOf(to), 20);
  }
  {
    const db = filled();
    await assert.rejects(backup(db, path.join(dir, 'no', 'where')),
                         { code: 'ERR_SQLITE_ERROR', errcode: 14, message: 'unable to open database file' });
    await assert.rejects(backup(db, file(), { source: 'nope' }), { message: 'unknown database nope' });
    await assert.rejects(backup(db, file(), { rate: 1, progress() { throw new Error('boom'); } }), { message: 'boom' });
    assert.throws(() => backup({}, file()), TypeError);
    db.close();
    assert.throws(() => backup(db, file()), { code: 'ERR_INVALID_STATE' });
  }
})();
