'use strict';
// Flags: --expose-gc
// A connection on which nothing happens costs little of the heap: what few sockets need is made when they need it.

const assert = require('node:assert');
const net = require('node:net');

const kPairs = 400;
// Both ends of a connection, in bytes. With everything laid out beforehand it was 2,400.
const kLimit = 1600;

const ends = [];
const server = net.createServer((socket) => ends.push(socket));
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  // What the first connections load and compile does not count.
  await open(port, 100);
  const before = used();
  await open(port, kPairs);
  const each = (used() - before) / kPairs;
  assert.ok(each < kLimit, `${each} bytes for each connection`);
  for (const socket of ends) socket.destroy();
  server.close();
});

async function open(port, count) {
  const expected = ends.length + 2 * count;
  for (let i = 0; i < count; i++) {
    const client = net.connect(port, '127.0.0.1');
    await new Promise((resolve) => client.once('connect', resolve));
    ends.push(client);
  }
  while (ends.length < expected) await new Promise(setImmediate);
}

function used() {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}
