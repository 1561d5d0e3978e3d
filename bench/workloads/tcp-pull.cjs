'use strict';
// Workload: bytes written to one connection as fast as 'drain' lets it
// Measure: serve pull 2048
// Goal: 1.2

const net = require('node:net');

const chunk = Buffer.alloc(64 << 10, 'p');
const server = net.createServer((socket) => {
  const write = () => {
    while (socket.writable && socket.write(chunk));
  };
  socket.on('drain', write);
  socket.on('error', () => socket.destroy());
  write();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
