'use strict';
// How many header lines a message may have: a server refuses more than `maxHeadersCount`, 1,000 unless it is said, and as
// many trailers; a client leaves out what is beyond its number.
const assert = require('node:assert');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');

const lines = (count) => 'X: y\r\n'.repeat(count);

async function answer(maxHeadersCount, bytes) {
  const server = http.createServer((req, res) => req.resume().on('end', () => res.end(`${req.rawHeaders.length / 2} ${req.rawTrailers.length / 2}`)));
  if (maxHeadersCount !== undefined) server.maxHeadersCount = maxHeadersCount;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1').setEncoding('latin1');
  let text = '';
  socket.on('data', (data) => text += data).end(bytes);
  await once(socket, 'close');
  server.close();
  return text.startsWith('HTTP/1.1 200') ? text.slice(text.indexOf('\r\n\r\n') + 4) : text.slice(9, 12);
}

const get = (count) => `GET / HTTP/1.1\r\nHost: a\r\n${lines(count - 1)}\r\n`;
const post = (count) => `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${lines(count)}\r\n`;

(async () => {
  for (const [most, count, expected] of [
    [undefined, 1000, '1000 0'], [undefined, 1001, '431'], [null, 1001, '431'], [0, 2500, '2500 0'], [2500, 2500, '2500 0'],
    [3, 3, '3 0'], [3, 4, '431'], [3.7, 4, '431'], [-1, 1500, '1500 0'], [NaN, 1500, '1500 0'], ['3', 4, '4 0'],
  ]) {
    assert.strictEqual(await answer(most, get(count)), expected, `${count} of ${most}`);
  }
  assert.strictEqual(await answer(undefined, post(1000)), '2 1000');
  assert.match(await answer(undefined, post(1001)), /^(431)?$/);

  const server = net.createServer((socket) => socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n${lines(1499)}\r\n`)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  for (const [most, expected] of [[undefined, 1000], [0, 1500], [5, 5], [3000, 1500]]) {
    const req = http.get({ port: server.address().port, host: '127.0.0.1', agent: false });
    if (most !== undefined) req.maxHeadersCount = most;
    const [res] = await once(req, 'response');
    assert.strictEqual(res.rawHeaders.length / 2, expected);
    await once(res.resume(), 'end');
  }
  server.close();
})().then(() => process.exitCode = 0);
process.exitCode = 1;
