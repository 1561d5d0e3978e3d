'use strict';
// Clients that flood a server: with header lines, with one endless header, with trailers, with chunk extensions, with requests whose
// answers they do not read, with large answers that they do not read, and with connections that they end half way. Each is
// answered by its status or by the end of the connection; memory and descriptors stay bounded meanwhile, nothing stays of
// them afterwards, and another client is answered throughout.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { readFileSync, readdirSync } = require('node:fs');
const { Readable, pipeline } = require('node:stream');

const kBig = 64 << 20;
// A socket is ended when nothing moved for so long twice, since what waits to be written may have become less meanwhile.
const kStalled = 1500;
// At the latest then a server has ended those that take nothing, on the slowest machine.
const kUnseen = 40_000;

if (process.argv[2] === 'serve') {
  const piece = Buffer.alloc(64 << 10, 'x');
  const seen = { __proto__: null };
  const times = { headersTimeout: 4000, requestTimeout: 4000, connectionsCheckingInterval: 200, keepAliveTimeout: 1500 };
  const server = http.createServer({ ...times, admission: false }, (req, res) => {
    seen[req.url] = (seen[req.url] ?? 0) + 1;
    req.on('error', () => {});
    if (req.url === '/big') {
      let left = kBig;
      const body = new Readable({ read() { this.push(left === 0 ? null : piece.subarray(0, left -= Math.min(left, piece.length)) && piece); } });
      pipeline(body, res, () => {});
    } else if (req.url === '/kilobyte') {
      res.end(piece.subarray(0, 1024));
    } else {
      req.resume().on('end', () => res.end('fine'));
    }
  });
  // What ends a client that takes nothing of its answer.
  server.timeout = kStalled;
  server.on('error', (err) => { throw err; });
  process.on('message', () => server.getConnections((err, connections) => {
    process.send({ connections, descriptors: readdirSync('/proc/self/fd').length, seen });
  }));
  server.listen(0, '127.0.0.1', 8192, () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());
  return;
}

const child = fork(__filename, ['serve']);
const asked = async (what) => {
  const told = once(child, 'message');
  if (what) child.send(what);
  return (await told)[0];
};
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))[1]) * 1024;

const blind = new Set();

/** Waits until the server has ended those that do not read, and then ends them here: how many connections it had left. */
async function endBlind() {
  const latest = performance.now() + kUnseen;
  let connections;
  do {
    await new Promise((resolve) => setTimeout(resolve, 500));
    ({ connections } = await asked('counts'));
  } while (connections > 1 && performance.now() < latest);
  for (const socket of blind) socket.destroy();
  blind.clear();
  return connections;
}

/** Sends `pieces` as fast as they are taken; the status that came, 'nothing' for an end without one. */
function flood(port, pieces, { reads = true, ends = false } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    const iterator = pieces[Symbol.iterator]();
    const send = () => {
      while (!socket.destroyed) {
        const { value, done } = iterator.next();
        if (done) {
          if (ends) socket.end();
          return;
        }
        if (!socket.write(value, 'latin1')) return;
      }
    };
    socket.on('connect', send).on('drain', send).on('error', () => {}).on('end', () => socket.destroy());
    if (reads) socket.setEncoding('latin1').on('data', (data) => answer += data.slice(0, 100));
    else socket.pause();
    // Who does not read need not see the end either.
    if (!reads) blind.add(socket);
    socket.on('close', () => resolve(answer.slice(9, 12) || 'nothing'));
  });
}

function* forever(start, piece) {
  yield start;
  for (;;) yield piece;
}

const post = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
const get = (url) => `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`;

// What each client does, how many do, and how they end. Where a reset may take the answer away, since the client is still
// writing, the end of the connection will do.
const floods = {
  'header lines': { clients: 300, pieces: () => forever('GET / HTTP/1.1\r\nHost: a\r\n', 'a: b\r\n'.repeat(2000)), ends: ['431', 'nothing'] },
  'one endless header': { clients: 300, pieces: () => forever('GET / HTTP/1.1\r\nHost: a\r\nA: ', 'x'.repeat(16384)), ends: ['431', 'nothing'] },
  'an endless URL': { clients: 300, pieces: () => forever('GET /', 'x'.repeat(16384)), ends: ['431', 'nothing'] },
  'trailers': { clients: 300, pieces: () => forever(`${post}0\r\n`, 'a: b\r\n'.repeat(2000)), ends: ['431', 'nothing'] },
  'one long chunk extension': { clients: 300, pieces: () => forever(`${post}1;`, 'x'.repeat(16384)), ends: ['413', 'nothing'] },
  'chunks with extensions': { clients: 50, pieces: () => forever(post, `1;${'x'.repeat(100)}\r\na\r\n`.repeat(100)), ends: ['408', 'nothing'] },
  'chunks of one byte': { clients: 50, pieces: () => forever(post, '1\r\na\r\n'.repeat(2000)), ends: ['408', 'nothing'] },
  'pipelined, nothing read': { clients: 100, pieces: () => forever('', get('/kilobyte').repeat(500)), reads: false, ends: ['nothing'] },
  'large answers, nothing read': { clients: 300, pieces: () => [get('/big')], reads: false, ends: ['nothing'] },
  'ended before the request': { clients: 1000, pieces: () => [''], ends: ['nothing'] },
  'ended within the head': { clients: 1000, pieces: () => ['GET / HTTP/1.1\r\nHost: a\r\n'], ends: ['400'] },
  'ended within the body': { clients: 1000, pieces: () => ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc'], ends: ['400'] },
};
const kHalf = /^ended/;
// What all clients of a flood may take of the server's memory.
const kMost = 200e6;

async function main() {
  const port = await asked();
  const ask = () => new Promise((resolve, reject) => {
    const began = performance.now();
    http.get({ port, path: '/other', host: '127.0.0.1', agent: false }, (res) => {
      assert.strictEqual(res.statusCode, 200);
      res.resume().on('end', () => resolve(performance.now() - began));
    }).on('error', reject);
  });
  for (let i = 0; i < 50; i++) await ask();
  const before = await asked('counts');
  const rests = memory();
  const figures = process.argv.includes('--figures');
  for (const [name, { clients, pieces, reads, ends }] of Object.entries(floods)) {
    let isOver = false;
    let highest = 0;
    const times = [];
    const other = (async () => {
      while (!isOver) {
        times.push(await ask());
        highest = Math.max(highest, memory());
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const ended = reads === false ? endBlind() : 0;
    const statuses = await Promise.all(Array.from({ length: clients }, () => flood(port, pieces(), { reads, ends: kHalf.test(name) })));
    const stalled = await ended;
    isOver = true;
    await other;
    const counts = { __proto__: null };
    for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
    times.sort((a, b) => a - b);
    const middle = times[times.length >> 1];
    const after = await asked('counts');
    const told = `${name}: ${JSON.stringify(counts)}, ${((highest - rests) / 1e6).toFixed(0)} MB, others ${middle.toFixed(1)} ms, ` +
      `${times.at(-1).toFixed(0)} at most, ${stalled + after.connections} stay`;
    if (figures) {
      console.log(told);
      continue;
    }
    for (const status in counts) assert.ok(ends.includes(status), told);
    assert.ok(highest - rests < kMost, told);
    assert.ok(middle < 3000, told);
    assert.strictEqual(after.connections, 0, told);
    // At most the other client's.
    assert.ok(stalled <= 1, `${told}: ${stalled} before their clients ended them`);
    assert.ok(after.descriptors <= before.descriptors + 2, `${told}: ${before.descriptors} ${after.descriptors}`);
  }
  child.disconnect();
}

main();
