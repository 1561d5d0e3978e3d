'use strict';
// A refused request whose turn to be answered has not come gets its 503 behind the answers before it: the program sees none of
// what is counted as refused.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const observe = require('weir:observe');

const kClients = 10;
const kRequests = 6;
let handled = 0;
const server = http.createServer({ admission: { target: 1, interval: 30, retryAfter: 7 } }, (req, res) => {
  handled++;
  req.resume();
  const end = performance.now() + 10;
  while (performance.now() < end);
  // Later, so that what is pipelined behind it is met before.
  setTimeout(() => res.end(`fine ${req.url}`), 5);
});
server.on('upgrade', () => assert.fail('an upgrade behind other requests'));
server.on('clientError', (err) => assert.fail(err));

const requests = Array.from({ length: kRequests }, (_, i) => `GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n`).join('') +
  'POST /last HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody';

function client(port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(requests));
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => text += chunk).on('error', reject).on('close', () => resolve(text));
  });
}

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const texts = [];
  for (let wave = 0; wave < 3; wave++) texts.push(...await Promise.all(Array.from({ length: kClients }, () => client(port))));
  let served = 0;
  let refused = 0;
  // Refusals that waited for an answer before them.
  let behind = 0;
  for (const text of texts) {
    const answers = text.split(/(?=HTTP\/1\.1 )/);
    for (let i = 0; i < answers.length; i++) {
      if (answers[i].startsWith('HTTP/1.1 200')) {
        served++;
        // In the order of the requests.
        assert.ok(answers[i].endsWith(i === kRequests ? '/last' : `/${i}`) || /\r\n[0-9a-f]+\r\nfine/.test(answers[i]), text);
        continue;
      }
      assert.match(answers[i], /^HTTP\/1\.1 503 Service Unavailable\r\n/);
      assert.match(answers[i], /\r\nRetry-After: 7\r\n/);
      assert.match(answers[i], /\r\nContent-Length: 0\r\n/);
      refused++;
      if (i > 0 && answers[i - 1].startsWith('HTTP/1.1 200')) behind++;
    }
  }
  assert.strictEqual(handled, served);
  const [gate] = observe.admission();
  assert.strictEqual(gate.refusedCount, refused);
  assert.ok(behind > 0 && served > 3 && refused > 30, `${served} ${refused} ${behind}`);
  server.close();
});
