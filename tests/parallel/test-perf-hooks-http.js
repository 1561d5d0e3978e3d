'use strict';
// Entries of type 'http': one for what a server has answered and one for what a client got, and none when nobody observes.

const assert = require('node:assert');
const { channel } = require('node:diagnostics_channel');
const { once } = require('node:events');
const http = require('node:http');
const { PerformanceObserver } = require('node:perf_hooks');

assert.ok(PerformanceObserver.supportedEntryTypes.includes('http'));

async function main() {
  const server = http.createServer((req, res) => {
    req.resume();
    res.setHeader('x-answer', '1');
    res.end('hello');
  }).listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const seen = [];
  const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()));
  observer.observe({ entryTypes: ['http'] });
  const req = http.request({ port, path: '/a?b', method: 'POST', headers: { 'x-asked': 'y' } });
  req.end('text');
  const [res] = await once(req, 'response');
  res.resume();
  await once(res, 'end');
  while (seen.length < 2) await new Promise(setImmediate);
  observer.disconnect();

  const [server_, client] = ['HttpRequest', 'HttpClient'].map((name) => seen.find((entry) => entry.name === name));
  assert.strictEqual(server_.entryType, 'http');
  assert.ok(server_.duration > 0 && client.duration > 0);
  assert.strictEqual(server_.detail.req.method, 'POST');
  assert.strictEqual(server_.detail.req.url, '/a?b');
  assert.strictEqual(server_.detail.req.headers['x-asked'], 'y');
  assert.strictEqual(server_.detail.res.statusCode, 200);
  assert.strictEqual(server_.detail.res.statusMessage, 'OK');
  assert.strictEqual(server_.detail.res.headers['x-answer'], '1');
  assert.strictEqual(client.detail.req.url, `http://localhost:${port}/a?b`);
  assert.strictEqual(client.detail.req.headers['x-asked'], 'y');
  assert.strictEqual(client.detail.res.headers['x-answer'], '1');
  assert.strictEqual(channel('http.server.request.start').hasSubscribers, false);
  server.close();
  server.closeAllConnections();
}

main();
