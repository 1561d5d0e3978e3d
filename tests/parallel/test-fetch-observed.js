'use strict';
// Who looks on sees fetches: the diagnostics channels of undici, and entries of performance's timeline.

const assert = require('node:assert');
const channel = require('node:diagnostics_channel');
const http = require('node:http');
const { performance } = require('node:perf_hooks');

const seen = [];
channel.subscribe('undici:request:create', ({ request }) => {
  seen.push(`create ${request.method} ${request.origin.slice(0, 17)} ${request.path}`);
  request.addHeader('x-trace', '1');
});
channel.subscribe('undici:client:connected', ({ socket }) => seen.push(`connected ${typeof socket.remotePort}`));
channel.subscribe('undici:client:sendHeaders', ({ headers }) => seen.push(`headers ${headers.includes('x-trace: 1\r\n')}`));
channel.subscribe('undici:request:headers', ({ response }) => {
  seen.push(`response ${response.statusCode} ${response.statusText} ${Buffer.isBuffer(response.headers[0])}`);
});
channel.subscribe('undici:request:trailers', () => seen.push('trailers'));
channel.subscribe('undici:request:error', ({ error }) => seen.push(`error ${error.code}`));

const server = http.createServer((request, response) => response.end(request.headers['x-trace']));
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/path`;
  assert.strictEqual(await (await fetch(url)).text(), '1');
  assert.deepStrictEqual(seen, [
    'create GET http://127.0.0.1: /path', 'connected number', 'headers true', 'response 200 OK true', 'trailers',
  ]);
  const [entry] = performance.getEntriesByType('resource');
  assert.deepStrictEqual([entry.name, entry.initiatorType, entry.responseStatus, entry.decodedBodySize], [url, 'fetch', 200, 1]);
  assert.ok(entry.duration > 0 && entry.responseEnd >= entry.responseStart && entry.responseStart >= entry.fetchStart);
  server.closeAllConnections();
  server.close(async () => {
    seen.length = 0;
    await assert.rejects(fetch(url));
    assert.strictEqual(seen.at(-1), 'error ECONNREFUSED');
  });
});
