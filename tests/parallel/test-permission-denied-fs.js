// Flags: --permission --allow-fs-read=* --allow-fs-write=*
// Shows what a program meets that has no leave to write any more: the same refusal from every form of an operation,
// leave for what it has open, and word of each denial on the diagnostics channel.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { subscribe } = require('node:diagnostics_channel');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-permission-'));
const file = path.join(dir, 'file');
fs.writeFileSync(file, 'before');
const fd = fs.openSync(file, 'r+');
process.on('exit', () => {
  assert.strictEqual(fs.readFileSync(file, 'utf8'), 'beFORe');
});

const told = [];
subscribe('node:permission-model:fs', (message) => told.push(`${message.permission} ${message.resource}`));

assert.ok(process.permission.has('fs'));
process.permission.drop('fs.write');
assert.ok(!process.permission.has('fs'));
assert.ok(process.permission.has('fs.read'));
assert.throws(() => { process.permission.has(1); }, { code: 'ERR_INVALID_ARG_TYPE' });
told.length = 0;

const denied = {
  name: 'Error',
  message: 'Access to this API has been restricted. Use --allow-fs-write to manage permissions.',
  code: 'ERR_ACCESS_DENIED',
  permission: 'FileSystemWrite',
  resource: file,
};
assert.throws(() => fs.writeFileSync(file, 'x'), denied);
assert.throws(() => fs.openSync(file, 'a'), denied);
assert.throws(() => fs.openSync(Buffer.from(file), fs.constants.O_RDONLY | fs.constants.O_CREAT), denied);
assert.throws(() => fs.unlinkSync(file), denied);
assert.throws(() => fs.rmSync(file), denied);
assert.throws(() => fs.renameSync(file, `${file}2`), denied);
assert.throws(() => fs.copyFileSync(__filename, file), denied);
assert.throws(() => fs.cpSync(__filename, file), denied);
assert.throws(() => fs.mkdtempSync(file), { ...denied, resource: `${file}XXXXXX` });
assert.deepStrictEqual(told[0], `FileSystemWrite ${file}`);
assert.throws(() => fs.symlinkSync(file, `${file}2`), {
  code: 'ERR_ACCESS_DENIED',
  message: 'fs.symlink API requires full fs.read and fs.write permissions.',
});
assert.throws(() => fs.fchmodSync(fd, 0o600), {
  code: 'ERR_ACCESS_DENIED',
  message: 'fchmod API is disabled when Permission Model is enabled.',
});
assert.throws(() => process.binding('fs'), { code: 'ERR_ACCESS_DENIED' });

// Some operations throw what others hand to their callback.
assert.throws(() => fs.mkdir(file, () => {}), denied);
let calls = 0;
fs.writeFile(file, 'x', (err) => {
  calls++;
  assert.strictEqual(err.code, 'ERR_ACCESS_DENIED');
});
assert.strictEqual(calls, 1);
assert.rejects(fs.promises.writeFile(file, 'x'), denied).then(() => calls++);
fs.createWriteStream(file).on('error', (err) => {
  calls++;
  assert.strictEqual(err.code, 'ERR_ACCESS_DENIED');
});
process.on('exit', () => assert.strictEqual(calls, 3));

// Who opened a file may go on.
assert.strictEqual(fs.writeSync(fd, 'FOR', 2), 3);
fs.closeSync(fd);
