// A server for names that lies: answers changed in every way, over UDP and, where they say so, over TCP. A resolver takes
// what it is told, fails with a code, or waits for the next answer, which is good.
'use strict';

const crypto = require('crypto');
const dgram = require('dgram');
const dns = require('dns');
const net = require('net');
const { fuzz } = require('./harness.js');

const NAME = 'a.test';
const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'NAPTR', 'SOA', 'CAA', 'TLSA', 'ANY'];
const NUMBERS = [1, 28, 5, 15, 2, 16, 33, 12, 35, 6, 257, 52, 255];

const QUESTION = [1, 97, 4, 116, 101, 115, 116, 0];
const POINTER = [0xC0, 12];

/** A record of a type for the name in the question. */
function record(type, data, ttl = 60) {
  return [...POINTER, type >> 8, type & 255, 0, 1, 0, 0, 0, ttl, data.length >> 8, data.length & 255, ...data];
}

/** An input: which type is asked for, then the answer. Its identifier is the right one unless it begins with 255. */
function input(which, records, flags = 0x8180) {
  const type = NUMBERS[which];
  return Buffer.from([which, 0, 0, flags >> 8, flags & 255, 0, 1, 0, records.length, 0, 0, 0, 0, ...QUESTION, type >> 8, type & 255,
                      0, 1, ...records.flat()]);
}

const text = (value) => [value.length, ...Buffer.from(value)];
const SEEDS = [
  input(0, [record(1, [1, 2, 3, 4]), record(1, [5, 6, 7, 8])]),
  input(0, [record(5, [1, 98, ...POINTER]), record(1, [1, 2, 3, 4])]),
  input(1, [record(28, [0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])]),
  input(2, [record(5, [1, 98, ...POINTER])]),
  input(3, [record(15, [0, 10, 2, 109, 120, ...POINTER])]),
  input(4, [record(2, [2, 110, 115, ...POINTER])]),
  input(5, [record(16, [...text('one'), ...text('two'), 0]), record(16, text('x'.repeat(255)))]),
  input(6, [record(33, [0, 1, 0, 2, 0, 80, 1, 98, ...POINTER])]),
  input(7, [record(12, POINTER)]),
  input(8, [record(35, [0, 1, 0, 2, ...text('s'), ...text('http'), ...text('!.*!x!'), ...POINTER])]),
  input(9, [record(6, [...POINTER, 1, 104, ...POINTER, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5])]),
  input(10, [record(257, [0, ...text('issue'), ...Buffer.from('ca.test')])]),
  input(11, [record(52, [3, 1, 1, 1, 2, 3, 4])]),
  input(12, [record(1, [1, 2, 3, 4]), record(15, [0, 1, ...POINTER]), record(16, text('t'))]),
  input(0, [], 0x8380),
  input(0, [], 0x8183),
  input(0, [record(5, [0xC0, 0x24])]),
];

const GOOD = input(0, [record(1, [9, 9, 9, 9])]);

/** The message of an input with the question's identifier, behind a length where it goes over TCP. */
function message(bytes, id, overStream) {
  const copy = Buffer.from(bytes.subarray(1));
  if (copy[0] !== 255) id.copy(copy);
  if (!overStream) return copy;
  return Buffer.concat([Buffer.from([copy.length >> 8, copy.length & 255]), copy]);
}

let current;

/** What a server says: the lie, and then a good answer to the same question. */
function answers(query, overStream) {
  const id = query.subarray(0, 2);
  const good = Buffer.from(GOOD);
  const type = query.readUInt16BE(query.length - 4);
  good.writeUInt16BE(type, 1 + 12 + QUESTION.length);
  const lie = message(current, id, overStream);
  // Who is told to ask again over TCP does not wait for more.
  if (!overStream && lie.length > 2 && (lie[2] & 2) !== 0) return [lie];
  return [lie, message(good, id, overStream)];
}

const udp = dgram.createSocket('udp4');
udp.on('message', (query, from) => {
  for (const bytes of answers(query, false)) udp.send(bytes, from.port, from.address);
});
const tcp = net.createServer((socket) => {
  let received = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
    socket.end(Buffer.concat(answers(received.subarray(2), true)));
  });
});

const resolver = new dns.promises.Resolver({ timeout: 500, tries: 1 });
const ready = new Promise((resolve, reject) => {
  udp.bind(0, '127.0.0.1', () => {
    const { port } = udp.address();
    resolver.setServers([`127.0.0.1:${port}`]);
    tcp.on('error', reject);
    tcp.listen(port, '127.0.0.1', resolve);
  });
});

function plain(key, value) {
  return value instanceof ArrayBuffer ? Buffer.from(value).toString('hex') : value;
}

fuzz({
  seeds: SEEDS,
  words: [Buffer.from(POINTER), Buffer.from([0xC0, 0x0D]), Buffer.from([0xC0, 0xFF]), Buffer.from([0xC1, 0x00]), Buffer.from([0, 16, 0, 1]),
          Buffer.from([0, 5, 0, 1]), Buffer.from([63]), Buffer.from([0xFF, 0xFF]), Buffer.from(record(1, [1, 1, 1, 1])), Buffer.from([0])],
  async run(bytes) {
    if (bytes.length === 0) return 'nothing';
    await ready;
    current = bytes;
    const type = TYPES[bytes[0] % TYPES.length];
    try {
      const found = await resolver.resolve(NAME, type);
      return `${type} ${crypto.hash('md5', JSON.stringify(found, plain))}`;
    } catch (error) {
      if (!/^E[A-Z]+$/.test(error.code) || error.syscall !== `query${type[0]}${type.slice(1).toLowerCase()}`) throw error;
      return `${type} ${error.code}`;
    }
  },
  end() {
    udp.close();
    tcp.close();
  },
});
