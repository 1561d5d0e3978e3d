'use strict';
// Decompression that gives far more than its input is stopped with an error of its own, in every format; who expects it
// can say so for one call or for the process. Data that is merely compressible passes.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const zlib = require('node:zlib');

const refused = { name: 'RangeError', code: 'ERR_WEIR_DECOMPRESSION_RATIO', message: /^Decompression stopped: / };
const size = 140 * 2 ** 20;
const zeros = Buffer.alloc(size);
const bomb = zlib.zstdCompressSync(zeros);
assert.ok(bomb.length * 5000 < size);

if (process.argv[2] === 'child') {
  assert.strictEqual(zlib.zstdDecompressSync(bomb).length, size);
  return;
}

assert.throws(() => zlib.zstdDecompressSync(bomb), refused);
assert.strictEqual(zlib.zstdDecompressSync(bomb, { maxDecompressionRatio: Infinity }).length, size);
assert.strictEqual(zlib.zstdDecompressSync(bomb, { maxDecompressionRatio: 50_000 }).length, size);
zlib.zstdDecompress(bomb, (error) => assert.throws(() => { throw error; }, refused));

const gzipped = zlib.gzipSync(zeros, { level: 1 });
assert.throws(() => zlib.gunzipSync(gzipped, { maxDecompressionRatio: 100 }), refused);

// Below the floor nobody asks for the ratio.
const small = zlib.zstdCompressSync(zeros.subarray(0, 100 * 2 ** 20));
assert.strictEqual(zlib.zstdDecompressSync(small).length, 100 * 2 ** 20);

for (const bad of [0, 0.5, -1, NaN]) {
  assert.throws(() => zlib.createGunzip({ maxDecompressionRatio: bad }), { code: 'ERR_OUT_OF_RANGE' });
}
assert.throws(() => zlib.gunzipSync(gzipped, { maxDecompressionRatio: '5' }), { code: 'ERR_INVALID_ARG_TYPE' });

const child = spawnSync(process.execPath, ['--no-decompression-ceiling', __filename, 'child'], { encoding: 'utf8' });
assert.strictEqual(child.stderr, '');
assert.strictEqual(child.status, 0);
