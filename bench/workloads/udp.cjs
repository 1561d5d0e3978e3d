'use strict';
// Workload: UDP packets of 64 bytes over loopback, to and fro, 32 under way
// Measure: rate packets
// Goal: 1.2
// Machine: datagrams 64 32

const dgram = require('node:dgram');
const rate = require('../lib/rate.cjs');

rate.async(200_000, (count) => new Promise((resolve) => {
  const message = Buffer.alloc(64, 'u');
  const echo = dgram.createSocket('udp4');
  const client = dgram.createSocket('udp4');
  let left = count;
  echo.on('message', (data, from) => echo.send(data, from.port, from.address));
  echo.bind(0, '127.0.0.1', () => {
    const { port } = echo.address();
    client.on('message', () => {
      if (--left > 0) client.send(message, port, '127.0.0.1');
      else if (left === 0) {
        client.close();
        echo.close(() => resolve(count));
      }
    });
    client.bind(0, '127.0.0.1', () => {
      for (let n = 0; n < 32; n++) client.send(message, port, '127.0.0.1');
    });
  });
}));
