'use strict';
// What cryptographic functions take as bytes, and the encodings of what they give. Owner: crypto. Holds no state.

const { StringPrototypeToLowerCase } = primordials;

const { FastBuffer } = require('buffer/pool');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { bytesOf, bytesOfString } = require('crypto/secret');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

const kBufferTypes = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const kByteTypes = ['string', ...kBufferTypes];

/** Memory of any kind, shared or not. */
function isMemory(value) {
  return isArrayBufferView(value) || isAnyArrayBuffer(value);
}

function isStringOrMemory(value) {
  return typeof value === 'string' || isMemory(value);
}

/** Native bytes as a Buffer over the same memory. */
function toBuffer(bytes) {
  return new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Native bytes as the program wants them. */
function encode(bytes, encoding) {
  const buffer = toBuffer(bytes);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
}

/** Hexadecimal digits come in pairs. */
function checkEncoding(text, encoding) {
  if (typeof encoding === 'string' && StringPrototypeToLowerCase(encoding) === 'hex' && text.length % 2 !== 0) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, `is invalid for data of length ${text.length}`);
  }
}

module.exports = {
  checkEncoding,
  encode,
  isMemory,
  isStringOrMemory,
  kBufferTypes,
  kByteTypes,
  textBytes: bytesOfString,
  toBuffer,
  toBytes: bytesOf,
};
