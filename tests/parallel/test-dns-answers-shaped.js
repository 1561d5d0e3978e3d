'use strict';
// What resolvers make of answers: the shapes of each type, names that cannot be printed, answers without a record of the
// type, codes nobody knows, and answers with bytes changed at random, which end in a result or a code and never hang.

const assert = require('node:assert');
const dgram = require('node:dgram');
const dns = require('node:dns');

const u16 = (...numbers) => Buffer.concat(numbers.map((n) => Buffer.from([n >> 8, n & 255])));
const u32 = (...numbers) => Buffer.concat(numbers.map((n) => u16(n >>> 16, n & 65535)));
const text = (string) => Buffer.concat([Buffer.from([string.length]), Buffer.from(string, 'latin1')]);
const name = (...labels) => Buffer.concat([...labels.map(text), Buffer.from([0])]);

const kQuestion = Buffer.from([0xc0, 12]);
const kinds = {
  A: [1, Buffer.from([1, 2, 3, 4])],
  NS: [2, name('ns', 'e')],
  CNAME: [5, name('al.ias', 'x\0y')],
  SOA: [6, Buffer.concat([name('ns', 'e'), name('h', 'e'), u32(1, 2, 3, 4, 5)])],
  PTR: [12, name('host', 'e')],
  MX: [15, Buffer.concat([u16(10), name('mx', 'e')])],
  TXT: [16, Buffer.concat([text('hello'), text('wor\xffld')])],
  AAAA: [28, Buffer.from('20010db8000000000000000000000001', 'hex')],
  SRV: [33, Buffer.concat([u16(1, 2, 3), name('s', 'e')])],
  NAPTR: [35, Buffer.concat([u16(1, 2), text('s'), text('SIP'), text(''), name('r', 'e')])],
  TLSA: [52, Buffer.from([3, 1, 1, 9, 8, 7])],
  CAA: [257, Buffer.concat([Buffer.from([0]), text('issue'), Buffer.from('ca.org')])],
  other: [999, Buffer.from([1])],
};
const record = (kind, { owner = kQuestion, data = kinds[kind][1], inClass = 1 } = {}) =>
  Buffer.concat([owner, u16(kinds[kind][0], inClass), u32(60), u16(data.length), data]);

const answers = {
  'all.t': [0, ...Object.keys(kinds).reverse().map((kind) => record(kind))],
  'escape.t': [0, record('CNAME', { data: name('a "b;c\\d(e)f@g$h.i\x7f', '\xe9') })],
  'chain.t': [0, record('CNAME', { data: name('first') }), record('CNAME', { owner: name('first'), data: name('second') })],
  'other.t': [0, record('other', { inClass: 7 })],
  'class.t': [0, record('A', { inClass: 7 })],
  'service.t': [0, record('NAPTR', { data: Buffer.concat([u16(1, 2), text('s'), text('\x01'), text(''), name('r')]) })],
  'code9.t': [9, record('A')],
  'code13.t': [13, record('A')],
};
let seed = 1;
const random = (below) => (seed = (seed * 48271) % 0x7fffffff) % below;

const server = dgram.createSocket('udp4');
server.on('message', (query, from) => {
  const asked = `${query.toString('latin1', 13, 13 + query[12])}.t`;
  const { 0: code, ...records } = answers[asked] ?? [0, ...Object.keys(kinds).map((kind) => record(kind))];
  const list = Object.values(records);
  const head = Buffer.concat([query.subarray(0, 2), u16(0x8180 | code, 1, list.length, 0, 0)]);
  let message = Buffer.concat([head, query.subarray(12), ...list]);
  if (answers[asked] === undefined) {
    // The question stays: answers to others are not for us.
    const start = query.length;
    for (let n = 0; n <= random(4); n++) message[start + random(message.length - start)] = random(256);
    if (random(3) === 0) message = message.subarray(0, start + random(message.length - start));
  }
  server.send(message, from.port, from.address);
});

const { port } = server.bindSync({ address: '127.0.0.1' });
(async () => {
  const resolver = new dns.promises.Resolver({ timeout: 5000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const expected = {
    A: ['1.2.3.4'],
    AAAA: ['2001:db8::1'],
    NS: ['ns.e'],
    CNAME: ['al\\.ias.x\\000y'],
    PTR: ['host.e'],
    SOA: { nsname: 'ns.e', hostmaster: 'h.e', serial: 1, refresh: 2, retry: 3, expire: 4, minttl: 5 },
    MX: [{ exchange: 'mx.e', priority: 10, type: 'MX' }],
    TXT: [['hello', 'wor\xffld']],
    SRV: [{ name: 's.e', port: 3, priority: 1, weight: 2, type: 'SRV' }],
    NAPTR: [{ flags: 's', service: 'SIP', regexp: '', replacement: 'r.e', order: 1, preference: 2 }],
    TLSA: [{ certUsage: 3, selector: 1, match: 1, data: new Uint8Array([9, 8, 7]).buffer }],
    CAA: [{ critical: 0, type: 'CAA', issue: 'ca.org' }],
  };
  for (const [type, result] of Object.entries(expected)) {
    assert.deepStrictEqual(await resolver.resolve('all.t', type), result, type);
  }
  // An alias stands for the addresses.
  const any = await resolver.resolveAny('all.t');
  assert.deepStrictEqual(any.map(({ type }) => type),
                         ['CNAME', 'AAAA', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'NAPTR', 'SOA', 'TLSA', 'CAA']);
  assert.deepStrictEqual(await resolver.resolveCname('escape.t'), ['a \\"b\\;c\\\\d\\(e\\)f\\@g\\$h\\.i\\127.\\233']);
  assert.deepStrictEqual(await resolver.resolveCname('chain.t'), ['first']);
  assert.deepStrictEqual(await resolver.resolve4('chain.t'), []);
  assert.deepStrictEqual(await resolver.resolve4('code9.t'), ['1.2.3.4']);
  for (const type of ['MX', 'TXT', 'SRV', 'NAPTR', 'TLSA', 'CAA']) {
    assert.deepStrictEqual(await resolver.resolve('other.t', type), [], type);
  }
  for (const [type, code] of [['A', 'ENODATA'], ['NS', 'ENODATA'], ['PTR', 'ENODATA'], ['CNAME', 'ENODATA'], ['SOA', 'EBADRESP']]) {
    await assert.rejects(resolver.resolve('other.t', type), { code }, type);
  }
  await assert.rejects(resolver.resolve4('class.t'), { code: 'EBADRESP' });
  await assert.rejects(resolver.resolveNaptr('service.t'), { code: 'EBADRESP' });
  await assert.rejects(resolver.resolve4('code13.t'), { code: 'ESERVFAIL' });

  const types = [...Object.keys(expected), 'ANY'];
  for (let n = 0; n < 400; n++) {
    const result = await resolver.resolve(`random${n}.t`, types[n % types.length]).catch((err) => err.code);
    assert.ok(typeof result === 'object' || result === 'EBADRESP' || result === 'ENODATA', `${n}: ${result}`);
  }
  server.close();
})();
