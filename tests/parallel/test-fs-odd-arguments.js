'use strict';
// Of several wrong arguments of fs, and of odd ones, the same is told as in Node.
const assert = require('node:assert');
const fs = require('node:fs');

const code = 'ERR_INVALID_ARG_TYPE';
assert.throws(() => fs.fchmodSync('a', undefined), { code, message: /"mode"/ });
assert.throws(() => fs.fchownSync('a', 'b'), { code, message: /"uid"/ });
assert.throws(() => fs.futimesSync('a', 'b'), { code, message: /"atime"/ });
assert.throws(() => fs.ftruncateSync('a', 'b'), { code, message: /"len"/ });
assert.throws(() => fs.fsync('a'), { code, message: /"cb"/ });
assert.throws(() => fs.readSync('a', 'b'), { code, message: /"buffer"/ });
assert.throws(() => fs.writeSync('a', 1), { code, message: /"buffer"/ });
assert.throws(() => fs.readvSync('a', 'b'), { code, message: /"buffers"/ });
assert.strictEqual(fs.writevSync('a', []), 0);
assert.throws(() => fs.access('/', 'x'), { code, message: /"cb"/ });
assert.throws(() => fs.accessSync('/', 'x'), { code, message: 'mode must be int32 or null/undefined' });
assert.throws(() => fs.accessSync('/', NaN), { code: 'ERR_OUT_OF_RANGE', message: 'mode is out of range' });
assert.throws(() => fs.accessSync('/', 2 ** 32), { message: 'mode is out of range: >= 0 && <= 7' });
fs.accessSync('/', 1.5);
assert.throws(() => fs.readlinkSync(), { message: /"path"/ });
assert.throws(() => fs.readFileSync(-1), { code: 'ERR_OUT_OF_RANGE', message: /"fd"/ });
assert.throws(() => fs.readFileSync(2 ** 31), { code, message: /"path"/ });
assert.throws(() => fs.writeFileSync(2 ** 31, ''), { code, message: /"path"/ });
