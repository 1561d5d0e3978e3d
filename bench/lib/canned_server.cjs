'use strict';
// A server of canned answers in a process of its own, so that a client's cost is what is measured: it parses nothing, and
// answers each piece of input that ends with an empty line. `start(answer)` resolves to `{ port, stop }`.

const { fork } = require('node:child_process');
const net = require('node:net');

if (process.argv[2] === 'serve-canned') {
  const answer = Buffer.from(process.argv[3], 'base64');
  const server = net.createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', () => socket.write(answer));
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());
}

function start(answer) {
  return new Promise((resolve) => {
    const child = fork(__filename, ['serve-canned', Buffer.from(answer).toString('base64')]);
    child.once('message', (port) => resolve({ port, stop: () => child.disconnect() }));
  });
}

module.exports = { start };
