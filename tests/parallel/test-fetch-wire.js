'use strict';
// What fetch() writes: names, order and framing of its requests are those of Node, byte for byte.

const assert = require('node:assert');
const net = require('node:net');

const seen = [];
const server = net.createServer((socket) => {
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    const head = text.slice(0, end);
    const length = +(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
    const isWhole = /chunked/.test(head) ? text.endsWith('0\r\n\r\n') : text.length === end + 4 + length;
    if (!isWhole) return;
    seen.push(text);
    const path = head.split(' ')[1];
    text = '';
    if (path.startsWith('/to')) socket.write(`HTTP/1.1 ${path.slice(3)} R\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n`);
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  });
  socket.on('error', () => {});
});

const own = 'accept: */*\r\naccept-language: *\r\nsec-fetch-mode: cors\r\nuser-agent: node\r\n';
const coding = 'accept-encoding: gzip, deflate\r\n';

server.listen(0, '127.0.0.1', async () => {
  const host = `127.0.0.1:${server.address().port}`;
  const begin = (line) => `${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  const sent = async (path, init) => {
    seen.length = 0;
    const response = await fetch(`http://${host}${path}`, init);
    await response.text();
    return seen;
  };

  assert.deepStrictEqual(await sent('/a?b=c#d'), [`${begin('GET /a?b=c')}${own}${coding}\r\n`]);
  assert.deepStrictEqual(
    await sent('/p', { method: 'post', body: 'hé', headers: { 'X-Foo': '1', 'accept': 'q' } }),
    [`${begin('POST /p')}X-Foo: 1\r\naccept: q\r\ncontent-type: text/plain;charset=UTF-8\r\naccept-language: *\r\n` +
     `sec-fetch-mode: cors\r\nuser-agent: node\r\n${coding}content-length: 3\r\n\r\nh\xc3\xa9`]);
  assert.deepStrictEqual(await sent('/p', { method: 'PUT' }), [`${begin('PUT /p')}${own}${coding}content-length: 0\r\n\r\n`]);
  assert.deepStrictEqual(await sent('/p', { method: 'DELETE' }), [`${begin('DELETE /p')}${own}${coding}\r\n`]);
  assert.deepStrictEqual(
    await sent('/p', { method: 'HEAD' }),
    [`${begin('HEAD /p').replace('keep-alive', 'close')}${own}${coding}\r\n`]);

  // A stream goes in chunks, one for each of its own.
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from('one'));
      controller.enqueue(Buffer.from('sixteen letters.'));
      controller.close();
    },
  });
  assert.deepStrictEqual(
    await sent('/p', { method: 'POST', body, duplex: 'half' }),
    [`${begin('POST /p')}${own}${coding}transfer-encoding: chunked\r\n\r\n` +
     '3\r\none\r\n10\r\nsixteen letters.\r\n0\r\n\r\n']);

  // A Blob's length is known.
  assert.deepStrictEqual(
    await sent('/p', { method: 'POST', body: new Blob(['ab', 'c'], { type: 'x/y' }) }),
    [`${begin('POST /p')}content-type: x/y\r\n${own}${coding}content-length: 3\r\n\r\nabc`]);

  // Redirects: the method changes with 302 after POST, not with 307; a body is sent again.
  const [, second] = await sent('/to302', { method: 'POST', body: 'x', headers: { 'content-type': 'q/r', 'cookie': 'c' } });
  assert.strictEqual(second, `${begin('GET /x')}cookie: c\r\n${own}${coding}\r\n`);
  const [first, again] = await sent('/to307', { method: 'POST', body: 'x' });
  assert.strictEqual(again, first.replace('/to307', '/x'));

  // What speaks of caches, parts and referrers.
  assert.match((await sent('/p', { cache: 'no-store' }))[0], /user-agent: node\r\npragma: no-cache\r\ncache-control: no-cache/);
  assert.match((await sent('/p', { headers: { range: 'bytes=0-1' } }))[0], /accept-encoding: identity\r\n/);
  assert.match((await sent('/p', { referrer: 'http://other/x' }))[0], /accept-language: \*\r\nreferer: http:\/\/other\/\r\nsec/);
  server.close();
});
