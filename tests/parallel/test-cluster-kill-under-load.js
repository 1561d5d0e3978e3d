// Shows that every connection comes to an end while workers are killed and started again under load: an answer, or a
// reset of one that a killed worker had taken. None is forgotten, and no descriptor stays behind in the primary.
'use strict';
const assert = require('node:assert');
const cluster = require('node:cluster');
const fs = require('node:fs');
const net = require('node:net');

if (cluster.isWorker) {
  net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => socket.end(data));
  }).listen(0, '127.0.0.1');
  return;
}

const kConnections = 600;
const kAtOnce = 20;
const kKills = 6;

cluster.schedulingPolicy = cluster.SCHED_RR;
const descriptors = () => fs.readdirSync('/proc/self/fd').length;
let before;
let port;
let kills = 0;
let opened = 0;
const ends = { answered: 0, reset: 0 };

cluster.on('listening', (worker, address) => {
  if (port === undefined) {
    ({ port } = address);
    cluster.fork();
    for (let i = 0; i < kAtOnce; i++) next();
  }
  assert.strictEqual(address.port, port);
  // The first one stays.
  if (worker.id === 1 || kills === kKills) return;
  kills++;
  setTimeout(() => worker.process.kill('SIGKILL'), 20);
});
cluster.on('exit', (worker, code, signal) => {
  if (signal === 'SIGKILL') cluster.fork();
});
// The first server of a process leaves a descriptor.
net.createServer().listen(0, function() {
  this.close(() => {
    before = descriptors();
    cluster.fork();
  });
});

function next() {
  if (opened === kConnections) return;
  opened++;
  let text = '';
  const socket = net.connect(port, '127.0.0.1', () => socket.write('echo'));
  socket.on('data', (data) => text += data);
  socket.on('error', () => {});
  socket.on('close', () => {
    ends[text === 'echo' ? 'answered' : 'reset']++;
    if (ends.answered + ends.reset === kConnections) finish();
    else next();
  });
}

function finish() {
  // At most what the killed ones had in their hands.
  assert.ok(ends.reset <= kills * kAtOnce, `${ends.reset} were reset`);
  assert.ok(ends.answered > kConnections / 2, `${ends.answered} were answered`);
  cluster.removeAllListeners('exit');
  cluster.disconnect();
  process.on('exit', () => assert.ok(descriptors() <= before, `${descriptors()} > ${before}`));
}
