'use strict';
// What goes over the wire for a request whose body is a stream: the head with the first chunk, no chunks where the program
// told the length, and no body where there turns out to be none. And what a response is called that another origin gave.

const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

let received = '';
const raw = net.createServer((socket) => {
  received = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received += chunk;
    if (!/\r\n\r\n$|\n0\r\n\r\n$|abc$/.test(received)) return;
    socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
  });
});

function streamOf(...chunks) {
  return new ReadableStream({
    async start(controller) {
      for (const chunk of chunks) {
        if (typeof chunk === 'number') await new Promise((resolve) => setTimeout(resolve, chunk));
        else controller.enqueue(Buffer.from(chunk));
      }
      controller.close();
    },
  });
}

/** The framing and the body of what a request with such a body is. */
async function sent(init) {
  const response = await fetch(`http://127.0.0.1:${raw.address().port}/`, { method: 'POST', duplex: 'half', ...init });
  await response.text();
  const [head, ...body] = received.split('\r\n\r\n');
  return [head.split('\r\n').filter((line) => /^(content-length|transfer-encoding)/.test(line)).join(), body.join('\r\n\r\n')];
}

async function main() {
  await new Promise((resolve) => raw.listen(0, '127.0.0.1', resolve));
  assert.deepStrictEqual(await sent({ body: streamOf('ab', 'c') }), ['transfer-encoding: chunked', '2\r\nab\r\n1\r\nc\r\n0\r\n\r\n']);
  assert.deepStrictEqual(await sent({ body: streamOf() }), ['content-length: 0', '']);
  assert.deepStrictEqual(await sent({ body: streamOf(), method: 'DELETE' }), ['', '']);
  const headers = { 'content-length': '3' };
  assert.deepStrictEqual(await sent({ body: streamOf('a', 'bc'), headers }), ['content-length: 3', 'abc']);
  for (const chunk of ['ab', 'abcd']) {
    await assert.rejects(sent({ body: streamOf(chunk), headers }), (err) => {
      return err.cause.code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH';
    });
  }
  // Nothing is sent before there is something of the body.
  received = '';
  const late = sent({ body: streamOf(200, 'abc') });
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.strictEqual(received, '');
  assert.match((await late)[1], /^3\r\nabc/);
  raw.close();

  const far = http.createServer((request, response) => {
    if (request.url === '/back') response.writeHead(302, { location: `${base}/end` });
    response.end('far');
  });
  const near = http.createServer((request, response) => {
    if (request.url === '/end') {
      response.end('near');
      return;
    }
    response.writeHead(302, { location: `http://127.0.0.1:${far.address().port}${request.url}` });
    response.end();
  });
  await new Promise((resolve) => far.listen(0, '127.0.0.1', resolve));
  await new Promise((resolve) => near.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${near.address().port}`;
  const shown = async (path, mode) => {
    const response = await fetch(base + path, { mode });
    return [response.type, response.status, response.redirected, await response.text()];
  };
  assert.deepStrictEqual(await shown('/end', 'cors'), ['basic', 200, false, 'near']);
  assert.deepStrictEqual(await shown('/away', 'cors'), ['cors', 200, true, 'far']);
  assert.deepStrictEqual(await shown('/back', 'cors'), ['cors', 200, true, 'near']);
  assert.deepStrictEqual(await shown('/end', 'no-cors'), ['basic', 200, false, 'near']);
  assert.deepStrictEqual(await shown('/away', 'no-cors'), ['opaque', 0, true, '']);
  await assert.rejects(shown('/away', 'same-origin'), (err) => err.cause.message === 'request mode cannot be "same-origin"');
  for (const server of [far, near]) {
    server.close();
    server.closeAllConnections();
  }
}

main().catch((err) => process.nextTick(() => { throw err; }));
