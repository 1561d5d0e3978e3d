// Shows that what V8 prints for its flags reaches a pipe whole, however the program ends.
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');

for (const end of ['', 'process.exit()', 'process.reallyExit(0)']) {
  const source = `gc(); console.log('said'); ${end}`;
  const text = execFileSync(process.execPath, ['--expose-gc', '--trace-gc', '-e', source], { encoding: 'utf8' });
  assert.match(text, /^said$/m);
  assert.match(text, /Mark-Compact.*\n/);
}
