'use strict';
// A server without a descriptor left for the next connection does not spin, keeps those that it serves, and accepts
// again once there is one; also when nothing could be kept in reserve for that moment. Opening other things fails with
// EMFILE, and nothing stays behind.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const { once } = require('node:events');
const { told, until, wait } = require('../fixtures/fault/scenes.js');

// Runs the rest in a process with few descriptors.
function limited(how, ended) {
  // A listening socket that a child inherits as descriptor 3, so that it can be listened to with no descriptor left.
  const server = net.createServer();
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    const script = 'ulimit -n 60; exec "$0" "$1" child "$2" "$3"';
    const child = spawn('/bin/sh', ['-c', script, process.execPath, __filename, `${port}`, how],
                        { stdio: ['ignore', 'inherit', 'inherit', server._handle.fd] });
    child.on('close', (code) => {
      assert.strictEqual(code, 0);
      ended();
    });
    // Only the child accepts.
    server.close();
  });
}

if (process.argv[2] === undefined) {
  console.log('with one kept in reserve');
  limited('reserved', () => {
    console.log('with none');
    limited('none', () => {});
  });
  return;
}

const port = +process.argv[3];

function fill() {
  const held = [];
  for (;;) {
    try {
      held.push(fs.openSync('/dev/null'));
    } catch (err) {
      assert.strictEqual(err.code, 'EMFILE');
      return held;
    }
  }
}

async function play(reserved) {
  const early = net.connect(port, '127.0.0.1');
  await once(early, 'connect');
  const served = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => {}).resume();
    served.push(socket);
  });
  server.on('error', (err) => console.log(told(err)));
  if (reserved) {
    server.listen({ fd: 3 });
    await until(() => served.length === 1, 'the first connection');
  }
  const waiting = [0, 1].map(() => net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
  for (const socket of waiting) socket.on('error', () => {});
  const held = fill();
  // From here on nothing can be opened.
  if (!reserved) server.listen({ fd: 3 });

  const before = process.cpuUsage();
  for (let i = 0; i < 10; i++) {
    await wait(20);
    served[0]?.write(`${i}`);
  }
  const used = process.cpuUsage(before);
  console.log('spins', used.user + used.system > 150_000);
  if (reserved) {
    await until(() => early.bytesRead === 10, 'what the served connection gets');
    console.log('serves on');
    const failed = await new Promise((resolve) => { net.connect(port, '127.0.0.1').on('error', resolve); });
    console.log(failed.code, failed.syscall);
    console.log(await fs.promises.readFile('/dev/null').catch(told));
  }

  for (const fd of held) fs.closeSync(fd);
  for (const socket of waiting) socket.destroy();
  const count = served.length;
  const late = net.connect(port, '127.0.0.1');
  await until(() => served.length > count, 'a connection once there are descriptors');
  console.log('accepts again');
  for (const socket of [early, late, ...served]) socket.destroy();
  server.close();
}

play(process.argv[4] === 'reserved');
