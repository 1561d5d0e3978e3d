// Shows what children are started with that is unusual: an empty folder, limits that are no whole numbers.
'use strict';
const assert = require('node:assert');
const { execFile, fork, spawn, spawnSync } = require('node:child_process');

// An empty folder is none; the synchronous forms do not find it.
let where;
execFile('pwd', { cwd: '' }, (error, stdout) => { where = stdout; });
process.on('exit', () => assert.strictEqual(where, `${process.cwd()}\n`));
assert.strictEqual(spawnSync('pwd', { cwd: '' }).error.code, 'ENOENT');

for (const timeout of [-1, 1.5, NaN, Infinity, '5']) {
  for (const start of [spawn, spawnSync]) {
    assert.throws(() => start('true', [], { timeout }), {
      code: 'ERR_OUT_OF_RANGE',
      message: /^The value of "timeout" is out of range\. It must be an unsigned integer\. Received /,
    });
  }
}

assert.strictEqual(fork.length, 1);
