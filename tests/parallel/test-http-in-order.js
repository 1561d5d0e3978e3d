'use strict';
// Pipelined requests are answered in their order whatever order their responses are made in, heads keep their bytes
// beside bodies of another encoding, a client's socket serves one request after the other, and closing spares who came just now.
const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');

function pipelined() {
  return new Promise((resolve) => {
    const waiting = [];
    const server = http.createServer((req, res) => {
      waiting.push(() => res.end(`answer to ${req.url}`));
      if (waiting.length === 5) for (const answer of waiting.reverse()) answer();
    });
    server.listen(0, () => {
      const socket = net.connect(server.address().port);
      let text = '';
      socket.setEncoding('latin1').on('data', (data) => text += data).on('close', () => {
        assert.deepStrictEqual(text.match(/answer to \/\d/g), [1, 2, 3, 4, 5].map((i) => `answer to /${i}`));
        server.close(resolve);
      });
      const request = (i, more) => `GET /${i} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
      socket.write(request(1, '') + request(2, '') + request(3, '') + request(4, '') + request(5, 'Connection: close\r\n'));
    });
  });
}

function headsAreBytes() {
  return new Promise((resolve) => {
    const server = http.createServer((req, res) => {
      assert.strictEqual(req.headers['x-name'], 'b\xe5r');
      res.setHeader('X-Name', 'b\xe5r');
      res.end('bår 気');
    });
    server.listen(0, () => {
      const { port } = server.address();
      http.get({ port, agent: false, headers: { 'X-Name': 'b\xe5r' } }, (res) => {
        assert.strictEqual(res.headers['x-name'], 'b\xe5r');
        let body = '';
        res.setEncoding('utf8').on('data', (data) => body += data).on('end', () => {
          assert.strictEqual(body, 'bår 気');
          assert.strictEqual(res.headers['content-length'], String(Buffer.byteLength(body)));
          server.close(resolve);
        });
      });
    });
  });
}

function oneSocketForAll() {
  return new Promise((resolve) => {
    const sockets = new Set();
    const server = http.createServer((req, res) => {
      sockets.add(req.socket);
      req.pipe(res);
    });
    server.listen(0, async () => {
      const { port } = server.address();
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      const bodies = ['', 'a', 'b'.repeat(200_000), 'c'];
      const answers = await Promise.all(bodies.map((body) => new Promise((answered, failed) => {
        const req = http.request({ port, agent, method: 'POST' }, (res) => {
          let text = '';
          res.setEncoding('utf8').on('data', (data) => text += data).on('end', () => answered(text));
        });
        req.on('error', failed).end(body);
      })));
      assert.deepStrictEqual(answers, bodies);
      assert.strictEqual(sockets.size, 1);
      agent.destroy();
      server.close(resolve);
    });
  });
}

// One that has sent no request yet waits for none.
function aFreshConnectionIsNotIdle() {
  return new Promise((resolve) => {
    const server = http.createServer((req, res) => res.end('served'));
    server.listen(0, () => {
      const socket = net.connect(server.address().port);
      let text = '';
      socket.setEncoding('latin1').on('data', (data) => text += data).on('close', () => {
        assert.match(text, /served$/);
        resolve();
      });
      server.on('connection', () => setImmediate(() => {
        server.close();
        socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      }));
    });
  });
}

pipelined().then(headsAreBytes).then(oneSocketForAll).then(aFreshConnectionIsNotIdle);
