// Shows what becomes of sockets that are sent to a child which never takes them: the one on its way is closed with the
// channel, those behind it stay the sender's, callbacks say so, and no descriptor stays behind.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');
const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('message', () => {});
  process.send('ready');
  return;
}

const kSockets = 20;
const descriptors = () => fs.readdirSync('/proc/self/fd').length;
let before;
const results = [];
const held = [];
const clients = [];
let ended = 0;

// The first server of a process leaves a descriptor.
net.createServer().listen(0, function() {
  this.close(() => {
    before = descriptors();
    run(fork(__filename, ['child']));
  });
});

function run(child) {
  child.once('message', () => send(child));
  child.on('close', () => setImmediate(check));
}

function send(child) {
  child.kill('SIGSTOP');
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    held.push(socket);
    child.send(held.length, socket, (error) => results.push(error?.code ?? null));
    if (held.length < kSockets) return;
    server.close();
    child.kill('SIGKILL');
  });
  server.listen(0, '127.0.0.1', () => {
    for (let i = 0; i < kSockets; i++) {
      const client = net.connect(server.address().port, '127.0.0.1').resume();
      client.on('error', () => {});
      client.on('close', () => ended++);
      clients.push(client);
    }
  });
}

function check() {
  assert.strictEqual(results[0], null);
  assert.deepStrictEqual(results.slice(1), Array(kSockets - 1).fill('ERR_IPC_CHANNEL_CLOSED'));
  // The first was given up when it was sent.
  assert.strictEqual(held[0]._handle, null);
  const kept = held.filter((socket) => socket._handle !== null);
  assert.strictEqual(kept.length, kSockets - 1);
  for (const socket of kept) socket.destroy();
}

process.on('exit', () => {
  assert.strictEqual(ended, kSockets);
  assert.ok(descriptors() <= before, `${descriptors()} > ${before}`);
});
