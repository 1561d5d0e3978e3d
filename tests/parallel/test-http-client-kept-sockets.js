'use strict';
// Requests on a socket that an agent has kept: each in its own async context, whatever kind of response comes, in however
// many pieces; and a socket on which something came that nobody had asked for is not used again.

const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const http = require('node:http');
const net = require('node:net');

/** A server that answers its n-th request, over however many connections, with `answers[n]`: pieces, one write each. */
async function withServer(answers, run) {
  let count = 0;
  let connections = 0;
  const requests = [];
  const server = net.createServer((socket) => {
    connections++;
    let text = '';
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', async (chunk) => {
      text += chunk.toString('latin1');
      if (!text.endsWith('\r\n\r\n') && !text.endsWith('~')) return;
      requests.push(text);
      text = '';
      for (const piece of answers[count++]) {
        socket.write(piece, 'latin1');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  await run({ agent, host: '127.0.0.1', port: server.address().port }, () => connections, requests);
  agent.destroy();
  server.close();
}

function send(options, body, look) {
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (piece) => text += piece);
      response.on('end', () => {
        request.on('close', () => setImmediate(resolve, { request, response, text }));
      });
    });
    request.on('error', reject);
    look?.(request);
    request.end(body);
  });
}

const small = ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'];

async function main() {
  // Every kind of response, on one connection.
  const kinds = [
    small,
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: end\r\n\r\n'],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n'],
    ['HTTP/1.1 204 No Content\r\n\r\n'],
    ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 Fine\r\nContent-Length: 1\r\n\r\n!'],
    ['HTTP/1.1 20', '0 OK\r\nContent-Le', 'ngth: 6\r\n\r\n12', '3', '456'],
    small,
    small,
  ];
  await withServer(kinds, async (options, connections, requests) => {
    assert.strictEqual((await send(options)).text, 'ok');
    const head = await send({ ...options, method: 'HEAD' });
    assert.strictEqual(head.text, '');
    assert.strictEqual(head.request.reusedSocket, true);
    const chunked = await send(options);
    assert.strictEqual(chunked.text, 'abcde');
    assert.deepStrictEqual({ ...chunked.response.trailers }, { 'x-t': 'end' });
    assert.strictEqual((await send(options)).response.statusCode, 304);
    assert.strictEqual((await send(options)).response.statusMessage, 'No Content');
    let hints;
    const hinted = await send(options, undefined, (request) => request.on('information', (info) => hints = info));
    assert.strictEqual(hints.headers.link, '</a>');
    assert.strictEqual(hinted.response.statusMessage, 'Fine');
    assert.strictEqual((await send(options)).text, '123456');
    // Bodies of each form, in one piece with their head.
    const utf8 = await send({ ...options, method: 'POST' }, 'gr\u00fc\u00dfe~');
    assert.strictEqual(utf8.text, 'ok');
    assert.match(requests[7], /^POST \/ HTTP\/1\.1\r\nHost: [^]*Content-Length: 8\r\n\r\ngr\u00c3\u00bc\u00c3\u009fe~$/);
    await send({ ...options, method: 'POST' }, Buffer.from([0x80, 0x7e]));
    assert.match(requests[8], /Content-Length: 2\r\n\r\n\u0080~$/);
    assert.strictEqual(connections(), 1);
  });

  // A program that looks at the bytes sees them, and the responses come nevertheless.
  await withServer([small, small, small], async (options, connections) => {
    await send(options);
    let seen = '';
    const looked = await send(options, undefined, (request) => {
      request.on('socket', (socket) => socket.on('data', (bytes) => seen += bytes));
    });
    assert.strictEqual(seen, small[0]);
    assert.strictEqual(looked.text, 'ok');
    assert.strictEqual((await send(options)).text, 'ok');
    assert.strictEqual(connections(), 1);
  });

  // Each request's events are in the context in which it was made.
  const storage = new AsyncLocalStorage();
  await withServer([small, small, small, small], async (options, connections) => {
    const seen = [];
    const all = [];
    for (let n = 0; n < 4; n++) {
      all.push(storage.run(n, () => send(options, undefined, (request) => {
        request.on('response', (response) => {
          seen.push(['response', n, storage.getStore()]);
          response.on('data', () => seen.push(['data', n, storage.getStore()]));
          response.on('end', () => seen.push(['end', n, storage.getStore()]));
        });
        request.on('socket', () => seen.push(['socket', n, storage.getStore()]));
        request.on('close', () => seen.push(['close', n, storage.getStore()]));
      })));
    }
    await Promise.all(all);
    assert.strictEqual(connections(), 1);
    assert.strictEqual(seen.length, 20);
    for (const [name, expected, actual] of seen) assert.strictEqual(actual, expected, name);
  });

  // What comes while nobody has asked is not the answer to the next request.
  for (const first of [small, ['HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok']]) {
    const stray = [...first, 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong'];
    await withServer([small, stray, small], async (options, connections) => {
      await send(options);
      const { request } = await send(options);
      if (!request.socket.destroyed) await new Promise((resolve) => request.socket.on('close', resolve));
      assert.strictEqual((await send(options)).text, 'ok');
      assert.strictEqual(connections(), 2);
    });
  }
}

main().catch((err) => process.nextTick(() => { throw err; }));
