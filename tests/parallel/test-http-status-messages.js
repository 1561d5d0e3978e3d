'use strict';
// The first line of a response: the message of its code, one that the program gave, one that it put into STATUS_CODES in
// between, and what no message may be.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const steps = [
  (res) => res.end(),
  (res) => res.writeHead(200, 'Own').end(),
  (res) => {
    http.STATUS_CODES[200] = 'Fine';
    res.end();
  },
  (res) => res.end(),
  (res) => {
    http.STATUS_CODES[200] = 'a\nb';
    assert.throws(() => res.writeHead(200), { code: 'ERR_INVALID_CHAR' });
    assert.throws(() => res.writeHead(200, 'x\r\ny'), { code: 'ERR_INVALID_CHAR' });
    http.STATUS_CODES[200] = 'OK';
    res.writeHead(200, 'OK').end();
  },
  (res) => res.writeHead(404).end(),
  (res) => res.writeHead(799).end(),
];
let served = 0;
const server = http.createServer((req, res) => steps[served++](res));

server.listen(0, () => {
  const socket = net.connect(server.address().port, () => {
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(steps.length - 1) + 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  });
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => text += data).on('close', () => {
    assert.deepStrictEqual(text.match(/(?<=HTTP\/1\.1 ).*/g), ['200 OK', '200 Own', '200 Fine', '200 Fine', '200 OK', '404 Not Found', '799 unknown']);
    server.close();
  });
});
