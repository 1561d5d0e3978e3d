'use strict';
// One client that pipelines far more than the server can answer in time waits for itself alone, so nothing is refused: be it
// read natively or by the socket's stream.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const observe = require('weir:observe');
const { once } = require('node:events');

const kRequests = 400;
const kTakes = 2;

async function run(readsByStream) {
  let handled = 0;
  const server = http.createServer({ admission: { target: 20, interval: 40 } }, (req, res) => {
    handled++;
    const end = performance.now() + kTakes;
    while (performance.now() < end);
    res.end('fine');
  });
  if (readsByStream) server.on('connection', (socket) => socket.on('data', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => {
    text += data;
    if (text.split('HTTP/1.1 ').length > kRequests) socket.end();
  });
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(kRequests));
  await once(socket, 'close');
  assert.strictEqual(text.match(/HTTP\/1\.1 200 /g).length, kRequests);
  assert.strictEqual(handled, kRequests);
  server.close();
  await once(server, 'close');
}

run(false).then(() => run(true)).then(() => {
  const [gate] = observe.admission();
  assert.deepStrictEqual([gate.requestCount, gate.refusedCount], [2 * kRequests, 0]);
});
