'use strict';
// A server whose process has no descriptor left turns the waiting connections away instead of spinning on them, and
// serves again once it has one.

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

if (process.argv[2] !== 'child') {
  const child = spawnSync('/bin/sh', ['-c', 'ulimit -n 64; exec "$0" "$1" child', process.execPath, __filename],
                          { encoding: 'utf8' });
  assert.strictEqual(child.stderr, '');
  assert.strictEqual(child.stdout, 'turned away, served\n');
  assert.strictEqual(child.status, 0);
  return;
}

const fs = require('node:fs');
const net = require('node:net');

const server = net.createServer((socket) => socket.end('served'));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const first = net.connect(port, '127.0.0.1');
  // Connected, so that the client needs no further descriptor; none is left for the server's end.
  const held = [];
  try {
    for (;;) held.push(fs.openSync('/dev/null'));
  } catch (err) {
    assert.strictEqual(err.code, 'EMFILE');
  }
  let text = '';
  first.on('error', () => {});
  first.on('data', (chunk) => { text += chunk; });
  first.on('close', () => {
    assert.strictEqual(text, '');
    for (const fd of held) fs.closeSync(fd);
    net.connect(port, '127.0.0.1').on('data', (chunk) => {
      console.log(`turned away, ${chunk}`);
    }).on('close', () => server.close());
  });
});
