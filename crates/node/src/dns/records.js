'use strict';
// The records of answers, by type: read from a message, and shaped as the
// methods of resolvers give them.

const { ArrayPrototypeFilter, ArrayPrototypeMap, ArrayPrototypePush, ArrayPrototypeSlice, SafeMap } = primordials;

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
  [15, ['MX', (reader) => {
    const priority = reader.uint16();
    return { exchange: reader.name(), priority, type: 'MX' };
  }]],
  [16, ['TXT', (reader, end) => {
    const entries = [];
    while (reader.at < end && !reader.bad) ArrayPrototypePush(entries, text(reader).latin1Slice());
    return { entries };
  }]],
  [33, ['SRV', (reader) => {
    const priority = reader.uint16();
    const weight = reader.uint16();
    const port = reader.uint16();
    return { name: reader.name(), port, priority, weight, type: 'SRV' };
  }]],
  [35, ['NAPTR', (reader) => {
    const order = reader.uint16();
    const preference = reader.uint16();
    const flags = reader.printable();
    const service = reader.printable();
    const regexp = reader.printable();
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
    const tag = reader.printable();
    return { critical, type: 'CAA', [tag]: reader.take(end - reader.at).latin1Slice() };
  }]],
]);

const kUnknown = ['', () => undefined];

/** Whether records of a type are read. */
function isKnown(type) {
  return readers.has(type);
}

// A record with its type and time to live; those of types not known have neither type nor fields.
function readRecord(reader, type, ttl, end) {
  const { 0: name, 1: read } = readers.get(type) ?? kUnknown;
  return { type: name, ttl, fields: read(reader, end) };
}

// The types in the order in which ANY gives them.
const kTypesOfAny = ['AAAA', 'MX', 'NS', 'TXT', 'SRV', 'PTR', 'NAPTR', 'SOA', 'TLSA', 'CAA'];

function ofType(records, type) {
  return ArrayPrototypeFilter(records, (record) => record.type === type);
}

// The record as ANY gives it.
function withType({ type, ttl, fields }) {
  return type === 'A' || type === 'AAAA' ? { ...fields, ttl, type } : { ...fields, type };
}

// All kinds of records: the first alias stands for the addresses.
function shapeAny(records) {
  const results = [];
  const add = (list) => {
    for (let i = 0; i < list.length; i++) ArrayPrototypePush(results, withType(list[i]));
  };
  const aliases = ofType(records, 'CNAME');
  add(aliases.length > 0 ? [aliases[0]] : ofType(records, 'A'));
  for (let i = 0; i < kTypesOfAny.length; i++) {
    const own = ofType(records, kTypesOfAny[i]);
    add(kTypesOfAny[i] === 'SOA' ? ArrayPrototypeSlice(own, 0, 1) : own);
  }
  return results;
}

// What a method gives for the records of an answer, or the code that it fails with. Where there are records, but none of
// the type, it is an empty list for some types.
function shape(type, records, wantsTtl) {
  if (records.length === 0) return 'ENODATA';
  if (type === 'ANY') return shapeAny(records);
  const own = ofType(records, type);
  switch (type) {
    case 'A':
    case 'AAAA':
      // Names that stand for others, without the addresses of those.
      if (own.length === 0) return ofType(records, 'CNAME').length === 0 ? 'ENODATA' : [];
      return ArrayPrototypeMap(own, ({ fields, ttl }) => (wantsTtl ? { ...fields, ttl } : fields.address));
    case 'SOA':
      return own.length === 0 ? 'EBADRESP' : own[0].fields;
    case 'CNAME':
      return own.length === 0 ? 'ENODATA' : [own[0].fields.value];
    case 'NS':
    case 'PTR':
      return own.length === 0 ? 'ENODATA' : ArrayPrototypeMap(own, ({ fields }) => fields.value);
    case 'TXT':
      return ArrayPrototypeMap(own, ({ fields }) => fields.entries);
    default:
      return ArrayPrototypeMap(own, ({ fields }) => fields);
  }
}

module.exports = { isKnown, readRecord, shape, types };
