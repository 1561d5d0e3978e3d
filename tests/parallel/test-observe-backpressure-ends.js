'use strict';
// Real streams under pressure: a socket with a slow reader, a file, a child's input; what they are called, and that the
// time of being full ends with 'drain', with the end and with destroy().

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const observe = require('weir:observe');

process.removeAllListeners('warning');

function fill(stream, count) {
  const chunk = Buffer.alloc(64 << 10);
  for (let i = 0; i < count; i++) stream.write(chunk);
}

async function socket() {
  const server = net.createServer((peer) => {
    peer.pause();
    setTimeout(() => peer.resume(), 100);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const client = net.connect(port, '127.0.0.1');
  await once(client, 'connect');
  const total = 400 * (64 << 10);
  fill(client, 400);
  const full = observe.stream(client);
  assert.strictEqual(full.name, `Socket to 127.0.0.1:${port}`);
  assert.strictEqual(full.kind, 'Socket');
  assert.strictEqual(full.isFull, true);
  assert.strictEqual(full.buffered, client.writableLength);
  // Those before the first false, the one that got it, and the rest.
  assert.ok(full.excessWrites < 400 && full.excess === full.excessWrites * (64 << 10));
  assert.ok(full.highestBuffered === client.writableLength && full.highestBuffered <= total);
  await once(client, 'drain');
  const drained = observe.stream(client);
  assert.strictEqual(drained.isFull, false);
  assert.strictEqual(drained.buffered, 0);
  assert.ok(drained.fullMs >= 90 && drained.fullMs < 20_000, `${drained.fullMs}`);
  client.destroy();
  await once(client, 'close');
  // The name stays.
  assert.strictEqual(observe.stream(client).name, `Socket to 127.0.0.1:${port}`);
  assert.strictEqual(observe.stream(client).isDestroyed, true);
  server.close();
}

async function destroyedWhileFull() {
  const server = net.createServer((peer) => peer.pause().on('error', () => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect(server.address().port, '127.0.0.1');
  await once(client, 'connect');
  fill(client, 400);
  await sleep(30);
  assert.strictEqual(observe.stream(client).isFull, true);
  client.destroy();
  const { fullMs, isFull } = observe.stream(client);
  assert.strictEqual(isFull, false);
  await sleep(30);
  assert.strictEqual(observe.stream(client).fullMs, fullMs);
  server.close();
  server.unref();
}

async function file() {
  const name = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'weir-observe-')), 'out');
  const stream = fs.createWriteStream(name);
  fill(stream, 20);
  const { kind, name: shown, unit, isFull } = observe.stream(stream);
  assert.deepStrictEqual({ kind, shown, unit, isFull },
                         { kind: 'WriteStream', shown: `WriteStream to ${name}`, unit: 'bytes', isFull: true });
  stream.end();
  await once(stream, 'close');
  assert.strictEqual(observe.stream(stream).isFull, false);
  assert.strictEqual(fs.statSync(name).size, 20 * (64 << 10));
  fs.rmSync(path.dirname(name), { recursive: true });
}

async function child() {
  const sleeper = spawn('sleep', ['30'], { stdio: ['pipe', 'ignore', 'ignore'] });
  fill(sleeper.stdin, 20);
  assert.strictEqual(observe.stream(sleeper.stdin).isFull, true);
  sleeper.stdin.on('error', () => {});
  sleeper.kill();
  await once(sleeper, 'exit');
  sleeper.stdin.destroy();
  assert.strictEqual(observe.stream(sleeper.stdin).isFull, false);
}

// Output to files is synchronous: it is never full.
if (process.stdout._type === 'fs') {
  process.stdout.write('x'.repeat(1 << 20));
  assert.strictEqual(observe.stream(process.stdout), undefined);
}

socket().then(destroyedWhileFull).then(file).then(child);
