// Flags: --expose-gc
'use strict';
// A response that the program drops while its body is still on its way ends its connection.

const assert = require('node:assert');
const http = require('node:http');

const server = http.createServer((req, res) => {
  res.writeHead(200, { 'content-length': 1_000_000 });
  res.write('x'.repeat(100));
  req.socket.on('close', () => {
    isClosed = true;
    server.close();
  });
});
let isClosed = false;

async function drop() {
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
  assert.strictEqual(response.status, 200);
}

server.listen(0, '127.0.0.1', async () => {
  await drop();
  // Full collections, each with what the one before has found being told of.
  for (let i = 0; i < 100 && !isClosed; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(isClosed);
});
