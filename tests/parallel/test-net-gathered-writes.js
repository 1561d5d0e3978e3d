'use strict';
// Bulk writes that follow one another may leave together. A program sees nothing of that: its memory is its own once it
// was told that there is room, other writes keep their place, and what counts as written arrives, whatever comes next.

const assert = require('node:assert');
const { fork, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');

const CHUNK = 64 << 10;

/** A server that hashes what comes, and what it saw of each connection. */
async function sink() {
  const seen = [];
  const server = net.createServer((socket) => {
    const one = { bytes: 0, hash: createHash('sha1') };
    one.ended = new Promise((resolve) => {
      socket.on('data', (data) => {
        one.bytes += data.length;
        one.hash.update(data);
      });
      socket.on('error', (error) => { one.error = error; });
      socket.on('close', () => resolve(one));
      socket.on('end', () => socket.end());
    });
    seen.push(one);
    server.emit('seen', one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: server.address().port, next: async () => seen.shift() ?? (await once(server, 'seen'), seen.shift()) };
}

/** One buffer, filled anew whenever there is room; small writes, strings and callbacks between. */
async function memoryAndOrder({ port, next }) {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const hash = createHash('sha1');
  const room = Buffer.alloc(CHUNK);
  let written = 0;
  let called = 0;
  let due = 0;
  const put = (data, callback) => {
    hash.update(data);
    written += Buffer.byteLength(data);
    if (callback) due++;
    return callback ? socket.write(data, () => called++) : socket.write(data);
  };
  for (let i = 0; i < 600; i++) {
    room.fill(i);
    room.writeUInt32LE(i, 0);
    let goesOn = put(room);
    if (i % 17 === 0) goesOn = put(`text ${i}`) && goesOn;
    if (i % 23 === 0) goesOn = put(Buffer.from(`called ${i}`), true) && goesOn;
    assert.strictEqual(socket.bytesWritten, written);
    if (!goesOn) await once(socket, 'drain');
    // It was drained: the memory is the program's.
    room.fill(0xee);
  }
  socket.end();
  const one = await (await next()).ended;
  assert.strictEqual(called, due);
  assert.strictEqual(one.bytes, written);
  assert.strictEqual(one.hash.digest('hex'), hash.digest('hex'));
}

/** So many writes as fast as there is room, then `then`. */
function bulk(socket, count, then) {
  const chunk = Buffer.alloc(CHUNK, 'b');
  const write = () => {
    while (count-- > 0) {
      if (!socket.write(chunk)) return;
    }
    socket.off('drain', write);
    then();
  };
  socket.on('drain', write);
  write();
}

async function destroyed({ port, next }) {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  bulk(socket, 11, () => socket.destroy());
  assert.strictEqual((await (await next()).ended).bytes, 11 * CHUNK);
}

async function reset({ port }) {
  const server = net.createServer((peer) => peer.once('data', () => peer.resetAndDestroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  await once(socket, 'connect');
  const chunk = Buffer.alloc(CHUNK);
  const write = () => { while (socket.writable && socket.write(chunk)); };
  socket.on('drain', write);
  write();
  const [error] = await once(socket, 'error');
  assert.match(error.code, /^(EPIPE|ECONNRESET)$/);
  await once(socket, 'close');
  assert.strictEqual(socket.destroyed, true);
  server.close();
  assert.ok(port > 0);
}

/** In a process of its own: ends, or waits for the peer, while bytes may be held. */
function inChild(what, port, file) {
  const socket = net.connect(port, '127.0.0.1', () => {
    bulk(socket, 11, () => {
      if (what === 'exit') process.exit(0);
      const waits = `
        const fs = require('node:fs');
        const until = Date.now() + 20000;
        while (Number(fs.readFileSync(${JSON.stringify(file)}, 'utf8')) < ${11 * CHUNK}) {
          if (Date.now() > until) process.exit(3);
        }`;
      const { status } = spawnSync(process.execPath, ['-e', waits]);
      assert.strictEqual(status, 0, 'the peer did not get everything');
      socket.end();
    });
  });
}

async function ofChildren({ server, port, next }) {
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'gathered-'));
  const file = path.join(folder, 'count');
  fs.writeFileSync(file, '0');
  server.on('connection', (socket) => socket.on('data', () => {
    // Renamed, so that it is never seen empty.
    fs.writeFileSync(`${file}.new`, String(socket.bytesRead));
    fs.renameSync(`${file}.new`, file);
  }));
  for (const what of ['exit', 'wait']) {
    fs.writeFileSync(file, '0');
    const child = fork(__filename, [what, String(port), file]);
    const [[code], one] = await Promise.all([once(child, 'exit'), next().then(({ ended }) => ended)]);
    assert.deepStrictEqual([what, code, one.bytes], [what, 0, 11 * CHUNK]);
  }
  fs.rmSync(folder, { recursive: true });
}

async function main() {
  const to = await sink();
  await memoryAndOrder(to);
  await destroyed(to);
  await reset(to);
  await ofChildren(to);
  to.server.close();
}

if (process.argv.length > 2) inChild(process.argv[2], Number(process.argv[3]), process.argv[4]);
else main();
