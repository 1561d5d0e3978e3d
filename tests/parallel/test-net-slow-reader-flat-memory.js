'use strict';
// A sender that heeds write() is held back by a slow reader: memory does not grow with what is sent.

const assert = require('node:assert');
const net = require('node:net');

const TOTAL = 256 << 20;
const chunk = Buffer.alloc(64 << 10, 1);
let received = 0;
let largest = 0;

const before = process.memoryUsage().rss;
const server = net.createServer((socket) => {
  let pauses = 0;
  socket.on('data', (data) => {
    received += data.length;
    if (++pauses % 64 === 0) {
      largest = Math.max(largest, process.memoryUsage().rss);
      socket.pause();
      setImmediate(() => socket.resume());
    }
  });
  socket.on('end', () => server.close());
});

server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let left = TOTAL;
  (function send() {
    while (left > 0) {
      left -= chunk.length;
      if (!client.write(chunk)) {
        client.once('drain', send);
        return;
      }
    }
    client.end();
  })();
});

process.on('exit', () => {
  assert.strictEqual(received, TOTAL);
  // What was sent is 256 MiB; sockets, slabs and V8's own ups and downs are far less.
  assert.ok(largest - before < 192 << 20, `grew by ${(largest - before) >> 20} MiB`);
});
