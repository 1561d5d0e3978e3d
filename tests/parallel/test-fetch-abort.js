'use strict';
// A signal ends a fetch at each of its stages, and the connection with it.

const assert = require('node:assert');
const http = require('node:http');
const { getEventListeners, once } = require('node:events');

const server = http.createServer((request, response) => {
  if (request.url === '/silent') return;
  response.write('begin');
  if (request.url !== '/endless') response.end();
});

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;

  // Before it began: nothing is sent.
  let requests = 0;
  server.on('request', () => requests++);
  const reason = new Error('mine');
  await assert.rejects(fetch(base, { signal: AbortSignal.abort(reason) }), reason);
  const early = new AbortController();
  const never = fetch(base, { signal: early.signal });
  early.abort();
  await assert.rejects(never, { name: 'AbortError' });
  assert.strictEqual(requests, 0);

  // Before the head of the response.
  const waiting = new AbortController();
  const pending = fetch(`${base}/silent`, { signal: waiting.signal });
  const [request] = await once(server, 'request');
  waiting.abort(reason);
  await assert.rejects(pending, reason);
  await new Promise((resolve) => request.socket.on('close', resolve));

  // Within the body, read at once or by a stream.
  for (const read of [(response) => response.text(), (response) => Array.fromAsync(response.body)]) {
    const controller = new AbortController();
    const response = await fetch(`${base}/endless`, { signal: controller.signal });
    const reading = read(response);
    setImmediate(() => controller.abort(reason));
    await assert.rejects(reading, reason);
  }

  // A body that has come and was not read.
  const late = new AbortController();
  const response = await fetch(base, { signal: late.signal });
  late.abort();
  await assert.rejects(response.text(), { name: 'AbortError' });

  // Nothing stays on a signal that lives on.
  const { signal } = new AbortController();
  for (let n = 0; n < 3; n++) await (await fetch(base, { signal })).text();
  await assert.rejects(fetch('http://127.0.0.1:6000', { signal }));
  assert.strictEqual(getEventListeners(signal, 'abort').length, 0);

  // A body on its way out is told.
  let cancelled;
  const body = new ReadableStream({
    start(controller) { controller.enqueue(Buffer.from('begin')); },
    cancel(why) { cancelled = why; },
  });
  const upload = new AbortController();
  const sending = fetch(`${base}/silent`, { method: 'POST', body, duplex: 'half', signal: upload.signal });
  await once(server, 'request');
  upload.abort(reason);
  await assert.rejects(sending, reason);
  assert.strictEqual(cancelled, reason);

  // A request's own signal follows the one that it was given.
  const source = new AbortController();
  const own = new Request(base, { signal: source.signal });
  assert.notStrictEqual(own.signal, source.signal);
  source.abort(reason);
  assert.strictEqual(own.signal.reason, reason);
  await assert.rejects(fetch(own), reason);
  server.closeAllConnections();
  server.close();
});
