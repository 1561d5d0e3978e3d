'use strict';
// A server that lies to a WebSocket: lengths take no memory, what unpacks to too much is refused with 1009, and a server that
// does not answer the closing handshake is left to its fate.
const assert = require('node:assert');
const net = require('node:net');
const zlib = require('node:zlib');
const { createHash } = require('node:crypto');

function serve(talk) {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (head) => {
        const key = /sec-websocket-key: (.*)\r\n/i.exec(head.toString('latin1'))[1];
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n`);
        talk(socket);
      });
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function frame(first, payload, length = payload.length) {
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

async function ended(talk) {
  const server = await serve(talk);
  const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
  const messages = [];
  socket.onmessage = (event) => messages.push(event.data.size ?? event.data);
  const failure = await new Promise((resolve) => {
    socket.onerror = (event) => resolve(event.error.cause?.message);
    socket.onclose = () => resolve(undefined);
  });
  server.close();
  return { failure, messages };
}

(async () => {
  // A hundred connections that claim 100 MiB each and send ten bytes of it.
  const before = process.memoryUsage().rss;
  const server = await serve((socket) => socket.write(frame(0x82, Buffer.alloc(10), 100 << 20)));
  const sockets = [];
  for (let i = 0; i < 100; i++) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
    sockets.push(new Promise((resolve) => {
      socket.onopen = () => setTimeout(() => resolve(socket), 100);
    }));
  }
  const open = await Promise.all(sockets);
  assert.ok(process.memoryUsage().rss - before < 200 << 20, `${(process.memoryUsage().rss - before) >> 20} MiB`);
  for (const socket of open) {
    socket.close();
    assert.strictEqual(socket.readyState, WebSocket.CLOSING);
  }

  // One that gives 200 MiB for 200 KiB, and one that is as large as may be.
  const bomb = zlib.deflateRawSync(Buffer.alloc(200 << 20), { finishFlush: zlib.constants.Z_SYNC_FLUSH }).subarray(0, -4);
  assert.deepStrictEqual(await ended((socket) => socket.write(frame(0xc2, bomb))),
                         { failure: 'Payload size exceeds maximum allowed size', messages: [] });
  assert.deepStrictEqual(await ended((socket) => socket.write(frame(0x82, Buffer.alloc(0), (128 << 20) + 1))),
                         { failure: 'Payload size exceeds maximum allowed size', messages: [] });
  assert.deepStrictEqual(await ended((socket) => socket.end(Buffer.concat([frame(0x82, Buffer.alloc(1 << 20)), Buffer.from([0x88, 2, 3, 232])]))),
                         { failure: undefined, messages: [1 << 20] });
  process.exit(0);
})();
