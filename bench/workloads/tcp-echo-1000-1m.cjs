'use strict';
// Workload: TCP echo, 1,000 connections of 1 MB
// Measure: serve echo 1000 1048576
// Goal: 1.2

const net = require('node:net');

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('data', (data) => socket.write(data));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
