'use strict';
// Workload: node:http, resident memory after 1,000,000 requests
// Measure: serve http-memory 1000000
// Goal: 1

const http = require('node:http');

const server = http.createServer((req, res) => res.end('hello, world'));
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
