'use strict';
// A server's connection is read natively while nobody looks at its bytes, and through its socket's stream as soon as somebody
// does: requests come as before, in whatever pieces and in the middle of whatever they arrive.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { test } = require('node:test');

/** Serves by `handler`, sends `pieces` one after the other, and gives what came until the connection ended. */
function exchange(handler, pieces, prepare) {
  return new Promise((resolve, reject) => {
    const server = http.createServer(handler);
    prepare?.(server);
    server.listen(0, '127.0.0.1', () => {
      const client = net.connect(server.address().port, '127.0.0.1');
      let text = '';
      client.setEncoding('latin1');
      client.on('data', (chunk) => { text += chunk; });
      client.on('error', reject);
      client.on('end', () => client.end());
      client.on('close', () => server.close(() => resolve(text)));
      const next = () => {
        const piece = pieces.shift();
        if (piece === undefined) return;
        client.write(piece);
        setTimeout(next, 10);
      };
      next();
    });
  });
}

const get = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const bodiesOf = (text) => [...text.matchAll(/\r\n\r\n([^H]*)/g)].map((match) => match[1]);

test('requests in one piece and in many', async () => {
  const all = get('/1') + 'POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n' +
    get('/3', 'Connection: close\r\n');
  const handler = (req, res) => {
    let body = '';
    req.setEncoding('latin1');
    req.on('data', (chunk) => { body += chunk; });
    req.on('end', () => res.end(`${req.url}${body}${req.trailers.t ?? ''};`));
  };
  for (const pieces of [[all], [all.slice(0, 5), all.slice(5, 90), all.slice(90)], [...all.match(/[^]{1,40}/g)]]) {
    assert.deepStrictEqual(bodiesOf(await exchange(handler, pieces)), ['/1;', '/2abcdev;', '/3;']);
  }
});

test('answers keep their order', async () => {
  const handler = (req, res) => {
    if (req.url === '/slow') setTimeout(() => res.end('slow;'), 20);
    else res.end('fast;');
  };
  const text = await exchange(handler, [get('/slow') + get('/fast') + get('/slow') + get('/', 'Connection: close\r\n')]);
  assert.deepStrictEqual(bodiesOf(text), ['slow;', 'fast;', 'slow;', 'fast;']);
});

test('a listener for the bytes of the socket', async () => {
  let seen = '';
  const handler = (req, res) => {
    if (req.url === '/look') req.socket.on('data', (chunk) => { seen += chunk; });
    res.end(`${req.url};`);
  };
  const second = get('/2');
  const last = get('/3', 'Connection: close\r\n');
  const text = await exchange(handler, [get('/look'), second, last]);
  assert.deepStrictEqual(bodiesOf(text), ['/look;', '/2;', '/3;']);
  assert.strictEqual(seen, second + last);
});

test('such a listener while more requests are here already', async () => {
  let seen = '';
  const handler = (req, res) => {
    if (req.url === '/look') req.socket.on('data', (chunk) => { seen += chunk; });
    res.end(`${req.url};`);
  };
  const last = get('/3', 'Connection: close\r\n');
  const text = await exchange(handler, [get('/look') + get('/2') + get('/look'), last]);
  assert.deepStrictEqual(bodiesOf(text), ['/look;', '/2;', '/look;', '/3;']);
  assert.strictEqual(seen, last + last);
});

test('a listener that comes in the middle of a body', async () => {
  const handler = (req, res) => {
    let body = '';
    req.once('data', () => req.socket.on('data', () => {}));
    req.on('data', (chunk) => { body += chunk; });
    req.on('end', () => res.end(`${body};`));
  };
  const text = await exchange(handler, [
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\nabc', 'def', 'ghi',
  ]);
  assert.deepStrictEqual(bodiesOf(text), ['abcdefghi;']);
});

test('the socket paused and resumed by the program', async () => {
  let paused = 0;
  const handler = (req, res) => {
    if (paused++ === 0) {
      req.socket.pause();
      setTimeout(() => req.socket.resume(), 50);
    }
    res.end(`${req.url};`);
  };
  const text = await exchange(handler, [get('/1'), get('/2'), get('/3', 'Connection: close\r\n')]);
  assert.deepStrictEqual(bodiesOf(text), ['/1;', '/2;', '/3;']);
});

test('an upgrade gets the bytes behind its head, and those that follow', async () => {
  const text = await exchange(() => assert.fail('no request'), [
    get('/', 'Connection: Upgrade\r\nUpgrade: echo\r\n') + 'first ', 'second ', 'END',
  ], (server) => server.on('upgrade', (req, socket, head) => {
    let got = head.toString();
    assert.strictEqual(got, 'first ');
    socket.on('data', (chunk) => {
      got += chunk;
      if (got.endsWith('END')) socket.end(`\r\n\r\n${got}`);
    });
  }));
  assert.deepStrictEqual(bodiesOf(text), ['first second END']);
});

test('bytes that are no request', async () => {
  const sent = `${get('/')}NONSENSE\r\n\r\n`;
  let refused;
  const text = await exchange(() => {}, [sent], (server) => server.on('clientError', (err, socket) => {
    refused = err;
    socket.end('refused');
  }));
  assert.match(text, /refused$/);
  assert.strictEqual(refused.code, 'HPE_INVALID_METHOD');
  assert.strictEqual(refused.bytesParsed, get('/').length + 2);
  assert.strictEqual(refused.rawPacket.toString(), sent);
});

test('a connection that says nothing after an answer is ended', async () => {
  const started = Date.now();
  await exchange((req, res) => res.end('a'), [get('/')], (server) => {
    server.keepAliveTimeout = 50;
    server.keepAliveTimeoutBuffer = 0;
  });
  assert.ok(Date.now() - started < 4000);
});

test('bytes and ends of an answer are told of in order', async () => {
  const told = [];
  await exchange((req, res) => {
    for (const event of ['prefinish', 'finish', 'close']) res.on(event, () => told.push(event));
    process.nextTick(() => told.push('tick'));
    res.end(Buffer.alloc(4 << 20, 'x'), () => told.push('end'));
  }, [get('/', 'Connection: close\r\n')]);
  assert.deepStrictEqual(told.filter((what) => what !== 'tick'), ['prefinish', 'end', 'finish', 'close']);
});
