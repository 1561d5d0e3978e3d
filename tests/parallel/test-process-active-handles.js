// process._getActiveHandles(): the sockets, servers and children that keep the process alive, and no others.
'use strict';

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const dgram = require('node:dgram');
const net = require('node:net');

const held = (thing) => process._getActiveHandles().includes(thing);

const server = net.createServer((socket) => socket.pipe(socket));
const udp = dgram.createSocket('udp4');
const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
assert.ok(held(child));
udp.bind(0, '127.0.0.1', () => {
  assert.ok(held(udp));
  udp.unref();
  assert.ok(!held(udp));
  udp.close();
});
server.listen(0, '127.0.0.1', () => {
  assert.ok(held(server));
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    assert.ok(held(client));
    client.destroy();
    client.on('close', () => assert.ok(!held(client)));
    server.close(() => assert.ok(!held(server)));
    child.stdin.end();
  });
});
child.on('exit', () => assert.ok(!held(child)));
