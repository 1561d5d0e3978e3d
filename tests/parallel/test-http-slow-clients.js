'use strict';
// Thousands of clients that send a head or a body byte by byte, and others that send nothing at all: each is ended within the
// server's times, with 408 where a request has begun, while another client is answered throughout; nothing of them stays.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { readdirSync } = require('node:fs');

const kClients = 5000;

if (process.argv[2] === 'serve') {
  const server = http.createServer({
    headersTimeout: 1500, requestTimeout: 2000, connectionsCheckingInterval: 100, ceilings: { bodyTimeout: 1500 }, admission: false,
  }, (req, res) => req.on('error', () => {}).resume().on('end', () => res.end('fine')));
  server.on('error', (err) => { throw err; });
  process.on('message', () => {
    server.getConnections((err, connections) => {
      process.send({ connections, descriptors: readdirSync('/proc/self/fd').length, rss: process.memoryUsage().rss });
    });
  });
  server.listen(0, '127.0.0.1', 8192, () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());
  return;
}

const child = fork(__filename, ['serve']);
const asked = async (what) => {
  const told = once(child, 'message');
  if (what) child.send(what);
  return (await told)[0];
};

/** A client of one kind: how it was ended. */
function slowClient(port, kind) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    let timer;
    socket.on('connect', () => {
      if (kind === 'head') socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
      else if (kind === 'body') socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n');
      if (kind !== 'silent') timer = setInterval(() => socket.write('x'), 400);
    });
    socket.setEncoding('latin1').on('data', (data) => answer += data).on('error', () => {}).on('end', () => socket.end());
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer.slice(9, 12) || 'nothing');
    });
  });
}

async function main() {
  const port = await asked();
  const ask = () => new Promise((resolve, reject) => {
    const began = performance.now();
    http.get({ port, host: '127.0.0.1', agent: false }, (res) => {
      assert.strictEqual(res.statusCode, 200);
      res.resume().on('end', () => resolve(performance.now() - began));
    }).on('error', reject);
  });
  await ask();
  const before = await asked('counts');
  const kinds = ['head', 'body', 'silent'];
  const ends = [];
  let isOver = false;
  const times = [];
  const other = (async () => {
    while (!isOver) {
      times.push(await ask());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const began = performance.now();
  for (let at = 0; at < kClients; at += 250) {
    for (let i = at; i < at + 250; i++) ends.push(slowClient(port, kinds[i % 3]).then((status) => [kinds[i % 3], status]));
    await new Promise(setImmediate);
  }
  const counts = { __proto__: null };
  for (const [kind, status] of await Promise.all(ends)) counts[`${kind} ${status}`] = (counts[`${kind} ${status}`] ?? 0) + 1;
  const took = performance.now() - began;
  isOver = true;
  await other;
  // All but those whose answer a reset took away, because they wrote at that moment.
  assert.ok(counts['head 408'] > kClients / 4 && counts['body 408'] > kClients / 4, JSON.stringify(counts));
  assert.ok(took < 30_000, `${took}`);
  times.sort((a, b) => a - b);
  assert.ok(times.length > 10 && times[Math.floor(times.length / 2)] < 1500, `${times.length} ${times[times.length >> 1]}`);
  const after = await asked('counts');
  assert.strictEqual(after.connections, 0);
  assert.ok(after.descriptors <= before.descriptors + 2, `${before.descriptors} ${after.descriptors}`);
  assert.ok(after.rss - before.rss < 150e6, `${before.rss} ${after.rss}`);
  child.disconnect();
}

main();
