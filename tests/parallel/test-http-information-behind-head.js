'use strict';
// Informational responses come before the head of the final one: afterwards they are refused. What their headers may be.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const server = http.createServer((req, res) => {
  res.writeInformation(110, { 'A': ['b', 'c'], 'D-e': 'f' });
  res.writeInformation(199, ['G', 'h'], () => {});
  assert.throws(() => res.writeInformation(104, 'text'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => res.writeInformation(104, ['odd']), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => res.writeInformation(101), { code: 'ERR_HTTP_INVALID_STATUS_CODE' });
  res.writeHead(200, { 'Content-Length': 0 });
  for (const write of [
    () => res.writeContinue(), () => res.writeProcessing(), () => res.writeInformation(104),
    () => res.writeEarlyHints({ link: '</a>; rel=preload' }),
  ]) {
    assert.throws(write, { code: 'ERR_HTTP_HEADERS_SENT', message: 'Cannot write headers after they are sent to the client' });
  }
  res.writeEarlyHints({});
  res.writeEarlyHints({ link: [] });
  res.end();
});

server.listen(0, () => {
  const socket = net.connect(server.address().port, () => socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'));
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => text += data).on('close', () => {
    const [first, second, last] = text.split('\r\n\r\n');
    assert.strictEqual(first, 'HTTP/1.1 110 unknown\r\nA: b,c\r\nD-e: f');
    assert.strictEqual(second, 'HTTP/1.1 199 unknown\r\nG: h');
    assert.match(last, /^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\n/);
    server.close();
  });
});
