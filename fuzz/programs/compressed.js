// Compressed data that is cut, changed or lies about its length ends with an error by name or with what it says.
'use strict';

const zlib = require('zlib');
const { answer, fuzz } = require('./harness.js');

const TEXT = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(20));
const LIMIT = 1 << 20;
const CODES = ['Z_DATA_ERROR', 'Z_BUF_ERROR', 'Z_NEED_DICT', 'Z_STREAM_ERROR', 'ERR_BUFFER_TOO_LARGE', 'ERR_ZLIB_RATIO_EXCEEDED'];
const WAYS = [zlib.gunzipSync, zlib.inflateSync, zlib.inflateRawSync, zlib.unzipSync, zlib.brotliDecompressSync, zlib.zstdDecompressSync];

function known(error) {
  if (/^(ERR_|BROTLI_|ZSTD_|ZLIB_)/.test(String(error?.code))) return error.code;
  return answer(error, CODES);
}

fuzz({
  seeds: [zlib.gzipSync(TEXT), zlib.deflateSync(TEXT), zlib.deflateRawSync(TEXT), zlib.brotliCompressSync(TEXT), zlib.zstdCompressSync(TEXT),
          zlib.gzipSync(Buffer.alloc(LIMIT * 4)), zlib.brotliCompressSync(Buffer.alloc(LIMIT * 4)), zlib.zstdCompressSync(Buffer.alloc(LIMIT * 4)),
          zlib.gzipSync(''), Buffer.concat([zlib.gzipSync('a'), zlib.gzipSync('b')]), zlib.deflateSync(TEXT, { dictionary: TEXT.subarray(0, 40) })],
  words: [Buffer.from([0x1F, 0x8B, 8]), Buffer.from([0x78, 0x9C]), Buffer.from([0x28, 0xB5, 0x2F, 0xFD]), Buffer.from([0xFF, 0xFF, 0, 0])],
  run(bytes, random) {
    const outcome = [];
    for (const way of WAYS) {
      const options = { maxOutputLength: LIMIT };
      if (random.below(4) === 0) options.dictionary = TEXT.subarray(0, 40);
      try {
        outcome.push(way(bytes, options).length);
      } catch (error) {
        outcome.push(known(error));
      }
    }
    return outcome.join(' ');
  },
});
