'use strict';
// process.cwd() of a directory that has gone says so in words.

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-cwd-'));
process.chdir(dir);
fs.rmdirSync(dir);
assert.throws(() => process.cwd(), {
  code: 'ENOENT',
  errno: -2,
  syscall: 'uv_cwd',
  message: 'ENOENT: process.cwd failed with error no such file or directory, the current working directory was likely ' +
    'removed without changing the working directory, uv_cwd',
});
