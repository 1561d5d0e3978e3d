'use strict';
// The bytes of secret keys, in each form that a program may give them. Owned by `crypto`. What KeyObjects and CryptoKeys
// hold is read by a function that their module sets, so that a program without them does not load it.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

const kByteTypes = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const kKeyTypes = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'KeyObject', 'CryptoKey'];

let secretOf;

/** `fn(key)` gives the bytes of a secret KeyObject or CryptoKey, throws for another kind, is undefined for anything else. */
function setSecretReader(fn) {
  secretOf = fn;
}

function bytesOfString(text, encoding) {
  const { Buffer } = require('buffer');
  return Buffer.from(text, encoding === 'buffer' ? 'utf8' : encoding);
}

/** The bytes of a text or a buffer; it is not copied. */
function bytesOf(value, name, encoding) {
  if (typeof value === 'string') return bytesOfString(value, encoding);
  if (isArrayBufferView(value) || isAnyArrayBuffer(value)) return value;
  throw new ERR_INVALID_ARG_TYPE(name, kByteTypes, value);
}

/** The bytes of a secret key; they are not copied. */
function secretBytes(key, encoding, name = 'key') {
  if (typeof key === 'string') return bytesOfString(key, encoding);
  if (isArrayBufferView(key) || isAnyArrayBuffer(key)) return key;
  const bytes = secretOf === undefined ? undefined : secretOf(key);
  if (bytes === undefined) throw new ERR_INVALID_ARG_TYPE(name, kKeyTypes, key);
  return bytes;
}

module.exports = { bytesOf, bytesOfString, secretBytes, setSecretReader };
