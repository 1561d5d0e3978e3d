'use strict';
// `_processChunk` without a callback, which packages such as minizlib and pngjs build on: the native handle can be kept
// from closing, and is used for the next chunk.

const assert = require('node:assert');
const zlib = require('node:zlib');

function process(stream, chunk, flag) {
  const handle = stream._handle;
  const close = handle.close;
  handle.close = () => {};
  const output = stream._processChunk(chunk, flag);
  stream._handle = handle;
  handle.close = close;
  return output;
}

const { Z_FINISH, Z_NO_FLUSH, Z_SYNC_FLUSH } = zlib.constants;
const text = Buffer.alloc(100_000, 'chunk by chunk ');
const gzip = new zlib.Gzip();
const parts = [process(gzip, text, Z_NO_FLUSH), process(gzip, text, Z_SYNC_FLUSH), process(gzip, text, Z_FINISH)];
assert.deepStrictEqual(zlib.gunzipSync(Buffer.concat(parts)), Buffer.concat([text, text, text]));
assert.strictEqual(gzip.bytesWritten, 300_000);

const gunzip = new zlib.Gunzip();
assert.deepStrictEqual(gunzip._processChunk(zlib.gzipSync(text), Z_FINISH), text);
assert.strictEqual(gunzip._handle, null);
