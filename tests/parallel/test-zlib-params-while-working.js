'use strict';
// Parameters that are changed while writes wait behind the change come into force without a race, and a stream that is
// closed before it came to that says so to the callback alone.

const assert = require('node:assert');
const zlib = require('node:zlib');

const part = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 1000} `).join(''));
const pieces = [];
const deflate = zlib.createDeflate({ level: 9 });
deflate.on('data', (chunk) => pieces.push(chunk));
deflate.on('end', () => {
  assert.deepStrictEqual(zlib.inflateSync(Buffer.concat(pieces)), Buffer.concat([part, part, part, part]));
  assert.strictEqual(deflate._level, 1);
});
deflate.write(part);
for (const level of [0, 5, 1]) {
  deflate.params(level, zlib.constants.Z_DEFAULT_STRATEGY, () => assert.strictEqual(deflate._level, level));
  deflate.write(part);
}
deflate.end();

let told = 0;
for (const Class of [zlib.Deflate, zlib.Unzip]) {
  const stream = new Class();
  stream.on('error', () => {});
  stream.write('text');
  stream.params(1, zlib.constants.Z_FILTERED, (error) => {
    assert.strictEqual(error.code, 'ERR_STREAM_DESTROYED');
    told++;
  });
  stream.close();
}
process.on('exit', () => assert.strictEqual(told, 2));
