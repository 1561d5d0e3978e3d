'use strict';
// The ceilings of an HTTP server: what exceeds one is answered by its status and the end of the connection, told by its own
// code to 'clientError', and other clients are served. What is just as large passes.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

const ceilings = { urlLength: 20, headerCount: 4, bodyBytes: 10, bodyTimeout: 100 };

/** What comes back for bytes, until the end. */
function exchange(port, bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let answer = '';
    socket.setEncoding('latin1').on('data', (data) => answer += data).on('end', () => resolve(answer)).on('error', reject);
  });
}

const head = (method, url, ...lines) => `${method} ${url} HTTP/1.1\r\n${['Host: a', ...lines].join('\r\n')}\r\n\r\n`;
const closing = 'Connection: close';
const url = (length) => `/${'u'.repeat(length - 1)}`;
const big = 'x'.repeat(1_000_000);
const cases = [
  ['a URL that just fits', head('GET', url(20), closing), 200],
  ['a long URL', head('GET', url(21), closing), 414, 'ERR_WEIR_URL_LENGTH'],
  ['just as many lines', head('GET', '/', 'A: 1', 'B: 2', closing), 200],
  ['too many lines', head('GET', '/', 'A: 1', 'B: 2', 'C: 3', closing), 431, 'ERR_WEIR_HEADER_COUNT'],
  ['a body that just fits', `${head('POST', '/', 'Content-Length: 10', closing)}0123456789`, 200],
  ['a body announced too long', `${head('POST', '/', 'Content-Length: 11', closing)}0123456789`, 413, 'ERR_WEIR_BODY_BYTES'],
  ['much more than announced is allowed', `${head('POST', '/', `Content-Length: ${big.length}`)}${big}`, 413, 'ERR_WEIR_BODY_BYTES'],
  ['chunks that just fit', `${head('POST', '/', 'Transfer-Encoding: chunked', closing)}5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n`, 200],
  ['chunks that grow too long', `${head('POST', '/', 'Transfer-Encoding: chunked')}5\r\n01234\r\n6\r\n567890\r\n0\r\n\r\n`, 413, 'ERR_WEIR_BODY_BYTES'],
  ['too many trailers', `${head('POST', '/', 'Transfer-Encoding: chunked')}1\r\na\r\n0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n\r\n`, 431, 'ERR_WEIR_HEADER_COUNT'],
  ['a slow body', `${head('POST', '/', 'Content-Length: 5')}abc`, 408, 'ERR_WEIR_BODY_TIMEOUT'],
];

async function run(observes) {
  const codes = [];
  const server = http.createServer({ ceilings, connectionsCheckingInterval: 20 }, (req, res) => {
    const errors = [];
    const expected = codes.at(-1);
    req.on('error', (err) => errors.push(err.code)).on('close', () => {
      // Who reads a body hears why it ends.
      if (!req.complete) assert.deepStrictEqual(errors, [expected]);
    });
    req.resume().on('end', () => res.end('fine'));
  });
  if (observes) server.on('connection', (socket) => socket.on('data', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  for (const [name, bytes, status, code] of cases) {
    codes.push(code);
    const [answer, other] = await Promise.all([exchange(port, bytes), exchange(port, head('GET', '/', closing))]);
    assert.strictEqual(Number(answer.slice(9, 12)), status, `${name}: ${answer}`);
    assert.ok(status === 200 || /\r\nConnection: close\r\n/.test(answer), name);
    assert.match(other, /^HTTP\/1\.1 200 /, name);
  }
  // The same with a listener, which answers itself.
  const told = [];
  server.on('clientError', (err, socket) => {
    told.push([err.code, err instanceof Error, typeof err.message]);
    socket.end('HTTP/1.1 400 Own\r\n\r\n');
    setTimeout(() => socket.destroy(), 50);
  });
  for (const [name, bytes, status, code] of cases) {
    if (status === 200) continue;
    told.length = 0;
    codes.push(code);
    const answer = await exchange(port, bytes).catch(() => 'HTTP/1.1 400 Own');
    assert.match(answer, /^HTTP\/1\.1 400 Own/, name);
    // What still comes is refused for the same reason.
    assert.ok(told.length > 0, name);
    for (const one of told) assert.deepStrictEqual(one, [code, true, 'string'], name);
  }
  server.close();
}

async function idleOnes() {
  const server = http.createServer({ ceilings: { idleConnections: 2 } }, (req, res) => res.end('fine'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = [];
  const closed = [];
  for (let i = 0; i < 4; i++) {
    const socket = net.connect(server.address().port, '127.0.0.1');
    socket.on('error', () => {}).on('close', () => closed.push(i));
    await once(socket, 'connect');
    socket.write(head('GET', '/'));
    await once(socket, 'data');
    sockets.push(socket);
  }
  while (closed.length < 2) await once(sockets[closed.length], 'close');
  assert.deepStrictEqual(closed, [0, 1]);
  sockets[3].write(head('GET', '/'));
  await once(sockets[3], 'data');
  sockets.forEach((socket) => socket.destroy());
  server.close();
}

for (const [options, code] of [
  [{ ceilings: { urlLenght: 5 } }, 'ERR_INVALID_ARG_VALUE'],
  [{ ceilings: { bodyBytes: '5' } }, 'ERR_INVALID_ARG_TYPE'],
  [{ ceilings: { bodyBytes: -1 } }, 'ERR_OUT_OF_RANGE'],
  [{ ceilings: 5 }, 'ERR_INVALID_ARG_TYPE'],
  [{ admission: { goal: 5 } }, 'ERR_INVALID_ARG_VALUE'],
  [{ admission: { target: 0 } }, 'ERR_OUT_OF_RANGE'],
  [{ admission: { exempt: '/x' } }, 'ERR_INVALID_ARG_TYPE'],
]) {
  assert.throws(() => http.createServer(options), { code }, JSON.stringify(options));
}
http.createServer({ ceilings: { bodyBytes: Infinity }, admission: true }).close();
run(false).then(() => run(true)).then(idleOnes);
