'use strict';
// Admission control: while requests wait too long for the loop they are answered by 503 and Retry-After without the program,
// health paths excepted; an unloaded server refuses nobody, nor one whose loop was blocked once; and an option switches
// it off.
const assert = require('node:assert');
const { fork } = require('node:child_process');
const http = require('node:http');
const observe = require('weir:observe');

function block(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

if (process.argv[2] === 'serve') {
  let handled = 0;
  const warnings = [];
  process.on('warning', ({ code }) => warnings.push(code));
  const options = JSON.parse(process.argv[3]);
  const server = http.createServer(options, (req, res) => {
    handled++;
    if (req.url.startsWith('/slow')) block(25);
    res.end('fine');
  });
  process.on('message', (what) => {
    if (what === 'block') block(400);
    process.send({ handled, warnings, gates: observe.admission() });
    handled = 0;
    if (what === 'end') process.disconnect();
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('disconnect', () => server.close(() => {}) && server.closeAllConnections());
  return;
}

const asked = (child, what) => new Promise((resolve) => {
  child.once('message', resolve);
  if (what) child.send(what);
});

/** `clients` at once, each with its own connection and `count` requests: how often each status came. */
async function load(port, path, clients, count, method = 'GET') {
  const statuses = { __proto__: null };
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const one = () => new Promise((resolve, reject) => {
    const req = http.request({ port, path, agent, method, host: '127.0.0.1' }, (res) => {
      statuses[res.statusCode] = (statuses[res.statusCode] ?? 0) + 1;
      if (res.statusCode === 503) {
        assert.strictEqual(res.headers['retry-after'], '1');
        assert.strictEqual(res.headers['content-length'], '0');
        assert.strictEqual(res.headers.connection, method === 'GET' ? 'keep-alive' : 'close');
      }
      res.resume().on('end', resolve);
    }).on('error', reject);
    req.end(method === 'GET' ? undefined : 'a body');
  });
  await Promise.all(Array.from({ length: clients }, async () => {
    for (let i = 0; i < count; i++) await one();
  }));
  agent.destroy();
  return statuses;
}

async function run(options, refuses, ...flags) {
  const child = fork(__filename, ['serve', JSON.stringify(options)], { execArgv: flags });
  const port = await asked(child);
  // Unloaded, on new connections and old ones.
  assert.deepStrictEqual({ ...await load(port, '/', 4, 25) }, { 200: 100 });
  // Blocked once: who waited for that is served.
  const blocked = asked(child, 'block');
  assert.deepStrictEqual({ ...await load(port, '/', 20, 1) }, { 200: 20 });
  const before = await blocked;
  assert.deepStrictEqual(before.warnings, []);
  // Each request takes 25 ms of the loop, so twenty that always wait make half a second.
  await asked(child, 'counts');
  const [statuses, health] = await Promise.all([load(port, '/slow', 20, 6), load(port, '/healthz?x', 1, 6)]);
  const after = await asked(child, 'counts');
  assert.deepStrictEqual({ ...health }, { 200: 6 });
  if (refuses) {
    assert.ok(statuses[503] > 10 && statuses[200] > 3, JSON.stringify(statuses));
    // The program saw those alone that it answered.
    assert.strictEqual(after.handled, statuses[200] + 6);
    assert.deepStrictEqual(after.warnings, ['WEIR_OVERLOAD']);
    const [gate] = after.gates;
    assert.strictEqual(gate.refusedCount, statuses[503]);
    assert.strictEqual(gate.targetMs, 50);
    assert.ok(gate.requestCount >= 246 && gate.wait.longestMs > 50 && gate.wait.p50Ms <= gate.wait.p99Ms, JSON.stringify(gate));
    // With bodies too, whose connections end.
    const posted = await load(port, '/slow', 20, 4, 'POST');
    assert.ok(posted[503] > 5 && posted[200] + posted[503] === 80, JSON.stringify(posted));
  } else {
    assert.deepStrictEqual({ ...statuses }, { 200: 120 });
    assert.deepStrictEqual([after.warnings, after.gates], [[], []]);
  }
  // And calm again.
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.deepStrictEqual({ ...await load(port, '/', 2, 10) }, { 200: 20 });
  await asked(child, 'end');
}

run({}, true).then(() => run({ admission: false }, false)).then(() => run({}, false, '--no-admission-control'));
