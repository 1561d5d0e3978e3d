'use strict';
// A handle of another make gives chunks larger than the program's memory: all of a chunk arrives, also when the program
// says in the middle of it that it wants no more.

const assert = require('node:assert');
const net = require('node:net');

const parts = [];
let stops = 0;
const handle = {
  readStart() {
    setImmediate(() => this.onread(10, new Uint8Array(Buffer.from('0123456789'))));
    return 0;
  },
  readStop() {
    stops++;
    return 0;
  },
  close(callback) {
    setImmediate(callback);
  },
};
const socket = new net.Socket({
  handle,
  onread: {
    buffer: Buffer.alloc(4),
    callback(count, buffer) {
      parts.push(buffer.toString('latin1', 0, count));
      return parts.length !== 1;
    },
  },
});
socket.resume();
setTimeout(() => {
  assert.deepStrictEqual(parts, ['0123', '4567', '89']);
  assert.strictEqual(stops, 1);
  socket.destroy();
}, 50);
