// The wire form of values: mutated bytes become a value or an error, and a value made of them is a whole one.
'use strict';

const util = require('util');
const v8 = require('v8');
const { fuzz } = require('./harness.js');

const shared = { a: 1 };
const circle = { shared, other: shared };
circle.self = circle;
const VALUES = [
  null, undefined, true, -1, 1.5, NaN, 2n ** 80n, -(2n ** 64n), 'text', 'tëxt', '日本語', [1, , 3], { a: 1, b: { c: [] } }, circle,
  new Map([[1, { a: 2 }], ['x', new Set([1, 2])]]), new Date(0), /a+b/giu, new Error('message', { cause: 1 }), new RangeError('x'),
  new Uint8Array(9), new Float64Array([1, 2]), new BigInt64Array(2), new DataView(new ArrayBuffer(4), 1), new ArrayBuffer(3),
  Buffer.from('bytes'), Object(1), Object('s'), Object(false), Object(3n), [[[[[]]]]], Array(40).fill({ z: 'w' }),
  new ArrayBuffer(2, { maxByteLength: 8 }),
];
const READS = ['readHeader', 'readValue', 'readUint32', 'readUint64', 'readDouble', 'readRawBytes', 'getWireFormatVersion'];

/** What a value or an error is, shortly. Reading an error's text must not fail either. */
function described(make) {
  let value;
  try {
    value = make();
  } catch (error) {
    if (!(error instanceof Error)) throw new Error(`a thrown ${typeof error}`);
    return `${error.name} ${error.code ?? error.message.slice(0, 24)}`;
  }
  util.inspect(value, { depth: 3, breakLength: Infinity, maxArrayLength: 8, maxStringLength: 16 });
  v8.serialize(value);
  return Object.prototype.toString.call(value);
}

fuzz({
  seeds: VALUES.map((value) => v8.serialize(value)),
  words: [Buffer.from([0xFF, 0x0F]), Buffer.from([0x5E, 0]), Buffer.from([0x5C, 0]), Buffer.from([0xFF, 0xFF, 0xFF, 0xFF, 0x0F]), 'o{', 'A', 'a', 'D', ';:',
          'B', 'V', 'v', 'm', 'c"', 'S', "'", '"', 'r', Buffer.from([0x72, 0x01]), '@', '$', '~', '\\', 'n', 'y', 'Z', '~', 'u', 't', 'w'],
  run(bytes, random) {
    const outcome = [described(() => v8.deserialize(bytes))];
    const reader = new v8.Deserializer(bytes);
    const steps = random.below(6);
    for (let n = 0; n < steps; n++) {
      const read = random.pick(READS);
      outcome.push(described(() => reader[read](read === 'readRawBytes' ? random.next() >>> random.below(32) : undefined)));
    }
    const plain = new v8.DefaultDeserializer(bytes);
    outcome.push(described(() => {
      plain.readHeader();
      return [plain.readValue(), plain.readValue()];
    }));
    return outcome.join('|');
  },
});
