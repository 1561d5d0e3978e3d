'use strict';
// Workload: resident memory with 4,000 idle connections, both ends in one process
// Measure: memory
// Goal: 1.4

const net = require('node:net');

const count = 4000;
const held = [];
const server = net.createServer((socket) => held.push(socket));
server.listen(0, '127.0.0.1', 4096, () => {
  const { port } = server.address();
  let open = 0;
  const next = () => {
    const socket = net.connect(port, '127.0.0.1', () => {
      held.push(socket);
      if (++open < count) next();
      else setTimeout(() => console.log(open), 50);
    });
  };
  next();
});
