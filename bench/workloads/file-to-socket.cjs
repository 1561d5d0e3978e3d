'use strict';
// Workload: pipeline of a file of 1 GB into a socket
// Measure: serve drain 1024
// Goal: 2

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { pipeline } = require('node:stream');

const file = path.join(process.argv[2], 'giga.bin');
const server = net.createServer((socket) => {
  pipeline(fs.createReadStream(file), socket, () => {});
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
