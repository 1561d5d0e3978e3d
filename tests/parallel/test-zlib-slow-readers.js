'use strict';
// A stream whose reader takes its time holds no more than the reader's high-water mark, gives every byte in its order, and
// can be destroyed, at any of the points between which output waits: in pieces, and as the step after them.

const assert = require('node:assert');
const zlib = require('node:zlib');

const text = Buffer.alloc(3 * 2 ** 20);
for (let i = 0; i < text.length; i++) text[i] = (i * i) >> 7;
const packed = zlib.gzipSync(text);
let ended = 0;
let closed = 0;

async function readSlowly(chunkSize, highWaterMark, pause) {
  const stream = zlib.createGunzip({ chunkSize, highWaterMark });
  stream.end(packed);
  const pieces = [];
  stream.on('readable', () => assert.ok(stream.readableLength <= Math.max(stream.readableHighWaterMark, chunkSize)));
  for await (const piece of stream) {
    pieces.push(piece);
    await pause();
  }
  assert.ok(Buffer.concat(pieces).equals(text));
  ended++;
}

const pauses = [() => {}, () => new Promise(setImmediate), () => new Promise(process.nextTick)];
for (const pause of pauses) {
  for (const [chunkSize, mark] of [[16384, 65536], [16384, 16384], [16384, 1000], [65536, 10_000], [5000, 100_000]]) {
    readSlowly(chunkSize, mark, pause);
  }
}

// Read a little, then destroyed: with pieces that wait, with a step under way, and with a step that waits.
for (let count = 0; count < 12; count++) {
  const stream = zlib.createGunzip({ chunkSize: 4096, highWaterMark: 3 * 4096 });
  stream.on('error', assert.ifError).on('close', () => closed++);
  stream.end(packed);
  let reads = 0;
  const next = () => {
    stream.read(4096);
    if (reads++ === count) stream.destroy();
    else setImmediate(next);
  };
  stream.once('readable', next);
}

// What comes before broken data is read before the error is told.
const broken = Buffer.from(packed);
broken[broken.length - 8] ^= 1;
const stream = zlib.createGunzip();
let total = 0;
let isFailed = false;
stream.on('error', (error) => {
  assert.strictEqual(error.code, 'Z_DATA_ERROR');
  assert.ok(total >= text.length - 2 * stream.readableHighWaterMark);
  isFailed = true;
});
stream.on('readable', () => {
  const piece = stream.read(1024);
  if (piece === null) return;
  total += piece.length;
  setImmediate(() => stream.emit('readable'));
});
stream.end(broken);

process.on('exit', () => assert.deepStrictEqual([ended, closed, isFailed], [15, 12, true]));
