'use strict';
// Workload: requests of node:http's client, 32 under way, by an agent that keeps connections alive
// Measure: rate requests
// Goal: 1

const http = require('node:http');

const { start } = require('../lib/canned_server.cjs');

const answer = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nhello, world';

start(answer).then(({ port }) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
  let bytes = 0;
  let done = 0;
  let counted = 0;
  let since = 0;
  function end() {
    const seconds = (performance.now() - since) / 1000;
    console.log(JSON.stringify({ work: done - counted, seconds, check: bytes / done }));
    process.exit();
  }
  function next() {
    http.get({ host: '127.0.0.1', port, agent, path: '/' }, (res) => {
      res.on('data', (chunk) => { bytes += chunk.length; });
      res.on('end', () => {
        done++;
        next();
      });
    });
  }
  for (let i = 0; i < 32; i++) next();
  setTimeout(() => {
    counted = done;
    since = performance.now();
    setTimeout(end, 1500);
  }, 700);
});
