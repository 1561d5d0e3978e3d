'use strict';
// Workload: express, one route, an answer of 12 bytes
// Measure: serve http-get 64 1
// Goal: 1

const path = require('node:path');

const express = require(path.join(process.argv[2], '..', 'packages', 'node_modules', 'express'));

const app = express();
app.get('/', (req, res) => res.send('hello, world'));
const server = app.listen(0, '127.0.0.1', 1024, () => console.log(server.address().port));
