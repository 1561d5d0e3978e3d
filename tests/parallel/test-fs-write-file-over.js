'use strict';
// A file that is written as a whole holds the new bytes and nothing else, whether it was longer, shorter, linked, or not
// there, and keeps its mode and its inode.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-write-over-'));
const file = path.join(folder, 'file');
const link = path.join(folder, 'link');
const lengths = [0, 10, 5, 0, 5000, 4096, 4097, 1, 2 << 20, 10];

async function main() {
  for (const [n, length] of lengths.entries()) {
    const text = String(n % 10).repeat(length);
    fs.writeFileSync(file, text);
    assert.strictEqual(fs.readFileSync(file, 'utf8'), text);
    fs.writeFileSync(file, Buffer.from(text).subarray(1));
    assert.strictEqual(fs.readFileSync(file, 'latin1'), text.slice(1));
    await fs.promises.writeFile(file, text, 'latin1');
    assert.strictEqual(await fs.promises.readFile(file, 'utf8'), text);
    await new Promise((resolve) => fs.writeFile(file, `${text}!`, { flag: 'w+' }, resolve));
    assert.strictEqual(fs.statSync(file).size, length + 1);
  }

  // What the flag says beside emptying still holds.
  fs.writeFileSync(file, 'abc', { flag: 'a' });
  assert.strictEqual(fs.readFileSync(file, 'latin1'), `${'9'.repeat(10)}!abc`);
  assert.throws(() => fs.writeFileSync(file, 'x', { flag: 'wx' }), { code: 'EEXIST' });
  fs.writeFileSync(file, 'xyz', { flag: 'r+' });
  assert.strictEqual(fs.readFileSync(file, 'latin1'), 'xyz9999999!abc');

  const { ino } = fs.statSync(file);
  fs.chmodSync(file, 0o640);
  fs.symlinkSync(file, link);
  fs.writeFileSync(link, 'through a link', { mode: 0o600 });
  assert.strictEqual(fs.readFileSync(file, 'latin1'), 'through a link');
  assert.strictEqual(fs.statSync(file).ino, ino);
  assert.strictEqual(fs.statSync(file).mode & 0o777, 0o640);

  // A time that only writing changes, also when the bytes are the same.
  fs.utimesSync(file, 1, 1);
  fs.writeFileSync(file, 'through a link');
  assert.ok(fs.statSync(file).mtimeMs > 1000);
  fs.utimesSync(file, 1, 1);
  fs.writeFileSync(file, '');
  assert.ok(fs.statSync(file).mtimeMs > 1000);
  assert.strictEqual(fs.statSync(file).size, 0);

  fs.writeFileSync('/dev/null', 'nowhere');
  assert.throws(() => fs.writeFileSync(folder, 'x'), { code: 'EISDIR', syscall: 'open', path: folder });
  assert.throws(() => fs.writeFileSync('/dev/full', 'x'), { code: 'ENOSPC', syscall: 'write' });
}

main().finally(() => fs.rmSync(folder, { recursive: true }));
