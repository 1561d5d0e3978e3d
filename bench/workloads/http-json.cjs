'use strict';
// Workload: node:http, an answer in JSON with headers of its own, which reads some of the request
// Measure: serve http-get 64 1
// Goal: 1.2

const http = require('node:http');

const server = http.createServer((req, res) => {
  const body = JSON.stringify({ hello: 'world', path: req.url, agent: req.headers['user-agent'], list: [1, 2, 3] });
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
});
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
