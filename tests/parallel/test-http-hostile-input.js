'use strict';
// What a client may send to confuse a server about where a request ends: each is answered by 400 and the end of the
// connection, no handler sees it, and other clients are served throughout.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

const head = 'POST /hostile HTTP/1.1\r\nHost: x\r\n';
const hostile = {
  'length and coding': `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'coding and length': `${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
  'two lengths': `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`,
  'the same length twice': `${head}Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd`,
  'a list of lengths': `${head}Content-Length: 4, 4\r\n\r\nabcd`,
  'a signed length': `${head}Content-Length: +4\r\n\r\nabcd`,
  'a length beyond 64 bits': `${head}Content-Length: 18446744073709551616\r\n\r\n`,
  'a space before the colon': `${head}Content-Length : 4\r\n\r\nabcd`,
  'chunked is not last': `${head}Transfer-Encoding: chunked, identity\r\n\r\n`,
  'chunked twice': `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`,
  'a line without CR': `${head}A: b\nContent-Length: 4\r\n\r\nabcd`,
  'a lone CR in a value': `${head}A: b\rContent-Length: 4\r\n\r\nabcd`,
  'a folded line': `${head}A: b\r\n Content-Length: 4\r\n\r\nabcd`,
  'a NUL in a value': `${head}A: b\0c\r\n\r\n`,
  'a space before the first line': ' GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'a version of three digits': 'GET / HTTP/1.11\r\nHost: x\r\n\r\n',
  'a URL with a control byte': 'GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n',
  'no host': 'GET /hostless HTTP/1.1\r\n\r\n',
};
// These come behind a head that is right, so their request is seen; it must not be completed.
const hostileBodies = {
  'a chunk size with a sign': '+4\r\nabcd\r\n0\r\n\r\n',
  'a chunk size beyond 64 bits': '10000000000000004\r\nabcd\r\n0\r\n\r\n',
  'a chunk that is too long': '2\r\nabcd\r\n0\r\n\r\n',
  'a chunk without CR': '4\nabcd\r\n0\r\n\r\n',
  'a bare line end after a chunk': '4\r\nabcd\n0\r\n\r\n',
  'a length in the trailers': '4\r\nabcd\r\n0\r\nContent-Length: 4\r\n\r\n',
};

let completed = 0;
const aborted = [];
const server = http.createServer((req, res) => {
  assert.ok(!req.url.startsWith('/hostile') || req.headers['transfer-encoding'] === 'chunked', req.url);
  assert.notStrictEqual(req.url, '/hostless');
  req.on('aborted', () => aborted.push(req.url)).on('error', () => {});
  req.resume().on('end', () => {
    completed++;
    res.end('served');
  });
});

function exchange(bytes) {
  return new Promise((resolve) => {
    const socket = net.connect(server.address().port, () => socket.write(bytes, 'latin1'));
    let answer = '';
    socket.setEncoding('latin1').on('data', (data) => answer += data).on('error', () => {}).on('close', () => resolve(answer));
  });
}

function goodRequest() {
  return new Promise((resolve, reject) => {
    http.get({ port: server.address().port, path: '/good', agent: false }, (res) => {
      let body = '';
      res.setEncoding('utf8').on('data', (data) => body += data).on('end', () => resolve(body));
    }).on('error', reject);
  });
}

server.listen(0, async () => {
  const all = Object.entries(hostile);
  for (const [name, body] of Object.entries(hostileBodies)) {
    all.push([name, `${head}Transfer-Encoding: chunked\r\n\r\n${body}`]);
  }
  all.push(['a tab behind the coding', `${head}Transfer-Encoding: chunked\t\r\n\r\n4\r\nabcd\r\n0\r\n\r\n`]);
  for (const [name, bytes] of all) {
    const before = completed;
    const [answer] = await Promise.all([exchange(bytes), goodRequest()]);
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/, name);
    assert.match(answer, /Connection: close/, name);
    assert.ok(!answer.includes('served'), name);
    assert.strictEqual(completed, before + 1, name);
  }
  // The head before a body, and the one with a tab, are right by themselves.
  assert.strictEqual(aborted.length, Object.keys(hostileBodies).length + 1);
  // Piece by piece it is the same.
  const before = completed;
  for (const [name, bytes] of all) {
    const answer = await new Promise((resolve) => {
      const socket = net.connect({ port: server.address().port, noDelay: true });
      let text = '';
      let at = 0;
      const next = () => {
        if (at >= bytes.length || socket.destroyed) return;
        socket.write(bytes.slice(at, at += 7), 'latin1', () => setImmediate(next));
      };
      socket.on('connect', next).setEncoding('latin1').on('data', (data) => text += data);
      socket.on('error', () => {}).on('close', () => resolve(text));
    });
    // A reset may overtake the answer when the client is still writing.
    assert.ok(answer === '' || /^HTTP\/1\.1 400 /.test(answer), `${name}: ${answer}`);
  }
  assert.strictEqual(completed, before);
  server.close();
});
