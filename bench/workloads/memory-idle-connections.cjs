'use strict';
// Workload: resident memory for each of 10,000 idle connections of a server
// Measure: serve idle 10000
// Goal: 1.4

const net = require('node:net');

const held = [];
const ignore = () => {};
const server = net.createServer((socket) => {
  socket.on('error', ignore);
  held.push(socket);
});
server.listen(0, '127.0.0.1', 4096, () => console.log(server.address().port));
