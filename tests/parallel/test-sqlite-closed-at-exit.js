// Shows that databases that are open when the process ends are closed: the log of one in WAL mode is folded into its file
// and gone, by whichever way the process ends.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-sqlite-'));
for (const end of ['', 'process.exit(0)', 'setImmediate(() => process.exit(0))',
                   "db.function('f', () => process.exit(0)); setImmediate(() => other.exec('SELECT 1')); "]) {
  const file = path.join(dir, 'x.db');
  const program = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(process.argv[1]);
    const other = new DatabaseSync(':memory:');
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t(a); INSERT INTO t VALUES (1)');
    ${end}`;
  const run = spawnSync(process.execPath, ['-e', program, file], { encoding: 'utf8' });
  assert.strictEqual(run.status, 0, run.stderr);
  assert.deepStrictEqual(fs.readdirSync(dir), ['x.db'], end);
  fs.unlinkSync(file);
}
// In the middle of a call, the process ends without closing what it is in.
{
  const program = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(':memory:');
    db.function('f', () => process.exit(3));
    db.exec('SELECT f()');`;
  assert.strictEqual(spawnSync(process.execPath, ['-e', program]).status, 3);
}
fs.rmSync(dir, { recursive: true });
