// Shows which exit codes are taken, and that an exit listener has the last word.
'use strict';
const assert = require('node:assert');

for (const [value, expected] of [[0, 0], [7, 7], ['12', 12], ['0x1', 1], [undefined, undefined], [null, undefined]]) {
  process.exitCode = value;
  assert.strictEqual(process.exitCode, expected);
}
for (const value of ['', 'a', {}, true, [], Symbol('a')]) {
  assert.throws(() => { process.exitCode = value; }, { code: 'ERR_INVALID_ARG_TYPE' });
}
for (const value of [1.5, NaN, Infinity]) {
  assert.throws(() => { process.exitCode = value; }, { code: 'ERR_OUT_OF_RANGE' });
}
process.exitCode = 9;
let before = 0;
process.on('beforeExit', (code) => {
  assert.strictEqual(code, 9);
  // Once more: the program has something to do again.
  if (before++ === 0) setTimeout(() => {}, 1);
});
process.on('exit', (code) => {
  assert.strictEqual(code, 9);
  assert.strictEqual(before, 2);
  assert.strictEqual(process.exitCode, 9);
  process.exitCode = 0;
});
