// Shows the synchronous forms at their limits: more than pipes hold both ways at once, timeouts, too much output, input at
// any descriptor, and what their errors carry.
'use strict';
const assert = require('node:assert');
const { execFileSync, execSync, spawnSync } = require('node:child_process');

const input = Buffer.alloc(3 << 20, 'x');
const echoed = spawnSync('/bin/sh', ['-c', 'cat; echo done >&2'], { input, maxBuffer: Infinity });
assert.ok(echoed.stdout.equals(input));
assert.strictEqual(`${echoed.stderr}`, 'done\n');
assert.strictEqual(echoed.status, 0);

const slow = spawnSync('/bin/sh', ['-c', 'echo early; exec sleep 60'], { timeout: 200, killSignal: 'SIGINT' });
assert.strictEqual(slow.error.code, 'ETIMEDOUT');
assert.strictEqual(slow.signal, 'SIGINT');
assert.strictEqual(slow.status, null);
assert.strictEqual(`${slow.stdout}`, 'early\n');

// The limit passes after the child has ended, while another holds its pipes.
const left = spawnSync('/bin/sh', ['-c', 'sleep 1 & echo early'], { timeout: 200 });
assert.strictEqual(left.error.code, 'ETIMEDOUT');
assert.strictEqual(left.status, 0);
assert.strictEqual(`${left.stdout}`, 'early\n');

const loud = spawnSync('/usr/bin/yes', { maxBuffer: 1000 });
assert.strictEqual(loud.error.code, 'ENOBUFS');
assert.ok(loud.stdout.length > 1000);
// It is the signal that ends it, not its broken pipe.
assert.strictEqual(loud.signal, 'SIGTERM');

// A child that takes none of its input.
const deaf = spawnSync('/bin/true', { input });
assert.strictEqual(deaf.error.code, 'EPIPE');
assert.strictEqual(deaf.status, 0);

assert.throws(() => execSync('echo out; echo err >&2; exit 7', { stdio: 'pipe' }), (error) => {
  assert.strictEqual(error.message, 'Command failed: echo out; echo err >&2; exit 7\nerr\n');
  assert.strictEqual(error.status, 7);
  assert.strictEqual(error.signal, null);
  assert.deepStrictEqual(error.output.map(String), ['null', 'out\n', 'err\n']);
  return true;
});
assert.throws(() => execFileSync('/does/not/exist', ['a']), (error) => {
  assert.strictEqual(error.message, 'spawnSync /does/not/exist ENOENT');
  assert.deepStrictEqual(error.spawnargs, ['a']);
  assert.strictEqual(error.pid, 0);
  return true;
});
assert.strictEqual(execSync('printf é', { encoding: 'latin1' }), 'Ã©');

// A signal without a name.
const real = spawnSync('/bin/sh', ['-c', 'kill -40 $$']);
assert.strictEqual(real.signal, '');
assert.strictEqual(real.status, null);
