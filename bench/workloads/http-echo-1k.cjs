'use strict';
// Workload: node:http, bodies of 1 KB read as a whole and sent back
// Measure: serve http-post 64 1024
// Goal: 1.2

const http = require('node:http');

const server = http.createServer((req, res) => {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    res.setHeader('Content-Type', 'text/plain');
    res.end(Buffer.concat(chunks));
  });
});
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
