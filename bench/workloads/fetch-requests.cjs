'use strict';
// Workload: GETs by fetch() of a body of 64 bytes, 16 at a time, over connections that are kept
// Measure: rate requests
// Goal: 1.0

const rate = require('../lib/rate.cjs');
const { start } = require('../lib/canned_server.cjs');

const body = 'x'.repeat(64);
const answer = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n` +
  `Connection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

async function main() {
  const server = await start(answer);
  const url = `http://127.0.0.1:${server.port}/path?query=1`;
  await rate.async(30_000, async (count) => {
    let left = count;
    let sum = 0;
    async function client() {
      while (left-- > 0) {
        const response = await fetch(url);
        sum += (await response.text()).length + response.status;
      }
    }
    await Promise.all(Array.from({ length: 16 }, client));
    return sum;
  }, 3000);
  server.stop();
}

main();
