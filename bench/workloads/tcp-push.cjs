'use strict';
// Workload: bytes read from one connection until its end
// Measure: serve push 2048
// Goal: 1.2

const net = require('node:net');

const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let bytes = 0;
  socket.on('data', (data) => { bytes += data.length; });
  socket.on('end', () => socket.end('.'));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
