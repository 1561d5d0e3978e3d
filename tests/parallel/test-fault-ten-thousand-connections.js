'use strict';
// Ten thousand connections at once, server and clients in two processes: all are served, and descriptors are as before.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');

const kCount = 10_000;
const descriptors = () => fs.readdirSync('/proc/self/fd').length;

function serve() {
  const server = net.createServer((socket) => {
    accepted++;
    socket.on('error', (err) => { throw err; });
    socket.end('served');
  });
  let accepted = 0;
  server.listen({ port: 0, host: '127.0.0.1', backlog: 65_535 }, () => {
    const before = descriptors();
    console.log(server.address().port);
    process.stdin.on('end', () => {
      server.getConnections((err, count) => {
        console.log(JSON.stringify({ accepted, count, more: descriptors() - before }));
        server.close();
      });
    }).resume();
  });
}

async function main() {
  const server = spawn(process.execPath, [__filename, 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
  server.stdout.setEncoding('utf8');
  const { 0: port } = await once(server.stdout, 'data');
  const before = descriptors();
  let served = 0;
  let left = kCount;
  await new Promise((resolve, reject) => {
    for (let n = 0; n < kCount; n++) {
      const socket = net.connect(+port, '127.0.0.1');
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
      socket.on('error', reject);
      socket.on('close', () => {
        if (text === 'served') served++;
        if (--left === 0) resolve();
      });
    }
  });
  assert.strictEqual(served, kCount);
  assert.strictEqual(descriptors(), before);
  server.stdin.end();
  const { 0: told } = await once(server.stdout, 'data');
  // The pipe of its input is at its end.
  assert.deepStrictEqual({ ...JSON.parse(told), more: 0 }, { accepted: kCount, count: 0, more: 0 });
  assert.ok(JSON.parse(told).more <= 0, told);
  const { 0: code } = await once(server, 'exit');
  assert.strictEqual(code, 0);
}

if (process.argv[2] === 'serve') serve();
else main();
