// Shows that a connection which every worker refuses waits until one of them has room, and that the primary asks now and
// then instead of all the time; with `dropMaxConnection` it is closed.
'use strict';
const assert = require('node:assert');
const cluster = require('node:cluster');
const net = require('node:net');

if (cluster.isWorker) {
  let dropped = 0;
  const server = net.createServer((socket) => socket.resume().on('end', () => socket.end('bye')).write('hi'));
  server.maxConnections = 1;
  server.on('drop', () => process.send({ dropped: ++dropped }));
  process.on('message', () => {
    server.dropMaxConnection = true;
    process.send({ dropping: true });
  });
  server.listen({ port: 0, host: '127.0.0.1', allowHalfOpen: true });
  return;
}

cluster.schedulingPolicy = cluster.SCHED_RR;
const worker = cluster.fork();
let dealt = 0;
worker.process.on('internalMessage', ({ accepted }) => {
  if (accepted !== undefined) dealt++;
});

function open(port) {
  const socket = net.connect(port, '127.0.0.1');
  const first = new Promise((resolve) => {
    socket.once('data', (data) => resolve(`${data}`));
    socket.once('close', () => resolve('closed'));
  });
  return { socket, first };
}

worker.on('listening', async ({ port }) => {
  const one = open(port);
  assert.strictEqual(await one.first, 'hi');
  const other = open(port);
  const waited = await Promise.race([other.first, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]);
  assert.strictEqual(waited, 'waits');
  assert.ok(dealt > 2, `${dealt} were dealt`);
  assert.ok(dealt < 60, `${dealt} were dealt`);
  one.socket.end();
  assert.strictEqual(await other.first, 'hi');

  worker.send('drop');
  worker.on('message', async (message) => {
    if (!message.dropping) return;
    assert.strictEqual(await open(port).first, 'closed');
    other.socket.destroy();
    cluster.disconnect();
  });
});
