'use strict';
// How fetch() fails: a TypeError whose cause says why, with the codes of Node.

const assert = require('node:assert');
const net = require('node:net');

const answers = {
  '/closed': null,
  '/status': 'HTTP/1.1 xx\r\n\r\n',
  '/bare-lf': 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok',
  '/large-head': `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
  '/100': 'HTTP/1.1 100 Continue\r\n\r\n',
  '/101': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  '/loop': 'HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n',
  '/elsewhere': 'HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\nContent-Length: 0\r\n\r\n',
  '/nowhere': 'HTTP/1.1 302 Found\r\nLocation: http://\r\nContent-Length: 0\r\n\r\n',
  '/many-codings': 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip,gzip,gzip,gzip,gzip,gzip\r\nContent-Length: 1\r\n\r\nx',
};
const bodies = {
  '/short': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
  '/chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n',
  '/no-gzip': 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc',
};

const server = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    const path = `${data}`.split(' ')[1];
    if (bodies[path] !== undefined) socket.end(bodies[path]);
    else if (answers[path] === null) socket.destroy();
    else socket.write(answers[path]);
  });
});

async function causeOf(url, init) {
  const error = await fetch(url, init).then(() => assert.fail(url), (err) => err);
  assert.strictEqual(error.name, 'TypeError');
  assert.strictEqual(error.message, 'fetch failed');
  return error.cause;
}

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const expected = {
    '/closed': { name: 'SocketError', code: 'UND_ERR_SOCKET', message: 'other side closed' },
    '/status': { name: 'HTTPParserError', message: 'Response does not match the HTTP/1.1 protocol (Invalid status code)' },
    '/bare-lf': { name: 'HTTPParserError' },
    '/large-head': { name: 'HeadersOverflowError', code: 'UND_ERR_HEADERS_OVERFLOW' },
    '/100': { code: 'UND_ERR_SOCKET', message: 'bad response' },
    '/101': { code: 'UND_ERR_SOCKET', message: 'bad upgrade' },
    '/loop': { message: 'redirect count exceeded' },
    '/elsewhere': { message: 'URL scheme must be a HTTP(S) scheme' },
    '/nowhere': { code: 'ERR_INVALID_URL' },
    '/many-codings': { message: 'too many content-encodings in response: 6, maximum allowed is 5' },
  };
  for (const path in expected) {
    const cause = await causeOf(base + path);
    for (const key in expected[path]) assert.strictEqual(cause[key], expected[path][key], path);
  }
  const { socket } = await causeOf(`${base}/closed`);
  assert.strictEqual(socket.remotePort, server.address().port);

  // A body that breaks off.
  for (const [path, code] of [['/short', 'UND_ERR_SOCKET'], ['/chunk', 'UND_ERR_SOCKET'], ['/no-gzip', 'Z_DATA_ERROR']]) {
    const response = await fetch(base + path);
    await assert.rejects(response.text(), (err) => {
      assert.strictEqual(err.message, 'terminated');
      assert.strictEqual(err.cause.code, code);
      return true;
    });
  }

  // What cannot be sent.
  assert.strictEqual((await causeOf(base, { headers: { upgrade: 'x' } })).code, 'UND_ERR_INVALID_ARG');
  assert.strictEqual((await causeOf(base, { method: 'POST', body: 'x', headers: { expect: '100-continue' } })).code,
                     'UND_ERR_NOT_SUPPORTED');
  assert.strictEqual((await causeOf(base, { method: 'POST', body: 'xyz', headers: { 'content-length': '5' } })).code,
                     'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH');
  assert.strictEqual((await causeOf('http://127.0.0.1:6000/')).message, 'bad port');
  assert.strictEqual((await causeOf('foo:bar')).message, 'unknown scheme');
  assert.strictEqual((await causeOf(`${base}/loop`, { redirect: 'error' })).message, 'unexpected redirect');
  server.close(async () => {
    const cause = await causeOf(base);
    assert.strictEqual(cause.code, 'ECONNREFUSED');
    assert.strictEqual(cause.syscall, 'connect');
  });
});
