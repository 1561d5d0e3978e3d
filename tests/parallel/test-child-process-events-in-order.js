// Shows the order of a child's events, started or not, and that 'close' waits for pipes that a grandchild holds.
'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

function record(child) {
  const seen = [];
  for (const event of ['spawn', 'exit', 'close', 'error']) {
    child.on(event, (...args) => seen.push([event, ...args.map((arg) => arg?.code ?? arg)]));
  }
  child.stdout?.on('data', (data) => seen.push(['data', `${data}`]));
  return seen;
}

const started = record(spawn('/bin/sh', ['-c', 'echo words; exit 3']));
const killed = record(spawn('/bin/sh', ['-c', 'kill -KILL $$'], { stdio: 'ignore' }));
const missing = spawn('/does/not/exist', ['an argument']);
const failed = record(missing);
assert.strictEqual(missing.pid, undefined);
const late = record(spawn('/bin/sh', ['-c', '(sleep 0.2; echo late) & exit 0'], { stdio: ['ignore', 'pipe', 'ignore'] }));
missing.once('error', (error) => {
  assert.deepStrictEqual({ ...error }, {
    errno: -2,
    code: 'ENOENT',
    syscall: 'spawn /does/not/exist',
    path: '/does/not/exist',
    spawnargs: ['an argument'],
  });
});

process.on('exit', () => {
  assert.deepStrictEqual(started, [['spawn'], ['data', 'words\n'], ['exit', 3, null], ['close', 3, null]]);
  assert.deepStrictEqual(killed, [['spawn'], ['exit', null, 'SIGKILL'], ['close', null, 'SIGKILL']]);
  assert.deepStrictEqual(failed, [['error', 'ENOENT'], ['close', -2, null]]);
  assert.deepStrictEqual(late, [['spawn'], ['exit', 0, null], ['data', 'late\n'], ['close', 0, null]]);
});
