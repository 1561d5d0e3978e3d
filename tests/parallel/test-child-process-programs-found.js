// Shows how a program is found: along the PATH of the child's environment, in the child's directory, and by the shell when
// it is a script that names no interpreter.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-programs-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
fs.mkdirSync(path.join(folder, 'locked'));
fs.writeFileSync(path.join(folder, 'locked', 'my-program'), '', { mode: 0o600 });
fs.writeFileSync(path.join(folder, 'my-program'), 'echo "$0 $1 $PLACE"\n', { mode: 0o700 });

function run(file, options) {
  const { stdout, error } = spawnSync(file, ['one'], { encoding: 'utf8', ...options });
  return error ? error.code : stdout.trim();
}

const PATH = `/does/not/exist:${folder}/locked:${folder}`;
assert.strictEqual(run('my-program', { env: { PATH, PLACE: 'here' } }), `${folder}/my-program one here`);
assert.strictEqual(run('my-program', { env: { PATH: `${folder}/locked` } }), 'EACCES');
assert.strictEqual(run('my-program'), 'ENOENT');
assert.strictEqual(run('./my-program', { cwd: folder }), './my-program one');
assert.strictEqual(run('./my-program'), 'ENOENT');
assert.strictEqual(run('/bin/true', { cwd: '/does/not/exist' }), 'ENOENT');
// An empty entry is the directory that the child starts in.
assert.strictEqual(run('my-program', { cwd: folder, env: { PATH: ':/bin' } }), 'my-program one');

// Inherited properties of the environment count, undefined ones do not.
const env = Object.assign(Object.create({ A: 'inherited' }), { B: undefined, C: 3 });
assert.strictEqual(run('/bin/sh', { shell: false, env, argv0: 'sh' }), '');
assert.deepStrictEqual(spawnSync('/usr/bin/env', { env, encoding: 'utf8' }).stdout.trim().split('\n').sort(),
                       ['A=inherited', 'C=3']);
