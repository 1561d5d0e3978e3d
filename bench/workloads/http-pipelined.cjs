'use strict';
// Workload: node:http, an answer of 12 bytes, 64 connections with 16 requests under way on each
// Measure: serve http-get 64 16
// Goal: 1

const http = require('node:http');

const server = http.createServer((req, res) => res.end('hello, world'));
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
