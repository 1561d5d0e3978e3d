'use strict';
// Workload: POSTs of JSON by fetch(), answered with JSON, 16 at a time, over connections that are kept
// Measure: rate requests
// Goal: 1.0

const rate = require('../lib/rate.cjs');
const { start } = require('../lib/canned_server.cjs');

const body = JSON.stringify({ id: 17, name: 'weir', tags: ['a', 'b', 'c'], nested: { on: true, level: 3.5 } });
const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: keep-alive\r\n` +
  `Content-Length: ${body.length}\r\n\r\n${body}`;

async function main() {
  const server = await start(answer);
  const url = `http://127.0.0.1:${server.port}/items`;
  await rate.async(20_000, async (count) => {
    let left = count;
    let sum = 0;
    async function client() {
      while (left-- > 0) {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'authorization': 'Bearer abc' },
          body: JSON.stringify({ number: left, text: 'something' }),
        });
        const { id } = await response.json();
        sum += id + (response.headers.get('content-type') === 'application/json' ? 1 : 0);
      }
    }
    await Promise.all(Array.from({ length: 16 }, client));
    return sum;
  }, 2000);
  server.stop();
}

main();
