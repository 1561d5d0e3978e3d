'use strict';
// Workload: connections accepted, told a byte and ended
// Measure: serve connect 20000
// Goal: 1.0

const net = require('node:net');

const server = net.createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.end('.');
});
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
