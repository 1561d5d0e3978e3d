// Flags: --expose-gc
'use strict';
// Large files come whole, each in memory of its own, though memory of buffers that are gone is used again; and that
// memory goes back to the system when the program rests.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-read-large-'));
const MB = 1 << 20;
const write = (name, byte, length) => {
  fs.writeFileSync(path.join(folder, name), Buffer.alloc(length, byte));
  return { file: path.join(folder, name), byte, length };
};
const check = (bytes, { byte, length }) => {
  assert.strictEqual(bytes.length, length);
  assert.strictEqual(bytes.buffer.byteLength, length);
  assert.ok(bytes.every((one) => one === byte));
};

async function main() {
  const files = [write('a', 1, 3 * MB), write('b', 2, 3 * MB - 1), write('c', 3, MB), write('d', 4, 5 * MB + 4097)];
  const held = files.map(({ file }) => fs.readFileSync(file));
  for (let n = 0; n < 8; n++) {
    await Promise.all(files.map(async (one) => check(await fs.promises.readFile(one.file), one)));
    globalThis.gc();
  }
  held.forEach((bytes, n) => check(bytes, files[n]));

  // Text, memory that moves, and counting.
  assert.strictEqual(fs.readFileSync(files[0].file, 'utf8'), '\x01'.repeat(3 * MB));
  const moved = structuredClone(held[3].buffer, { transfer: [held[3].buffer] });
  check(Buffer.from(moved), files[3]);
  assert.strictEqual(held[3].length, 0);
  const before = process.memoryUsage().arrayBuffers;
  const counted = fs.readFileSync(files[3].file);
  assert.ok(process.memoryUsage().arrayBuffers - before >= counted.length);

  const big = write('big', 5, 60 * MB);
  for (let n = 0; n < 4; n++) assert.strictEqual((await fs.promises.readFile(big.file)).length, big.length);
  const { rss } = process.memoryUsage();
  globalThis.gc();
  // A program that waits, and collects nothing more, is one that rests.
  const isLess = () => process.memoryUsage().rss < rss - 50 * MB;
  for (let n = 0; n < 40 && !isLess(); n++) await pause(500);
  assert.ok(isLess(), `${process.memoryUsage().rss} bytes are still held of ${rss}`);
}

main().finally(() => fs.rmSync(folder, { recursive: true }));
