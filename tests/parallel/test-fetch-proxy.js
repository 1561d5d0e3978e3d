'use strict';
// http.setGlobalProxyFromEnv(): fetch() asks the proxy for a tunnel, http.request() names its server in the request.

const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

const asked = [];
const server = http.createServer((request, response) => response.end(request.url));
const proxy = http.createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`);
  response.end('by the proxy');
});
proxy.on('connect', (request, socket) => {
  asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization']}`);
  if (request.url.startsWith('refused')) {
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return;
  }
  const { port, hostname } = new URL(`http://${request.url}`);
  const upstream = net.connect(port, hostname, () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  for (const end of [upstream, socket]) end.on('error', () => {}).on('close', () => [upstream, socket].forEach((s) => s.destroy()));
});

async function main() {
  await Promise.all([server, proxy].map((one) => once(one.listen(0, '127.0.0.1'), 'listening')));
  const base = `http://127.0.0.1:${server.address().port}`;
  const restore = http.setGlobalProxyFromEnv({
    HTTP_PROXY: `http://user:pass@127.0.0.1:${proxy.address().port}`, NO_PROXY: 'other.example,127.0.0.1:1',
  });
  const authorization = `Basic ${Buffer.from('user:pass').toString('base64')}`;
  assert.strictEqual(await (await fetch(`${base}/a`)).text(), '/a');
  assert.strictEqual(await (await fetch(`${base}/b`)).text(), '/b');
  assert.deepStrictEqual(asked.splice(0), [`CONNECT ${new URL(base).host} ${authorization}`]);
  await assert.rejects(fetch('http://refused.example/'), (err) => {
    assert.strictEqual(err.cause.cause.message, 'Proxy response (403) !== 200 when HTTP Tunneling');
    return true;
  });
  asked.length = 0;
  const [response] = await once(http.get(`${base}/c`), 'response');
  assert.strictEqual(`${await response.toArray()}`, 'by the proxy');
  assert.deepStrictEqual(asked.splice(0), [`GET ${base}/c ${authorization}`]);
  restore();
  const [direct] = await once(http.get(`${base}/d`), 'response');
  assert.strictEqual(`${await direct.toArray()}`, '/d');
  assert.strictEqual(await (await fetch(`${base}/e`)).text(), '/e');
  assert.deepStrictEqual(asked, []);
  for (const one of [server, proxy]) {
    one.closeAllConnections();
    one.close();
  }
}

main();
