'use strict';
// Echoes over WebSockets within one process: what the workloads websocket-* share. The server is npm's `ws`.

const path = require('node:path');
const { WebSocket, WebSocketServer } = require(path.join(process.argv[2], '../packages/node_modules/ws'));
const rate = require('./rate.cjs');

/** `connections` clients send `size` bytes each and wait for them to come back, `count` times in all. */
module.exports = (connections, size, count, isGlobal = false) => {
  const Client = isGlobal ? globalThis.WebSocket : WebSocket;
  const data = Buffer.alloc(size, 'x');
  const sockets = [];
  let left = 0;
  let bytes = 0;
  let done;
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', (message) => socket.send(message)));
  const onMessage = (event) => {
    bytes += event.data.byteLength;
    if (--left >= connections) event.target.send(data);
    else if (left === 0) done(bytes);
  };
  const round = (messages) => new Promise((resolve) => {
    left = messages;
    bytes = 0;
    done = resolve;
    for (const socket of sockets) socket.send(data);
  });
  server.on('listening', () => {
    for (let n = 0; n < connections; n++) {
      const socket = new Client(`ws://127.0.0.1:${server.address().port}`);
      socket.binaryType = 'arraybuffer';
      socket.onmessage = onMessage;
      socket.onopen = async () => {
        sockets.push(socket);
        if (sockets.length < connections) return;
        await rate.async(count, round);
        process.exit(0);
      };
    }
  });
};
