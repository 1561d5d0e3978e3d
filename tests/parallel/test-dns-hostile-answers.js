'use strict';
// A resolver takes answers to its question alone, reads what a server sends within its bounds, and asks again over TCP
// when an answer was cut short.

const assert = require('node:assert');
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

// The question's bytes as they came, behind a header with these flags and numbers of answers.
function answer(query, flags, count, ...records) {
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(flags, 2);
  head.writeUInt16BE(count, 6);
  return Buffer.concat([head, query.subarray(12), ...records]);
}

const pointer = Buffer.from([0xc0, 12]);
function record(type, data, name = pointer) {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt32BE(60, 4);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([name, head, data]);
}

const address = record(1, Buffer.from([1, 2, 3, 4]));
const answers = {
  'forged.test': (query) => {
    const forged = answer(query, 0x8180, 1, record(1, Buffer.from([6, 6, 6, 6])));
    forged[0] ^= 1;
    return [forged, Buffer.alloc(3), answer(query, 0x8180, 1, address)];
  },
  'loop.test': (query) => [answer(query, 0x8180, 1, record(5, Buffer.from([0xc0, 12 + query.length - 12 + 12])))],
  'short.test': (query) => [answer(query, 0x8180, 1, address.subarray(0, -2))],
  'label.test': (query) => [answer(query, 0x8180, 1, record(5, Buffer.from([63, 65])))],
  'cut.test': (query) => [answer(query, 0x8380, 0)],
  'empty.test': (query) => [answer(query, 0x8180, 0)],
  'garbage.test': (query) => [query.subarray(0, 2), answer(query, 0x8180, 1, address)],
  'section.test': (query) => {
    const short = answer(query, 0x8180, 1, address);
    short[9] = 1;
    return [short];
  },
  'hops.test': (query) => {
    // Names that go from pointer to pointer, each one step back.
    const chain = Buffer.alloc(4000);
    const start = query.length + 12;
    chain.writeUInt16BE(0xc000 | 12, 0);
    for (let at = 2; at < chain.length; at += 2) chain.writeUInt16BE(0xc000 | (start + at - 2), at);
    const last = Buffer.alloc(2);
    last.writeUInt16BE(0xc000 | (start + chain.length - 2));
    return [answer(query, 0x8180, 2, record(99, chain), record(1, Buffer.from([1, 2, 3, 4]), last))];
  },
  'flood.test': (query) => [answer(query, 0x8380, 0)],
  'nobody.test': (query) => [answer(query, 0x8183, 0)],
};

function nameOf(query) {
  const labels = [];
  for (let at = 12; query[at] !== 0; at += query[at] + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
  return labels.join('.');
}

const udp = dgram.createSocket('udp4');
udp.on('message', (query, from) => {
  for (const message of answers[nameOf(query)](query)) udp.send(message, from.port, from.address);
});
const tcp = net.createServer((socket) => {
  socket.once('data', (head) => {
    const withQuery = (bytes) => {
      const message = answer(bytes, 0x8180, 1, address);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      const framed = Buffer.concat([length, message]);
      if (nameOf(bytes) === 'flood.test') {
        // Answers to another question come first.
        const other = Buffer.from(framed);
        other[2] ^= 1;
        socket.write(Buffer.concat(Array(1000).fill(other)));
      }
      socket.end(framed);
    };
    if (head.length > 2) withQuery(head.subarray(2));
    else socket.once('data', withQuery);
  });
});

const { port } = udp.bindSync({ address: '127.0.0.1' });
tcp.listen(port, '127.0.0.1', async () => {
  const resolver = new dns.promises.Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  assert.deepStrictEqual(await resolver.resolve4('forged.test'), ['1.2.3.4']);
  assert.deepStrictEqual(await resolver.resolve4('cut.test', { ttl: true }), [{ address: '1.2.3.4', ttl: 60 }]);
  await assert.rejects(resolver.resolveCname('loop.test'), { code: 'EBADRESP', syscall: 'queryCname' });
  await assert.rejects(resolver.resolve4('short.test'), { code: 'EBADRESP' });
  await assert.rejects(resolver.resolveCname('label.test'), { code: 'EBADRESP' });
  assert.deepStrictEqual(await resolver.resolve4('flood.test'), ['1.2.3.4']);
  await assert.rejects(resolver.resolve4('garbage.test'), { code: 'EBADRESP' });
  await assert.rejects(resolver.resolve4('section.test'), { code: 'EBADRESP' });
  await assert.rejects(resolver.resolve4('hops.test'), { code: 'EBADRESP' });
  await assert.rejects(resolver.resolve4('empty.test'), { code: 'ENODATA', hostname: 'empty.test' });
  await assert.rejects(resolver.resolveTxt('nobody.test'), { code: 'ENOTFOUND' });
  await assert.rejects(resolver.resolve4(`${'a'.repeat(64)}.test`), { code: 'EBADNAME' });
  udp.close();
  tcp.close();
});
