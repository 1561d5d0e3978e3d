'use strict';
// A program that puts its own emit() before a response's, as frameworks do, holds 'finish' back: until it lets the event go
// the response is not over, its request's signal does not abort, and the next request on the connection waits.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const told = [];
const server = http.createServer((req, res) => {
  told.push(req.url);
  if (req.url === '/held') {
    const { emit, socket } = res;
    const { signal } = req;
    res.on('close', () => told.push('close'));
    res.emit = function(event, ...args) {
      if (event !== 'finish') return emit.call(this, event, ...args);
      setTimeout(() => {
        assert.strictEqual(res.socket, socket);
        assert.ok(!signal.aborted);
        told.push('finish');
        emit.call(this, event, ...args);
        assert.strictEqual(res.socket, null);
      }, 50);
      return true;
    };
  }
  res.end(req.url);
});

server.listen(0, () => {
  const socket = net.connect(server.address().port, () => {
    socket.write('GET /held HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  });
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => text += data).on('close', () => {
    assert.deepStrictEqual(text.match(/\/(held|next)/g), ['/held', '/next']);
    assert.deepStrictEqual(told, ['/held', '/next', 'finish', 'close']);
    server.close();
  });
});
