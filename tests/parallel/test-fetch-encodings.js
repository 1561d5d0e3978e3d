'use strict';
// Compressed responses are decompressed, whole or as streams, in any cut; what would burst the reader is not.

const assert = require('node:assert');
const http = require('node:http');
const zlib = require('node:zlib');

const text = 'some text, again and again. '.repeat(10_000);
const encoders = {
  'gzip': zlib.gzipSync,
  'x-gzip': zlib.gzipSync,
  'deflate': zlib.deflateSync,
  'raw': zlib.deflateRawSync,
  'br': zlib.brotliCompressSync,
  'zstd': zlib.zstdCompressSync,
  'gzip, br': (input) => zlib.brotliCompressSync(zlib.gzipSync(input)),
  'unknown': (input) => Buffer.from(input),
};

const server = http.createServer((request, response) => {
  const name = decodeURIComponent(request.url.slice(1));
  const encoded = encoders[name](text);
  response.setHeader('content-encoding', name === 'raw' ? 'deflate' : name);
  if (request.headers['x-head'] !== undefined) {
    response.end();
    return;
  }
  for (let at = 0; at < encoded.length; at += 700) response.write(encoded.subarray(at, at + 700));
  response.end();
});

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  for (const name in encoders) {
    const url = `${base}/${encodeURIComponent(name)}`;
    assert.strictEqual(await (await fetch(url)).text(), text, name);
    let size = 0;
    for await (const chunk of (await fetch(url)).body) size += chunk.length;
    assert.strictEqual(size, text.length, name);
    // What is not wanted any more ends the connection.
    const { body } = await fetch(url);
    const reader = body.getReader();
    await reader.read();
    await reader.cancel();
    assert.strictEqual((await fetch(url, { method: 'HEAD', headers: { 'x-head': '' } })).status, 200);
  }
  server.close();
});
