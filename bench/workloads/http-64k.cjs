'use strict';
// Workload: node:http, an answer of 64 KB
// Measure: serve http-get 64 1 65536
// Goal: 1

const http = require('node:http');

const body = Buffer.alloc(64 << 10, 'body ');
const server = http.createServer((req, res) => res.end(body));
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
