'use strict';
// DNS messages (RFC 1035): queries written, answers read. Whatever a server
// sends is read within its bounds; what makes no sense is null.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  SafeMap,
  SafeSet,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
  StringPrototypePadStart,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
} = primordials;

const { Buffer } = require('buffer');
const { isKnown, readRecord, types } = require('dns/records');

const kHeader = 12;
const kLongestLabel = 63;
const kLongestName = 253;
// A name of that length has no more labels, and needs no more hops.
const kMostHops = 127;
const kInternet = 1;

// Internet, Chaos, Hesiod, none and any.
const classes = new SafeSet([1, 3, 4, 254, 255]);

// What would end a label of a name in text, or has a meaning there.
const kReserved = /[".;\\()@$]/g;
const kUnprintable = /[^ -~]/g;
const kUnprintableOnce = /[^ -~]/;

// Flag bits of the second word.
const kResponse = 0x8000;
const kTruncated = 0x0200;
const kRecursionDesired = 0x0100;

/** The bytes of a query for one name and type, or null for what is no name. */
function writeQuery(id, name, type) {
  if (StringPrototypeEndsWith(name, '.')) name = StringPrototypeSlice(name, 0, -1);
  if (name.length > kLongestName) return null;
  const labels = name === '' ? [] : StringPrototypeSplit(name, '.');
  const query = Buffer.alloc(kHeader + name.length + 2 + 4);
  query.writeUInt16BE(id, 0);
  query.writeUInt16BE(kRecursionDesired, 2);
  query.writeUInt16BE(1, 4);
  let at = kHeader;
  for (let i = 0; i < labels.length; i++) {
    const { length } = labels[i];
    if (length === 0 || length > kLongestLabel) return null;
    query[at++] = length;
    for (let j = 0; j < length; j++) {
      const code = StringPrototypeCharCodeAt(labels[i], j);
      if (code > 127) return null;
      query[at++] = code;
    }
  }
  query[at++] = 0;
  query.writeUInt16BE(type, at);
  query.writeUInt16BE(kInternet, at + 2);
  return query.subarray(0, at + 4);
}

// A label as text that cannot be taken for another name: \. for a dot within it, \000 for what cannot be printed.
function escaped(label) {
  const text = RegExpPrototypeSymbolReplace(kReserved, label, '\\$&');
  return RegExpPrototypeSymbolReplace(kUnprintable, text, (char) =>
    `\\${StringPrototypePadStart(`${StringPrototypeCharCodeAt(char, 0)}`, 3, '0')}`);
}

// Reads along a message. Any read past its end makes it bad for good.
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.bad = false;
  }

  has(count) {
    if (this.at + count > this.bytes.length) this.bad = true;
    return !this.bad;
  }

  uint8() {
    return this.has(1) ? this.bytes[this.at++] : 0;
  }

  uint16() {
    if (!this.has(2)) return 0;
    this.at += 2;
    return this.bytes.readUInt16BE(this.at - 2);
  }

  uint32() {
    if (!this.has(4)) return 0;
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }

  take(count) {
    if (!this.has(count)) return this.bytes.subarray(0, 0);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  // A text after its length, of characters that can be printed.
  printable() {
    const text = this.take(this.uint8()).latin1Slice();
    if (RegExpPrototypeExec(kUnprintableOnce, text) !== null) this.bad = true;
    return text;
  }

  // A name, which may go on elsewhere in the message: always further back and
  // not too often, so that it soon comes to an end.
  name() {
    const labels = [];
    let limit = this.at;
    let hops = 0;
    let resume = -1;
    let length = 0;
    while (!this.bad) {
      const head = this.uint8();
      if (head === 0) break;
      if ((head & 0xC0) === 0xC0) {
        const target = ((head & 0x3F) << 8) | this.uint8();
        if (resume === -1) resume = this.at;
        if (target >= limit || ++hops > kMostHops) this.bad = true;
        limit = target;
        this.at = target;
      } else if (head > kLongestLabel) {
        this.bad = true;
      } else {
        const label = this.take(head).latin1Slice();
        length += head + 1;
        if (length > kLongestName + 1) this.bad = true;
        ArrayPrototypePush(labels, escaped(label));
      }
    }
    if (resume !== -1) this.at = resume;
    return ArrayPrototypeJoin(labels, '.');
  }
}

/** The records of a section; what is wrong with one makes the message bad. */
function readSection(reader, count) {
  const records = [];
  for (let i = 0; i < count && !reader.bad; i++) {
    reader.name();
    const recordType = reader.uint16();
    if (!classes.has(reader.uint16()) && isKnown(recordType)) reader.bad = true;
    const ttl = reader.uint32();
    const length = reader.uint16();
    const end = reader.at + length;
    if (!reader.has(length)) break;
    const record = readRecord(reader, recordType, ttl, end);
    if (reader.at > end) reader.bad = true;
    reader.at = end;
    ArrayPrototypePush(records, record);
  }
  return records;
}

/**
 * What an answer says: { id, code, truncated, name, type, records }, or null when it is no answer. The code is -1 where it
 * cannot be read, and then it need not be one to the question.
 */
function readAnswer(bytes) {
  const reader = new Reader(bytes);
  const id = reader.uint16();
  if (reader.bad) return null;
  const flags = reader.uint16();
  const questions = reader.uint16();
  const answers = reader.uint16();
  const authorities = reader.uint16();
  const additions = reader.uint16();
  const unreadable = { id, code: -1, truncated: false, name: '', type: 0, records: [] };
  if (reader.bad || questions !== 1) return unreadable;
  const name = StringPrototypeToLowerCase(reader.name());
  const type = reader.uint16();
  if (!classes.has(reader.uint16())) reader.bad = true;
  const truncated = (flags & kTruncated) !== 0;
  // Of one that was cut short, what is there does not count.
  const records = truncated ? [] : readSection(reader, answers);
  if (!truncated) {
    readSection(reader, authorities);
    readSection(reader, additions);
  }
  if (reader.bad) return unreadable;
  return (flags & kResponse) === 0 ? null : { id, code: flags & 0xF, truncated, name, type, records };
}

const typeNumbers = new SafeMap(types);

module.exports = { readAnswer, typeNumbers, writeQuery };
