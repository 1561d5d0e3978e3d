'use strict';
// Workload: fastify, one route, an answer in JSON
// Measure: serve http-get 64 1
// Goal: 1

const path = require('node:path');

const fastify = require(path.join(process.argv[2], '..', 'packages', 'node_modules', 'fastify'));

const app = fastify();
app.get('/', async () => ({ hello: 'world' }));
app.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }).then(() => console.log(app.server.address().port));
