'use strict';
// Whatever is done to compressed data, every form answers: with bytes, or with an error that has a code. None hangs, and
// all forms agree. Nothing stays open or allocated for it.

const assert = require('node:assert');
const fs = require('node:fs');
const zlib = require('node:zlib');

const formats = [
  ['deflateSync', 'inflateSync', 'inflate', 'createInflate'],
  ['deflateRawSync', 'inflateRawSync', 'inflateRaw', 'createInflateRaw'],
  ['gzipSync', 'gunzipSync', 'gunzip', 'createGunzip'],
  ['gzipSync', 'unzipSync', 'unzip', 'createUnzip'],
  ['brotliCompressSync', 'brotliDecompressSync', 'brotliDecompress', 'createBrotliDecompress'],
  ['zstdCompressSync', 'zstdDecompressSync', 'zstdDecompress', 'createZstdDecompress'],
];

let state = 42;
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 2 ** 32 * below);
}

const text = Buffer.from(Array.from({ length: 400 }, (_, i) => `line ${i} says ${random(1000)}`).join('\n'));

/** One of the ways in which data goes wrong. */
function damage(data) {
  const bad = Buffer.from(data);
  switch (random(5)) {
    case 0: return bad.subarray(0, random(bad.length));
    case 1: return Buffer.concat([bad, Buffer.from([1 + random(255), random(256)])]);
    case 2: return Buffer.concat([bad.subarray(0, random(bad.length)), bad.subarray(random(bad.length))]);
    case 3: return Buffer.from(Array.from({ length: random(200) }, () => random(256)));
    default:
      for (let i = 0; i <= random(4); i++) bad[random(bad.length)] ^= 1 << random(8);
      return bad;
  }
}

function named(error) {
  assert.ok(error instanceof Error);
  assert.match(error.code, /^(Z_\w+|ERR__ERROR_\w+|ZSTD_error_\w+)$/);
  assert.strictEqual(typeof error.errno, 'number');
  assert.ok(error.message.length > 0);
  return `${error.code} ${error.message}`;
}

function collect(stream, data) {
  return new Promise((resolve) => {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('error', (error) => resolve(named(error)));
    stream.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
    stream.end(data);
  });
}

async function one([, sync, async, create], data) {
  let first;
  try {
    first = zlib[sync](data).toString('latin1');
  } catch (error) {
    first = named(error);
  }
  const second = await new Promise((resolve) => {
    zlib[async](data, (error, output) => resolve(error ? named(error) : output.toString('latin1')));
  });
  assert.strictEqual(second, first);
  const third = await collect(zlib[create]({ chunkSize: 64 + random(1000) }), data);
  // What a stream has given before the error does not count here.
  assert.strictEqual(third, first);
}

const openFiles = () => fs.readdirSync('/proc/self/fd').length;

(async () => {
  const before = openFiles();
  for (const format of formats) {
    const data = zlib[format[0]](text);
    for (let round = 0; round < 60; round++) await one(format, damage(data));
  }
  assert.strictEqual(openFiles(), before);
})();
