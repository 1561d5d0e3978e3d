'use strict';
// What was written to a pipe before process.exit() arrives, however slow the reader is; and standard descriptors are left
// as blocking as they were found.

const assert = require('node:assert');
const { spawn, spawnSync } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.stdout.write('x'.repeat(1 << 20));
  process.exit();
}

const child = spawn(process.execPath, [__filename, 'child'], { stdio: ['ignore', 'pipe', 'inherit'] });
let length = 0;
setTimeout(() => child.stdout.on('data', (chunk) => { length += chunk.length; }), 100);
child.on('close', (code) => {
  assert.strictEqual(code, 0);
  assert.strictEqual(length, 1 << 20);
});

// The shell's own descriptor, shared with the program, does not become non-blocking.
const script = `"$0" -e 'process.stdin.resume(); process.stdin.on("end", () => {})' < /dev/null | cat; ` +
  `echo line | (flags() { grep flags: /proc/self/fdinfo/0; }; a=$(flags); ` +
  `"$0" -e 'process.stdin.once("data", () => process.exit())'; b=$(flags); [ "$a" = "$b" ] && echo same)`;
const shell = spawnSync('/bin/sh', ['-c', script, process.execPath], { encoding: 'utf8' });
assert.strictEqual(shell.stdout, 'same\n');
