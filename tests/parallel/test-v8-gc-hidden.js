'use strict';
// No context has `gc` unless it was asked for, whatever the runtime does to have garbage collected.

const assert = require('node:assert');
const net = require('node:net');
const v8 = require('node:v8');
const vm = require('node:vm');

const kBytes = 32 << 20;
const seen = new Set();
let received = 0;
const server = net.createServer((socket) => {
  socket.on('data', (chunk) => {
    received += chunk.length;
    seen.add(vm.runInNewContext('typeof gc'));
  });
  socket.on('end', () => {
    assert.strictEqual(received, kBytes);
    assert.deepStrictEqual([...seen], ['undefined']);
    v8.setFlagsFromString('--expose-gc');
    assert.strictEqual(vm.runInNewContext('typeof gc'), 'function');
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  client.end(Buffer.alloc(kBytes));
  client.resume();
});
assert.strictEqual(typeof gc, 'undefined');
