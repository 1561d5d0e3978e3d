'use strict';
// Workload: node:http, 10 MB of a file by pipeline()
// Measure: serve http-file 50
// Goal: 2

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { pipeline } = require('node:stream');

const file = path.join(process.argv[2], 'large.bin');
const size = 10 << 20;
const server = http.createServer((req, res) => {
  res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size });
  pipeline(fs.createReadStream(file, { end: size - 1 }), res, () => {});
});
server.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
