// What a WASI program may reach: its folders, and nothing that names, links or wrong places in memory lead to.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { WASI } = require('node:wasi');

const ENOTCAPABLE = 76;
const EOVERFLOW = 61;
const EINVAL = 28;
const EPERM = 63;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-wasi-'));
const inside = path.join(folder, 'inside');
fs.mkdirSync(path.join(inside, 'sub'), { recursive: true });
fs.writeFileSync(path.join(folder, 'secret'), 'secret');
fs.writeFileSync(path.join(inside, 'file'), 'file');
fs.symlinkSync('../secret', path.join(inside, 'up'));
fs.symlinkSync('/etc/passwd', path.join(inside, 'absolute'));
fs.symlinkSync('../file', path.join(inside, 'sub', 'link'));
fs.symlinkSync('/sandbox/file', path.join(inside, 'own'));

const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
const wasi = new WASI({ version: 'preview1', preopens: { '/sandbox': inside } });
const calls = wasi.wasiImport;
assert.throws(() => calls.fd_close(3), { code: 'ERR_WASI_NOT_STARTED' });
wasi.finalizeBindings({ exports: { memory } });
const bytes = () => Buffer.from(memory.buffer);

function open(name, flags = 0) {
  const length = bytes().write(name, 100);
  const errno = calls.path_open(3, 1, 100, length, flags, 2n, 0n, 0, 0);
  return [errno, bytes().readUInt32LE(0)];
}

function read(fd, at) {
  bytes().writeUInt32LE(at, 16);
  bytes().writeUInt32LE(16, 20);
  assert.strictEqual(calls.fd_read(fd, 16, 1, 24), 0);
  return bytes().toString('latin1', at, at + bytes().readUInt32LE(24));
}

try {
  for (const name of ['../secret', 'sub/../../secret', 'up', 'absolute', '/etc/passwd', '/sandbox/../secret']) {
    assert.strictEqual(open(name)[0], ENOTCAPABLE, name);
  }
  for (const name of ['file', 'sub/link', 'own', '/sandbox/file', 'sub/../file']) {
    const [errno, fd] = open(name);
    assert.strictEqual(errno, 0, name);
    assert.strictEqual(read(fd, 200), 'file');
    assert.strictEqual(calls.fd_close(fd), 0);
  }
  // A link that the program makes cannot say where the host's root is.
  const text = bytes().write('/etc', 100);
  const name = bytes().write('mine', 150);
  assert.strictEqual(calls.path_symlink(100, text, 3, 150, name), EPERM);

  // Memory that has grown is the memory; places outside of it are refused.
  const { 1: fd } = open('file');
  memory.grow(1);
  assert.strictEqual(read(fd, 70_000), 'file');
  for (const at of [memory.buffer.byteLength - 1, -1, 2 ** 32 - 1]) {
    assert.strictEqual(calls.fd_fdstat_get(3, at), EOVERFLOW);
    assert.strictEqual(calls.random_get(at, 16), EOVERFLOW);
  }
  assert.strictEqual(calls.fd_seek(fd, 1, 0, 0), EINVAL);
  assert.strictEqual(calls.fd_close('3'), EINVAL);
  assert.strictEqual(calls.fd_close(), EINVAL);

  // Its standard output is one of its own: closing it leaves the host's open.
  assert.strictEqual(calls.fd_close(1), 0);
  fs.fstatSync(1);

  const other = new WASI({ version: 'unstable' });
  assert.deepStrictEqual(Object.keys(other.getImportObject()), ['wasi_unstable']);
  assert.strictEqual(other.start({ exports: { memory, _start() { other.wasiImport.proc_exit(7); } } }), 7);
} finally {
  fs.rmSync(folder, { recursive: true });
}
