'use strict';
// Workload: 256 MB from a socket piped into a file
// Measure: serve push 256
// Goal: 1.5

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');

const to = path.join(process.argv[2], 'received.bin');
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  const file = fs.createWriteStream(to);
  socket.pipe(file).on('close', () => socket.end('.'));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
