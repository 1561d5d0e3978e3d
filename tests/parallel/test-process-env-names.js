'use strict';
// Variables are there whatever they are called: names of Object.prototype, with other letters.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const variables = { 'toString': 'a', 'ÄÖ': 'd', 'hasOwnProperty': 'e', 'EMPTY': '', 'LONG': 'ü'.repeat(3000) };
const env = Object.fromEntries([...Object.entries(variables), ['__proto__', 'f']]);
if (process.argv[2] === 'child') {
  for (const [name, value] of Object.entries(env)) assert.strictEqual(process.env[name], value);
  assert.ok(Object.hasOwn(process.env, '__proto__'));
  assert.strictEqual(process.env.valueOf, Object.prototype.valueOf);
  process.env.valueOf = 'g';
  assert.strictEqual(process.env.valueOf, 'g');
  delete process.env.EMPTY;
  assert.ok(!Object.keys(process.env).includes('EMPTY'));
} else {
  const { status, stderr } = spawnSync(process.execPath, [__filename, 'child'], { env });
  assert.strictEqual(status, 0, stderr.toString());
}
