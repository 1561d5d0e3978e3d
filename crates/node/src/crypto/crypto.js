'use strict';
// node:crypto, first part: digests and random bytes. Everything else says that it is not there yet.

const {
  Error,
  ObjectAssign,
  ObjectSetPrototypeOf,
  ReflectApply,
  StringPrototypeSlice,
} = primordials;

const {
  codes: { ERR_CRYPTO_HASH_FINALIZED, ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateFunction, validateInteger, validateString } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');
const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const { LazyTransform } = require('crypto/lazy_transform');
const native = binding('crypto');

const kMaxSize = 2147483647;

function bytesOf(data, encoding, name) {
  if (typeof data === 'string') return Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding);
  if (isArrayBufferView(data)) return data;
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
}

function digestOf(algorithm, bytes) {
  const result = native.digest(algorithm, bytes);
  if (result === undefined) {
    const err = new Error('Digest method not supported');
    err.code = 'ERR_CRYPTO_INVALID_DIGEST';
    throw err;
  }
  return new FastBuffer(result.buffer, result.byteOffset, result.byteLength);
}

// What is hashed is kept in pieces until the digest: one crossing for a whole hash.
function Hash(algorithm, options) {
  if (!(this instanceof Hash)) return new Hash(algorithm, options);
  validateString(algorithm, 'algorithm');
  digestOf(algorithm, new FastBuffer());
  this._algorithm = algorithm;
  this._pieces = [];
  this._digest = undefined;
  ReflectApply(LazyTransform, this, [options]);
}
ObjectSetPrototypeOf(Hash.prototype, LazyTransform.prototype);
ObjectSetPrototypeOf(Hash, LazyTransform);

Hash.prototype._transform = function(chunk, encoding, callback) {
  this.update(chunk, encoding);
  callback();
};

Hash.prototype._flush = function(callback) {
  this.push(this.digest());
  callback();
};

Hash.prototype.update = function(data, encoding) {
  if (this._digest !== undefined) throw new ERR_CRYPTO_HASH_FINALIZED();
  // A view may change before the digest: it is copied.
  const bytes = bytesOf(data, encoding, 'data');
  this._pieces.push(typeof data === 'string' ? bytes :
    Buffer.from(new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  return this;
};

Hash.prototype.digest = function(encoding) {
  if (this._digest !== undefined) throw new ERR_CRYPTO_HASH_FINALIZED();
  const pieces = this._pieces;
  this._digest = digestOf(this._algorithm, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
  this._pieces = [];
  return encoding && encoding !== 'buffer' ? this._digest.toString(encoding) : this._digest;
};

Hash.prototype.copy = function(options) {
  if (this._digest !== undefined) throw new ERR_CRYPTO_HASH_FINALIZED();
  const copy = new Hash(this._algorithm, options);
  copy._pieces = [...this._pieces];
  return copy;
};

function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}

function getHashes() {
  return ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
}

function hash(algorithm, input, outputEncoding = 'hex') {
  validateString(algorithm, 'algorithm');
  const result = digestOf(algorithm, bytesOf(input, 'utf8', 'input'));
  return outputEncoding === 'buffer' ? result : result.toString(outputEncoding);
}

function randomBytes(size, callback) {
  validateInteger(size, 'size', 0, kMaxSize);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const buffer = Buffer.alloc(size);
  native.randomFill(buffer);
  if (callback === undefined) return buffer;
  process.nextTick(callback, null, buffer);
  return undefined;
}

function randomFillSync(buffer, offset = 0, size) {
  if (!isAnyArrayBuffer(buffer) && !isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buffer);
  }
  const width = buffer.BYTES_PER_ELEMENT || 1;
  const base = buffer.byteOffset ?? 0;
  validateInteger(offset, 'offset', 0, buffer.byteLength / width);
  size ??= buffer.byteLength / width - offset;
  validateInteger(size, 'size', 0, buffer.byteLength / width - offset);
  native.randomFill(new FastBuffer(buffer.buffer ?? buffer, base + offset * width, size * width));
  return buffer;
}

function getRandomValues(array) {
  if (!isArrayBufferView(array)) throw new ERR_INVALID_ARG_TYPE('array', ['TypedArray'], array);
  return randomFillSync(array);
}

function randomUUID() {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${StringPrototypeSlice(hex, 0, 8)}-${StringPrototypeSlice(hex, 8, 12)}-${StringPrototypeSlice(hex, 12, 16)}-` +
    `${StringPrototypeSlice(hex, 16, 20)}-${StringPrototypeSlice(hex, 20)}`;
}

module.exports = ObjectAssign(require('internal/absent')('crypto'), {
  createHash,
  getHashes,
  hash,
  Hash,
  randomBytes,
  randomFillSync,
  randomUUID,
  getRandomValues,
});
