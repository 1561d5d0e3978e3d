'use strict';
// Callbacks of sockets run in the async context of what they belong to: events in the socket's, ends of writes in that
// of the write.

const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const net = require('node:net');

const storage = new AsyncLocalStorage();
const seen = [];

const server = storage.run('server', () => net.createServer((socket) => {
  seen.push(['connection', storage.getStore()]);
  socket.on('data', () => {});
  socket.on('end', () => {
    seen.push(['end', storage.getStore()]);
    server.close();
  });
}));

storage.run('server', () => server.listen(0, '127.0.0.1', () => {
  storage.run('client', () => {
    const client = net.connect(server.address().port, '127.0.0.1', () => {
      seen.push(['connect', storage.getStore()]);
      storage.run('write', () => {
        client.write(Buffer.alloc(8 << 20), () => {
          seen.push(['written', storage.getStore()]);
          client.end();
        });
      });
    });
  });
}));

process.on('exit', () => {
  assert.deepStrictEqual(Object.fromEntries(seen), {
    connection: 'server', connect: 'client', written: 'write', end: 'server',
  });
});
