'use strict';
// A file that is piped into a response with a known length is moved by the kernel once its head has gone: every byte arrives,
// with `start` and `end` as without, and a client that goes away, or a file that became shorter, ends it as reads do.
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream');
const { after, test } = require('node:test');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-http-file-'));
after(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'file');
const bytes = Buffer.alloc(5 << 20);
for (let i = 0; i < bytes.length; i += 4) bytes.writeUInt32LE(i, i);
fs.writeFileSync(file, bytes);

async function serve(handler, use) {
  const server = http.createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(server.address().port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function get(port, agent) {
  return new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent }, (res) => {
      const chunks = [];
      res.on('data', (chunk) => chunks.push(chunk));
      res.on('end', () => resolve(Buffer.concat(chunks)));
      res.on('error', reject);
    }).on('error', reject);
  });
}

for (const [name, options, expected] of [
  ['a whole file', {}, bytes],
  ['a range', { start: 100_001, end: 3_000_000 }, bytes.subarray(100_001, 3_000_001)],
  ['a small file', { end: 9 }, bytes.subarray(0, 10)],
]) {
  for (const way of ['pipe', 'pipeline']) {
    test(`${name} by ${way}, twice on a connection`, async () => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      let sockets = 0;
      const closed = [];
      const piped = [];
      await serve((req, res) => {
        res.writeHead(200, { 'Content-Length': expected.length });
        const source = fs.createReadStream(file, options);
        closed.push(new Promise((resolve) => source.on('close', () => resolve(source.bytesRead))));
        if (way === 'pipe') source.pipe(res);
        else piped.push(new Promise((resolve) => pipeline(source, res, resolve)));
        if (!req.socket.isKnown) sockets++;
        req.socket.isKnown = true;
      }, async (port) => {
        assert.ok(expected.equals(await get(port, agent)));
        assert.ok(expected.equals(await get(port, agent)));
        for (const err of await Promise.all(piped)) assert.ifError(err);
        agent.destroy();
      });
      assert.strictEqual(sockets, 1);
      assert.deepStrictEqual(await Promise.all(closed), [expected.length, expected.length]);
    });
  }
}

test('what the program writes itself comes in its place', async () => {
  await serve((req, res) => {
    res.writeHead(200, { 'Content-Length': bytes.length + 3 });
    const source = fs.createReadStream(file);
    source.pipe(res, { end: false });
    source.on('end', () => res.end('end'));
  }, async (port) => {
    const got = await get(port);
    assert.strictEqual(got.length, bytes.length + 3);
    assert.ok(got.subarray(0, bytes.length).equals(bytes));
    assert.strictEqual(got.subarray(bytes.length).toString(), 'end');
  });
});

test('a response without a known length is in chunks', async () => {
  await serve((req, res) => pipeline(fs.createReadStream(file), res, () => {}), async (port) => {
    assert.ok(bytes.equals(await get(port)));
  });
});

test('a client that goes away', async () => {
  // More than sockets hold.
  const large = path.join(folder, 'large');
  fs.writeFileSync(large, '');
  fs.truncateSync(large, 256 << 20);
  const ended = Promise.withResolvers();
  await serve((req, res) => {
    res.writeHead(200, { 'Content-Length': 256 << 20 });
    const source = fs.createReadStream(large);
    pipeline(source, res, (err) => ended.resolve({ err, source }));
  }, async (port) => {
    const client = net.connect(port, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    client.once('data', () => client.destroy());
    client.on('error', () => {});
    const { err, source } = await ended.promise;
    assert.ok(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes(err.code), err.code);
    assert.strictEqual(source.destroyed, true);
  });
});

test('a file that is shorter than was said', async () => {
  const short = path.join(folder, 'short');
  fs.writeFileSync(short, bytes.subarray(0, 1 << 20));
  await serve((req, res) => {
    res.writeHead(200, { 'Content-Length': 2 << 20, 'Connection': 'close' });
    pipeline(fs.createReadStream(short), res, () => {});
  }, async (port) => {
    const client = net.connect(port, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    let count = 0;
    let head = '';
    for await (const chunk of client) {
      if (head === '') head = chunk.toString('latin1').split('\r\n\r\n')[0];
      count += chunk.length;
    }
    assert.strictEqual(count - head.length - 4, 1 << 20);
  });
});
