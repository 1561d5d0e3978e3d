'use strict';
// Workload: 64 connections echo 16 KB by socket.pipe(socket)
// Measure: serve echo 64 16384
// Goal: 1.5

const net = require('node:net');

const server = net.createServer((socket) => socket.pipe(socket));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
