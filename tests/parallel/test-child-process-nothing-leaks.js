// Shows that a child sees the descriptors it was given and no others, and that no ended child stays a zombie: not one
// that nobody listens to, nor one that could not be started.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn, spawnSync } = require('node:child_process');

const open = fs.openSync(__filename);
const { stdout } = spawnSync('/bin/ls', ['/proc/self/fd'], { encoding: 'utf8' });
// The fourth is that of the listing itself.
assert.deepStrictEqual(stdout.trim().split('\n').sort(), ['0', '1', '2', '3']);
const given = spawnSync('/bin/sh', ['-c', 'head -c 8 <&5'], { stdio: ['ignore', 'pipe', 'inherit', null, null, open] });
assert.strictEqual(given.stdout.toString(), '// Shows');

function children() {
  return fs.readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return +fs.readFileSync(`/proc/${name}/stat`, 'latin1').split(') ').pop().split(' ')[1] === process.pid;
    } catch {
      return false;
    }
  });
}

for (let i = 0; i < 5; i++) {
  spawn('/bin/true', { stdio: 'ignore' });
  spawn('/does/not/exist').on('error', () => {});
  assert.strictEqual(spawnSync('/does/not/exist').error.code, 'ENOENT');
}
const before = fs.readdirSync('/proc/self/fd').length;
spawn('/bin/sleep', ['0.2'], { stdio: 'ignore' }).on('close', () => {
  assert.deepStrictEqual(children(), []);
  assert.ok(fs.readdirSync('/proc/self/fd').length <= before);
});
