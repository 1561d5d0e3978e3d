'use strict';
// Output comes in pieces of at most `chunkSize`, however much one job gives, and stops while nobody reads it.

const assert = require('node:assert');
const zlib = require('node:zlib');

const data = zlib.gzipSync(Buffer.alloc(8 * 2 ** 20, 'abcdefgh'));

for (const chunkSize of [64, 1000, 16 * 1024, 100_000]) {
  const stream = zlib.createGunzip({ chunkSize });
  let total = 0;
  stream.on('data', (chunk) => {
    assert.ok(chunk.length <= chunkSize);
    total += chunk.length;
    if (total > 500_000) stream.destroy();
  });
  stream.on('close', () => assert.ok(total > 500_000));
  stream.end(data);
}

const unread = zlib.createGunzip();
unread.end(data);
setTimeout(() => {
  assert.strictEqual(unread.readableLength, unread.readableHighWaterMark);
  let total = 0;
  unread.on('data', (chunk) => total += chunk.length);
  unread.on('end', () => assert.strictEqual(total, 8 * 2 ** 20));
}, 200);
