'use strict';
// Who sends requests without reading their answers while the server refuses: every answer arrives whole, though the system
// takes some of them in parts.
const assert = require('node:assert');
const { fork } = require('node:child_process');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const observe = require('weir:observe');

if (process.argv[2] === 'serve') {
  const server = http.createServer({ admission: { target: 1, interval: 30 } }, (req, res) => {
    const end = performance.now() + (req.url === '/slow' ? 3 : 0);
    while (performance.now() < end);
    res.end('fine');
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('message', () => process.send(observe.admission()[0].refusedCount));
  process.on('disconnect', () => process.exit());
  return;
}

const kRequests = 80_000;
const kAtOnce = 4_000;
// The other clients' requests that are refused in half a second are fewer.
const kFewer = 500;

async function overload(port, state) {
  const agent = new http.Agent({ keepAlive: true });
  const one = () => new Promise((resolve, reject) => {
    http.get({ port, path: '/slow', agent, host: '127.0.0.1' }, (res) => {
      res.resume().on('end', () => setTimeout(resolve, res.statusCode === 503 ? 20 : 0));
    }).on('error', reject);
  });
  await Promise.all(Array.from({ length: 12 }, async () => {
    while (!state.isOver) await one();
  }));
  agent.destroy();
}

async function run(port) {
  const state = { isOver: false };
  const loaded = overload(port, state);
  const socket = net.connect(port, '127.0.0.1').pause();
  for (let sent = 0; sent < kRequests; sent += kAtOnce) {
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(kAtOnce));
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  // The others keep the queue up (what a client waits for itself is not counted) until the system takes no more answers, and
  // the server no more requests of this client; theirs alone are far fewer.
  for (let before = -kFewer, refused = 0; refused - before >= kFewer;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    before = refused;
    child.send('count');
    [refused] = await once(child, 'message');
  }
  state.isOver = true;
  await loaded;
  // One request behind all of them.
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const statuses = { __proto__: null };
  let rest = '';
  for await (const chunk of socket.setEncoding('latin1')) {
    rest += chunk;
    let at = 0;
    for (;;) {
      const end = rest.indexOf('\r\n\r\n', at);
      if (end < 0) break;
      const head = rest.slice(at, end);
      const [, status] = /^HTTP\/1\.1 (200|503) /.exec(head) ?? assert.fail(`no answer begins with ${JSON.stringify(head.slice(0, 80))}`);
      const [, length] = /Content-Length: (\d+)/i.exec(head) ?? assert.fail(`no length: ${head}`);
      const next = end + 4 + Number(length);
      if (rest.length < next) break;
      assert.strictEqual(rest.slice(end + 4, next), status === '200' ? 'fine' : '');
      statuses[status] = (statuses[status] ?? 0) + 1;
      at = next;
    }
    rest = rest.slice(at);
  }
  assert.strictEqual(rest, '');
  assert.strictEqual(statuses[200] + statuses[503], kRequests + 1, JSON.stringify(statuses));
  assert.ok(statuses[503] > kRequests / 40, JSON.stringify(statuses));
}

const child = fork(__filename, ['serve']);
child.once('message', (port) => run(port).then(() => child.disconnect()));
