'use strict';
// A program that closes a socket's descriptor itself gets errors at most; the handle that is closed later says nothing.

const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');

const server = net.createServer((socket) => {
  const { fd } = socket._handle;
  assert.ok(fd > 2);
  fs.closeSync(fd);
  socket.on('error', () => {});
  socket.destroy();
  server.close();
});
server.listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').on('error', () => {}).resume();
});
