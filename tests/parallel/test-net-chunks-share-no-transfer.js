'use strict';
// Chunks of one socket lie in memory that others share: it cannot be transferred away under them, and what a chunk holds
// stays as it was while later reads go on.

const assert = require('node:assert');
const net = require('node:net');

const server = net.createServer((socket) => {
  const chunks = [];
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    assert.throws(() => structuredClone(chunk.buffer, { transfer: [chunk.buffer] }), { name: 'DataCloneError' });
    socket.write('!');
  });
  socket.on('end', () => {
    assert.deepStrictEqual(chunks.map(String), ['message 0', 'message 1', 'message 2', 'message 3']);
    for (const chunk of chunks) assert.ok(Buffer.isBuffer(chunk));
    socket.end();
    server.close();
  });
});

server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  let sent = 0;
  client.write(`message ${sent++}`);
  client.on('data', () => {
    if (sent === 4) client.end();
    else client.write(`message ${sent++}`);
  });
});
