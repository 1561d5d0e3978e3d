'use strict';
// The records of answers, by type: read from a message, and shaped as the
// methods of resolvers give them.

const { ArrayPrototypePush, SafeMap } = primordials;

const { FastBuffer } = require('buffer/pool');

const types = [
  ['A', 1], ['NS', 2], ['CNAME', 5], ['SOA', 6], ['PTR', 12], ['MX', 15], ['TXT', 16], ['AAAA', 28],
  ['SRV', 33], ['NAPTR', 35], ['TLSA', 52], ['ANY', 255], ['CAA', 257],
];

function text(reader) {
  return reader.take(reader.uint8());
}

function name(key) {
  return (reader) => ({ [key]: reader.name() });
}

const readers = new SafeMap([
  [1, ['A', (reader) => {
    const bytes = reader.take(4);
    return { address: `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}` };
  }]],
  [28, ['AAAA', (reader) => {
    const { printAddress } = binding('dns');
    const bytes = reader.take(16);
    return { address: bytes.length === 16 ? printAddress(bytes) : '' };
  }]],
  [2, ['NS', name('value')]],
  [5, ['CNAME', name('value')]],
  [12, ['PTR', name('value')]],
  [6, ['SOA', (reader) => ({
    nsname: reader.name(),
    hostmaster: reader.name(),
    serial: reader.uint32(),
    refresh: reader.uint32(),
    retry: reader.uint32(),
    expire: reader.uint32(),
    minttl: reader.uint32(),
  })]],
  [15, ['MX', (reader) => ({ priority: reader.uint16(), exchange: reader.name() })]],
  [16, ['TXT', (reader, end) => {
    const entries = [];
    while (reader.at < end && !reader.bad) ArrayPrototypePush(entries, text(reader).utf8Slice());
    return { entries };
  }]],
  [33, ['SRV', (reader) => ({
    priority: reader.uint16(),
    weight: reader.uint16(),
    port: reader.uint16(),
    name: reader.name(),
  })]],
  [35, ['NAPTR', (reader) => {
    const order = reader.uint16();
    const preference = reader.uint16();
    const flags = text(reader).latin1Slice();
    const service = text(reader).latin1Slice();
    const regexp = text(reader).latin1Slice();
    return { flags, service, regexp, replacement: reader.name(), order, preference };
  }]],
  [52, ['TLSA', (reader, end) => {
    const certUsage = reader.uint8();
    const selector = reader.uint8();
    const match = reader.uint8();
    const data = new FastBuffer(reader.take(end - reader.at)).buffer;
    return { certUsage, selector, match, data };
  }]],
  [257, ['CAA', (reader, end) => {
    const critical = reader.uint8();
    const tag = text(reader).latin1Slice();
    return { critical, [tag]: reader.take(end - reader.at).latin1Slice() };
  }]],
]);

// A record with its type and time to live; undefined for types not known.
function readRecord(reader, type, ttl, end) {
  const known = readers.get(type);
  if (known === undefined) return undefined;
  return { type: known[0], ttl, fields: known[1](reader, end) };
}

// The record as ANY gives it.
function withType({ type, ttl, fields }) {
  return type === 'A' || type === 'AAAA' ? { type, ...fields, ttl } : { type, ...fields };
}

// What a method gives for the records of its type.
function shape(type, records, wantsTtl) {
  const results = [];
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (type === 'ANY') {
      ArrayPrototypePush(results, withType(record));
      continue;
    }
    if (record.type !== type) continue;
    const { fields } = record;
    switch (type) {
      case 'A':
      case 'AAAA':
        ArrayPrototypePush(results, wantsTtl ? { ...fields, ttl: record.ttl } : fields.address);
        break;
      case 'NS':
      case 'CNAME':
      case 'PTR':
        ArrayPrototypePush(results, fields.value);
        break;
      case 'TXT':
        ArrayPrototypePush(results, fields.entries);
        break;
      case 'SOA':
        return fields;
      default:
        ArrayPrototypePush(results, fields);
    }
  }
  return results.length === 0 ? undefined : results;
}

module.exports = { readRecord, shape, types };
