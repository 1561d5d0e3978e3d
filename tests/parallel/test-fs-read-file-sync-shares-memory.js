'use strict';
// readFileSync of small files: their Buffers share the pool's memory, as in Node, and do not share bytes.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-read-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

const sizes = [0, 1, 7, 8, 1024, 4095, 8192, 32_767, 32_768, 32_769, 65_536, 100_000];
const files = sizes.map((size) => {
  const name = path.join(folder, `${size}`);
  const bytes = Buffer.alloc(size, 0);
  for (let n = 0; n < size; n++) bytes[n] = (n * 31 + size) & 0xFF;
  fs.writeFileSync(name, bytes);
  return { name, bytes };
});

function readAll() {
  const read = [];
  for (let round = 0; round < 5; round++) {
    for (const { name, bytes } of files) read.push({ bytes, got: fs.readFileSync(name) });
    // Others take of the pool in between.
    read.push({ bytes: Buffer.from('between'), got: Buffer.from('between') });
  }
  for (const { bytes, got } of read) {
    assert.ok(got instanceof Buffer);
    assert.ok(got.equals(bytes));
  }
  return read;
}
readAll();

// Small ones share; what is written to one is not seen in another.
const one = fs.readFileSync(files[4].name);
const two = fs.readFileSync(files[4].name);
const three = fs.readFileSync(files[4].name);
// A pool may have come to its end between two of them.
assert.ok(one.buffer === two.buffer || two.buffer === three.buffer);
assert.strictEqual(one.byteOffset % 8, 0);
one.fill(0);
assert.ok(two.equals(files[4].bytes));

// What does not tell its size, and what stands in the middle of a file.
assert.match(fs.readFileSync('/proc/self/status').toString(), /^Name:/);
const fd = fs.openSync(files[4].name);
fs.readSync(fd, Buffer.alloc(1000), 0, 1000, null);
assert.ok(fs.readFileSync(fd).equals(files[4].bytes.subarray(1000)));
assert.strictEqual(fs.readFileSync(fd).length, 0);
fs.closeSync(fd);
assert.throws(() => fs.readFileSync(folder), { code: 'EISDIR', syscall: 'read' });
assert.throws(() => fs.readFileSync(path.join(folder, 'absent')), { code: 'ENOENT', syscall: 'open' });
assert.strictEqual(fs.readFileSync(files[4].name, 'hex'), files[4].bytes.toString('hex'));

// Whatever a program makes of the pool's size.
for (const size of [0, 1, 16, 4096]) {
  Buffer.poolSize = size;
  readAll();
}
