'use strict';
// A slow reader of standard output holds up nobody: write() says that it waits, timers run, and 'drain' comes. That is
// so for a shell's pipe and for a parent's socket, and other users of the descriptor find it as blocking as before.

const assert = require('node:assert');
const fs = require('node:fs');
const { spawn } = require('node:child_process');

const LENGTH = 4 << 20;

if (process.argv[2] === 'child') {
  const answer = process.stdout.write('x'.repeat(LENGTH));
  assert.strictEqual(answer, false);
  assert.strictEqual(process.stdout.writableLength, LENGTH);
  const [, flags] = /flags:\s*(\d+)/.exec(fs.readFileSync('/proc/self/fdinfo/1', 'latin1'));
  assert.strictEqual(parseInt(flags, 8) & fs.constants.O_NONBLOCK, 0);
  process.stdout.once('drain', () => fs.writeSync(2, 'drain'));
  setTimeout(() => fs.writeSync(2, 'timer '), 1);
  return;
}

function run(file, args) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let received = 0;
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
    // Only now does anybody read.
    if (said === 'timer ') child.stdout.on('data', (chunk) => { received += chunk.length; });
  });
  child.on('close', (code) => {
    assert.strictEqual(said, 'timer drain');
    assert.strictEqual(received, LENGTH);
    assert.strictEqual(code, 0);
  });
}

run(process.execPath, [__filename, 'child']);
run('/bin/sh', ['-c', '"$0" "$1" child | cat', process.execPath, __filename]);
