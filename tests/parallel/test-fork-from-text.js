'use strict';
// A program given as text forks a file: the child runs the file with the other flags, and not the text once more.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

if (process.argv[2] === 'child') {
  console.log(JSON.stringify(process.execArgv));
  return;
}
const text = `
  if (process.env.DEPTH) process.exit(7);
  process.env.DEPTH = '1';
  require('child_process').fork(${JSON.stringify(__filename)}, ['child']).on('exit', (code) => console.log(code));`;
for (const flag of ['-e', '--eval', '-pe']) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--no-warnings', flag, text], { encoding: 'utf8' });
  assert.strictEqual(stderr, '');
  assert.strictEqual(status, 0);
  assert.match(stdout, /^\["--no-warnings"\]$/m);
  assert.match(stdout, /^0$/m);
}
