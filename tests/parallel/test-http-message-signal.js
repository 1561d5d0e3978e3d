'use strict';
// `message.signal` aborts when a message is cut off or its connection closes before it has been dealt with, and never
// afterwards; whoever asks late learns what happened.
const assert = require('node:assert');
const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const halfPost = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab';

async function serving(listener, use) {
  const server = http.createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  try {
    await use(socket, server);
  } finally {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  }
}

function aborted(signal) {
  return signal.aborted ? Promise.resolve(signal.reason) : once(signal, 'abort').then(() => signal.reason);
}

function isAbort(reason) {
  assert.strictEqual(reason.name, 'AbortError');
  assert.strictEqual(reason.code, 20);
}

(async () => {
  // By itself.
  const message = new http.IncomingMessage(null);
  assert.strictEqual(message.signal, message.signal);
  assert.ok(message.signal instanceof AbortSignal && !message.signal.aborted);
  message.destroy();
  isAbort(message.signal.reason);

  // A client that leaves in the middle of its request, and one that does not wait for its answer.
  for (const bytes of [halfPost, get]) {
    for (const isLate of [false, true]) {
      let found;
      const told = new Promise((resolve) => found = resolve);
      await serving((req) => {
        req.on('error', () => {}).resume();
        const { socket } = req;
        if (isLate) socket.on('close', () => setImmediate(() => found(req.signal)));
        else found(req.signal);
      }, async (socket, server) => {
        socket.write(bytes);
        await once(server, 'request');
        socket.resetAndDestroy();
        const signal = await told;
        if (isLate) assert.ok(signal.aborted);
        isAbort(await aborted(signal));
      });
    }
  }

  // An answer ends it: nothing is left on the connection, and its end aborts nothing.
  const signals = [];
  await serving((req, res) => {
    const before = req.socket.listenerCount('close');
    signals.push(req.signal);
    assert.strictEqual(req.socket.listenerCount('close'), before + 1);
    res.on('close', () => {
      assert.ok(req.socket.listenerCount('close') <= before);
    });
    res.end('answer');
  }, async (socket, server) => {
    let connection;
    server.once('request', (req) => connection = req.socket);
    for (let i = 0; i < 2; i++) {
      socket.write(get);
      await once(socket, 'data');
    }
    socket.destroy();
    await once(connection, 'close');
  });
  assert.deepStrictEqual(signals.map((signal) => signal.aborted), [false, false]);

  // With optimizeEmptyRequests a request is closed before it is told of: aborted for who asks then, not for who asks later.
  const seen = [];
  const server = http.createServer({ optimizeEmptyRequests: true }, (req, res) => {
    if (seen.length === 0) seen.push(req.signal.aborted);
    setImmediate(() => {
      seen.push(req.signal.aborted);
      res.end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  for (let i = 0; i < 2; i++) {
    const [res] = await once(http.get({ port: server.address().port, host: '127.0.0.1', agent: false }), 'response');
    await once(res.resume(), 'end');
  }
  server.close();
  assert.deepStrictEqual(seen, [true, true, false]);

  // A response: read to its end, and cut off.
  for (const length of [2, 5]) {
    const server = net.createServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nab`));
      if (length > 2) socket.once('data', () => socket.end());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const agent = new http.Agent({ keepAlive: true });
    const [res] = await once(http.get({ port: server.address().port, host: '127.0.0.1', agent }), 'response');
    const { signal } = res;
    assert.ok(!signal.aborted);
    res.on('error', () => {}).resume();
    await new Promise((resolve) => res.on('close', resolve));
    assert.strictEqual(signal.aborted, length > 2);
    agent.destroy();
    server.close();
    await once(server, 'close');
    assert.strictEqual(signal.aborted, length > 2);
  }
})().then(() => process.exitCode = 0);
process.exitCode = 1;
