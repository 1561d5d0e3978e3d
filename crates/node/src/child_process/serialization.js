'use strict';
// Messages of the channel between parent and child, in the two ways that `serialization` names: lines of JSON, made and
// parsed here, or V8's bytes, which the native side makes and reads (child_process/codec.rs). The forms are Node's, so that
// either side may be Node.

const {
  BigInt64Array,
  BigUint64Array,
  DataView,
  Float16Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  JSONParse,
  JSONStringify,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
} = primordials;

const native = binding('child_process');

let ready = false;

function setUp() {
  if (ready) return;
  ready = true;
  const { Buffer } = require('buffer');
  const { FastBuffer } = require('buffer/pool');
  // In the order of the numbers that are written for them.
  const views = [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
    Float64Array, DataView, FastBuffer, BigInt64Array, BigUint64Array, Float16Array,
  ];
  native.setUpCodec(Buffer, views, (object) => ({ ...object }));
}

const json = {
  // Sends it, now or `hold` says otherwise, with a descriptor if given; what the native side answers.
  write(channel, message, hold, descriptor) {
    // What `toJSON` makes nothing of is sent as `undefined`, which the other side cannot read.
    return native.channelWriteText(channel, `${JSONStringify(message)}`, hold, descriptor);
  },
  // The message of what the channel brought.
  parse: (text) => JSONParse(text),
};

const advanced = {
  write: native.channelWriteValue,
  parse: (value) => value,
};

/** How messages are written and read. */
function codecOf(serialization) {
  if (serialization !== 'advanced') return json;
  setUp();
  return advanced;
}

/** The value of bytes that are a message. */
function deserialize(bytes) {
  setUp();
  return native.decodeMessage(bytes);
}

module.exports = { codecOf, deserialize };
