'use strict';
// Workload: connections served by two workers of a cluster, 32 clients
// Measure: serve accept 32
// Goal: 1

const cluster = require('node:cluster');
const net = require('node:net');

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++listening === 2) console.log(port);
  });
  cluster.fork();
  cluster.fork();
} else {
  net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('.');
  }).listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
}
