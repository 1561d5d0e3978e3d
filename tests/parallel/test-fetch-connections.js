'use strict';
// Connections of fetch() are used again, one exchange at a time, and hold up neither the process nor the other side.

const assert = require('node:assert');
const http = require('node:http');
const { once } = require('node:events');

let connections = 0;
const server = http.createServer((request, response) => {
  if (request.url === '/last') response.setHeader('connection', 'close');
  if (request.url === '/large') response.end(Buffer.alloc(8 << 20));
  else response.end(request.url);
});
server.on('connection', () => connections++);

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  for (let n = 0; n < 5; n++) assert.strictEqual(await (await fetch(`${base}/${n}`)).text(), `/${n}`);
  assert.strictEqual(connections, 1);

  // Several at a time need several.
  const texts = await Promise.all(['/a', '/b', '/c'].map(async (path) => (await fetch(base + path)).text()));
  assert.deepStrictEqual(texts, ['/a', '/b', '/c']);
  assert.strictEqual(connections, 3);

  // A small body that nobody reads gives its connection back all the same.
  await fetch(`${base}/unread`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  connections = 0;
  await (await fetch(base)).text();
  assert.strictEqual(connections, 0);

  // A large one waits until somebody reads it, and comes whole.
  const large = await fetch(`${base}/large`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.strictEqual((await large.arrayBuffer()).byteLength, 8 << 20);

  // The other side says that it was the last.
  server.closeIdleConnections();
  connections = 0;
  await (await fetch(`${base}/last`)).text();
  await (await fetch(base)).text();
  assert.strictEqual(connections, 2);

  // The process ends with the connection kept: nothing of it is referenced.
  server.unref();
  process.once('exit', () => assert.ok(process.uptime() < 30));
  await once(process, 'beforeExit');
  server.closeAllConnections();
});
