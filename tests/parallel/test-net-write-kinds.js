'use strict';
// Strings of every encoding, views and corked mixtures arrive byte for byte, also when the system takes only part of
// them at once.

const assert = require('node:assert');
const net = require('node:net');

const wide = 'ä€😀'.repeat(100_000);
const parts = [
  ['plain ASCII', 'utf8'],
  ['größer als ASCII', 'utf8'],
  [wide, 'utf8'],
  ['größer', 'latin1'],
  ['€uro', 'utf16le'],
  ['c29ja2V0', 'base64'],
  ['736f636b6574', 'hex'],
  [Buffer.alloc(3 << 20, 7)],
  [new Uint16Array([1, 2, 3])],
  [new DataView(new ArrayBuffer(5), 1, 3)],
  ['', 'utf8'],
  [Buffer.alloc(0)],
];
const bytesOf = ([part, encoding]) => (typeof part === 'string' ?
  Buffer.from(part, encoding) : Buffer.from(part.buffer, part.byteOffset, part.byteLength));
const expected = Buffer.concat([...parts, ...parts].map(bytesOf));

const server = net.createServer((socket) => {
  for (const [part, encoding] of parts) {
    if (typeof part === 'string') socket.write(part, encoding);
    else socket.write(ArrayBuffer.isView(part) && !(part instanceof Uint8Array) ? bytesOf([part]) : part);
  }
  socket.cork();
  for (const [part, encoding] of parts) {
    if (typeof part === 'string') socket.write(part, encoding);
    else socket.write(bytesOf([part]));
  }
  socket.uncork();
  socket.end();
  socket.on('close', () => {
    assert.strictEqual(socket.bytesWritten, expected.length);
    server.close();
  });
  socket.resume();
});

server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  const chunks = [];
  client.on('data', (chunk) => chunks.push(chunk));
  client.on('end', () => {
    assert.ok(Buffer.concat(chunks).equals(expected));
    assert.strictEqual(client.bytesRead, expected.length);
  });
});
