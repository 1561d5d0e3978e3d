// Shows that messages beyond what the socket holds are queued, that `send` says so, that callbacks come in order, and that
// a child stays alive until what it sent is written.
'use strict';
const assert = require('node:assert');
const { fork } = require('node:child_process');

const kCount = 40;
const kSize = 100_000;

if (process.argv[2] === 'child') {
  const calls = [];
  let refused = 0;
  for (let i = 0; i < kCount; i++) {
    const message = { i, text: 'x'.repeat(kSize), calls: i === kCount - 1 ? undefined : i };
    if (!process.send(message, (error) => calls.push([i, error]))) refused++;
  }
  assert.ok(refused > kCount / 2);
  process.on('exit', () => {
    assert.deepStrictEqual(calls, Array.from({ length: kCount }, (_, i) => [i, null]));
  });
  return;
}

const child = fork(__filename, ['child']);
let next = 0;
child.on('message', ({ i, text }) => {
  assert.strictEqual(i, next++);
  assert.strictEqual(text.length, kSize);
});
child.on('close', (code) => {
  assert.strictEqual(code, 0);
  assert.strictEqual(next, kCount);
});
