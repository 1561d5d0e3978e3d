'use strict';
// A refusal that ends its connection is the last of it: what was sent behind the refused request reaches nobody.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

const kClients = 20;
const handled = { 'POST /a': 0, 'GET /healthz': 0 };
const server = http.createServer({ admission: { target: 1, interval: 30 } }, (req, res) => {
  handled[`${req.method} ${req.url}`]++;
  const end = performance.now() + 15;
  while (performance.now() < end);
  req.resume();
  res.end('fine');
});
server.on('clientError', (err) => assert.fail(err));

async function client(port) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', (err) => assert.strictEqual(err.code, 'ECONNRESET'));
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
    if (text.split('HTTP/1.1 ').length > 2) socket.end();
  });
  socket.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx' + 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(socket, 'close');
  return text.match(/^HTTP\/1\.1 \d+/gm).map((line) => Number(line.slice(9)));
}

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  // The first wave may be served, what waits behind it is refused.
  const answers = (await Promise.all(Array.from({ length: kClients }, () => client(port))))
    .concat(await Promise.all(Array.from({ length: kClients }, () => client(port))));
  const refused = answers.filter(([first]) => first === 503);
  for (const statuses of refused) assert.deepStrictEqual(statuses, [503]);
  assert.strictEqual(handled['POST /a'], answers.length - refused.length);
  assert.strictEqual(handled['GET /healthz'], answers.length - refused.length);
  assert.ok(refused.length > 3, JSON.stringify(answers));
  server.close();
  server.closeAllConnections();
});
