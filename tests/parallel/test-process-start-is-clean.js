// Shows that a process starts with open standard descriptors, the usual effects of signals and a high limit of open
// descriptors, whatever its parent left it with, and that it hands nothing of it on.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');

if (process.argv[2] === 'child') {
  const opened = fs.openSync(__filename);
  assert.ok(opened > 2, `descriptor ${opened}`);
  const status = fs.readFileSync('/proc/self/status', 'latin1');
  const ignored = BigInt(`0x${/SigIgn:\s*(\w+)/.exec(status)[1]}`);
  for (const signal of [1, 2, 15, 17]) assert.strictEqual(ignored & (1n << BigInt(signal - 1)), 0n);
  const [, soft, hard] = /Max open files\s+(\d+)\s+(\d+)/.exec(fs.readFileSync('/proc/self/limits', 'latin1'));
  assert.strictEqual(soft, hard);
  assert.strictEqual(spawnSync('/bin/sh', ['-c', 'exit 7']).status, 7);
  const inherited = spawnSync('/bin/ls', ['/proc/self/fd'], { encoding: 'utf8' }).stdout.trim().split('\n');
  assert.deepStrictEqual(inherited.sort(), ['0', '1', '2', '3']);
  return;
}

const script = 'ulimit -S -n 256; trap "" HUP INT TERM CHLD; exec "$0" "$1" child 0<&- 1>&- 7</dev/null 2>"$2"';
const report = `${require('node:os').tmpdir()}/weir-start-${process.pid}`;
process.on('exit', () => fs.rmSync(report));
const { status } = spawnSync('/bin/sh', ['-c', script, process.execPath, __filename, report]);
assert.strictEqual(fs.readFileSync(report, 'utf8'), '');
assert.strictEqual(status, 0);
