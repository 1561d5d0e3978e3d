'use strict';
// Bytes that are read and dropped do not pile up: the memory of a process that reads a fast stream stays flat, and
// every byte arrives once and in order.

const assert = require('node:assert');
const net = require('node:net');

const MEGABYTES = 256;
const chunk = Buffer.alloc(1 << 20);
for (let i = 0; i < chunk.length; i += 4) chunk.writeUInt32LE(i, i);

let received = 0;
let peak = 0;
const before = process.memoryUsage().rss;

const server = net.createServer((socket) => {
  socket.on('data', (data) => {
    // A word that lies whole in this chunk tells its own place.
    const skip = (4 - received % 4) % 4;
    if (data.length >= skip + 4) {
      assert.strictEqual(data.readUInt32LE(skip), (received + skip) % chunk.length);
    }
    received += data.length;
    peak = Math.max(peak, process.memoryUsage().rss);
  });
  socket.on('end', () => {
    assert.strictEqual(received, MEGABYTES * chunk.length);
    assert.ok(peak - before < 96 << 20, `${(peak - before) >> 20} MiB more at the peak`);
    server.close();
  });
});

server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let left = MEGABYTES;
  const write = () => {
    while (left > 0) {
      left--;
      if (!client.write(chunk)) return client.once('drain', write);
    }
    client.end();
  };
  write();
});
