'use strict';
// Workload: node:http, an answer of 12 bytes, at 70 % of what the server manages
// Measure: serve http-open 64 70
// Goal: 1

const http = require('node:http');

const server = http.createServer((req, res) => res.end('hello, world'));
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
