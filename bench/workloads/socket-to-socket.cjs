'use strict';
// Workload: 1 GB from one socket piped into another
// Measure: serve relay 1024
// Goal: 2

const net = require('node:net');

let waiting;
const server = net.createServer((socket) => {
  if (waiting === undefined) {
    waiting = socket;
  } else {
    socket.pipe(waiting);
    waiting = undefined;
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
