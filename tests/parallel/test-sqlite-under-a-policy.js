// Shows that a program without leave for a file reaches it by no way of SQLite's: not by opening, by a URI, by SQL that
// attaches or copies, nor by a backup; and that memory needs no leave.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-sqlite-'));
const allowed = path.join(dir, 'allowed');
const secret = path.join(dir, 'secret.db');
fs.mkdirSync(allowed);

const program = `
  const assert = require('node:assert');
  const { DatabaseSync, backup } = require('node:sqlite');
  const [secret, allowed] = process.argv.slice(-2);
  const denied = { code: 'ERR_ACCESS_DENIED' };
  for (const place of [secret, 'file:' + secret, 'file://' + secret + '?mode=ro', 'file:' + secret.replace('s', '%73'),
                       new URL('file://' + secret), Buffer.from(secret)]) {
    assert.throws(() => new DatabaseSync(place), denied);
  }
  const db = new DatabaseSync(':memory:');
  const own = new DatabaseSync(allowed + '/own.db');
  own.exec('CREATE TABLE t(a)');
  for (const database of [db, own]) {
    for (let i = 0; i < 2; i++) {
      assert.throws(() => database.exec("ATTACH '" + secret + "' AS s"), denied);
      assert.throws(() => database.exec("ATTACH 'file:" + secret + "' AS s"), denied);
      assert.throws(() => database.prepare('ATTACH ? AS s').run(secret), denied);
      assert.throws(() => database.exec("VACUUM INTO '" + secret + "'"), denied);
      // With an authorizer of the program as well.
      database.setAuthorizer(() => 0);
    }
    database.setAuthorizer(null);
    assert.throws(() => database.exec("ATTACH '" + secret + "' AS s"), denied);
    database.exec("ATTACH '" + allowed + "/other.db' AS o; ATTACH ':memory:' AS m");
  }
  assert.throws(() => new DatabaseSync(':memory:', { allowExtension: true }), { code: 'ERR_LOAD_SQLITE_EXTENSION' });
  assert.rejects(backup(own, secret), denied).then(() => backup(own, allowed + '/copy.db')).then(() => console.log('done'));
`;
const run = spawnSync(process.execPath, ['--permission', `--allow-fs-read=${allowed}`, `--allow-fs-write=${allowed}`,
                                         '-e', program, secret, allowed], { encoding: 'utf8' });
assert.strictEqual(run.stdout, 'done\n', run.stderr);
assert.ok(!fs.existsSync(secret));
assert.ok(fs.existsSync(path.join(allowed, 'copy.db')));
fs.rmSync(dir, { recursive: true });
