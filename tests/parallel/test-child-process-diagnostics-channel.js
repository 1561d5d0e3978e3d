// Shows what diagnostics_channel tells of children: each one made, what it is started with, and how the start went; and of
// a process that becomes another program.
'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const { spawn, spawnSync } = require('node:child_process');
const diagnostics = require('node:diagnostics_channel');

const told = [];
const prefix = 'tracing:child_process.spawn:';
for (const name of ['child_process', `${prefix}start`, `${prefix}end`, `${prefix}error`]) {
  diagnostics.subscribe(name, (message) => told.push({ name: name.replace(prefix, ''), ...message }));
}

(async () => {
  const child = spawn('true', ['a']);
  assert.deepStrictEqual(told.map(({ name }) => name), ['child_process', 'start', 'end']);
  assert.ok(told.every((message) => message.process === child));
  assert.deepStrictEqual(told[1].options.args, ['true', 'a']);
  assert.strictEqual(told[1].options.file, 'true');
  await once(child, 'exit');

  // A start that fails is told, whether the caller gets an event or an exception for it.
  told.length = 0;
  const missing = spawn('/does/not/exist');
  assert.deepStrictEqual(told.map(({ name }) => name), ['child_process', 'start', 'error']);
  assert.strictEqual(told[2].process, missing);
  assert.strictEqual(told[2].error.message, 'spawn ENOENT');
  await once(missing, 'error');
  told.length = 0;
  assert.throws(() => spawn('true', { cwd: __filename }), { code: 'ENOTDIR' });
  assert.deepStrictEqual(told.map(({ name }) => name), ['child_process', 'start', 'error']);
  assert.strictEqual(told[2].error.code, 'ENOTDIR');

  // The synchronous forms make no ChildProcess.
  told.length = 0;
  spawnSync('true');
  assert.deepStrictEqual(told, []);

  const source = `
    require('node:diagnostics_channel').subscribe('process.execve', (told) => console.log(JSON.stringify(told)));
    process.execve('/bin/echo', ['echo', 'done'], { A: 'b' });
  `;
  const { stdout } = spawnSync(process.execPath, ['-e', source], { encoding: 'utf8' });
  assert.strictEqual(stdout, '{"execPath":"/bin/echo","args":["echo","done"],"env":["A=b"]}\ndone\n');
})();
