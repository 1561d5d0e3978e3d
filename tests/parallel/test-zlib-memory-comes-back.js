'use strict';
// Flags: --expose-gc
// What streams hold goes when they are closed, and when they are collected because nobody holds them, in the middle of
// their work or not. A quarter of a megabyte each, several hundred at a time.

const assert = require('node:assert');
const zlib = require('node:zlib');

const wait = () => new Promise((resolve) => setImmediate(resolve));

async function round(ends) {
  const written = [];
  for (let i = 0; i < 200; i++) {
    const stream = zlib.createGzip({ memLevel: 9 });
    stream.resume();
    written.push(new Promise((resolve) => stream.write('text', resolve)));
    if (ends) stream.once('drain', () => {}).close();
    else await written[i];
  }
  if (!ends) await Promise.all(written);
  await wait();
  globalThis.gc();
  await wait();
}

(async () => {
  await round(false);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 8; i++) await round(i % 2 === 0);
  const grown = process.memoryUsage().rss - before;
  // All that was opened would be 600 MB.
  assert.ok(grown < 150 * 2 ** 20, `${grown} bytes stay`);
})();
