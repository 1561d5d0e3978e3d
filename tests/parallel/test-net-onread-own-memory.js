'use strict';
// `onread`: bytes go straight into the program's memory. What lies beyond them is left alone, rooms may change from read
// to read, and memory that the program moves away is not written to: the socket fails instead.

const assert = require('node:assert');
const net = require('node:net');

const text = Buffer.from('0123456789'.repeat(20_000));

function serve(connect) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.end(text);
  }).listen(0, '127.0.0.1', () => {
    connect({ port: server.address().port, host: '127.0.0.1' }).on('close', () => server.close());
  });
}

// One room, with a neighbour behind it.
serve((where) => {
  const memory = new ArrayBuffer(1024);
  const room = new Uint8Array(memory, 8, 1000);
  const parts = [];
  const callback = (count, buffer) => {
    assert.strictEqual(buffer, room);
    parts.push(Buffer.from(buffer.subarray(0, count)));
  };
  return net.connect({ ...where, onread: { buffer: room, callback } }).on('end', () => {
    assert.ok(Buffer.concat(parts).equals(text));
    assert.deepStrictEqual(new Uint8Array(memory, 0, 8), new Uint8Array(8));
    assert.deepStrictEqual(new Uint8Array(memory, 1008), new Uint8Array(16));
  });
});

// Another room for each read, and pauses.
serve((where) => {
  let turn = 0;
  const parts = [];
  const buffer = () => Buffer.alloc(1 + (turn++ % 5) * 20_000);
  const callback = function(count, room) {
    parts.push(room.subarray(0, count));
    if (turn % 3 !== 0) return true;
    setImmediate(() => this.resume());
    return false;
  };
  return net.connect({ ...where, onread: { buffer, callback } }).on('end', () => {
    assert.ok(Buffer.concat(parts).equals(text));
  });
});

// The room is moved away.
serve((where) => {
  let moved;
  let calls = 0;
  const room = new Uint8Array(1000);
  const callback = () => {
    calls++;
    moved = structuredClone(room, { transfer: [room.buffer] });
    moved.fill(1);
  };
  const socket = net.connect({ ...where, onread: { buffer: room, callback } });
  socket.on('error', (error) => {
    assert.strictEqual(error.code, 'ENOBUFS');
    assert.strictEqual(calls, 1);
    assert.ok(moved.every((byte) => byte === 1));
    process.exitCode = 0;
  });
  process.exitCode = 7;
  return socket;
});
