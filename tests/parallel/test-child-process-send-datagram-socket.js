// Shows that a datagram socket can be sent to a child, which then receives what comes to it.
'use strict';
const assert = require('node:assert');
const dgram = require('node:dgram');
const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.once('message', (message, socket) => {
    assert.strictEqual(message, 'yours');
    assert.ok(socket instanceof dgram.Socket);
    assert.strictEqual(socket.type, 'udp4');
    socket.on('message', (data) => {
      process.send(`got ${data}`);
      socket.close();
      process.disconnect();
    });
    process.send('ready');
  });
  return;
}

const child = fork(__filename, ['child']);
const server = dgram.createSocket('udp4');
const client = dgram.createSocket('udp4');
const answers = [];
server.bind(0, '127.0.0.1', () => {
  const { port } = server.address();
  child.send('yours', server);
  child.on('message', (message) => {
    answers.push(message);
    if (message !== 'ready') return;
    server.close();
    client.send('words', port, '127.0.0.1', () => client.close());
  });
});
assert.throws(() => child.send('x', {}), { code: 'ERR_INVALID_HANDLE_TYPE' });
child.on('close', (code) => {
  assert.strictEqual(code, 0);
  assert.deepStrictEqual(answers, ['ready', 'got words']);
});
