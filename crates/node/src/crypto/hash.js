'use strict';
// createHash(), createHmac() and hash(). Owned by `crypto`. The classes check arguments; `digest_state` does the work.

const {
  Error,
  ObjectSetPrototypeOf,
  ReflectApply,
  StringPrototypeToLowerCase,
  Symbol,
} = primordials;

const native = binding('crypto');
const { encodingId } = require('buffer/encodings');
const { FastBuffer } = require('buffer/pool');
const { DigestState, digestNamed, digestWhole } = require('crypto/digest_state');
const { kHandle } = require('crypto/handle_symbol');
const { LazyTransform } = require('crypto/lazy_transform');
const { secretBytes } = require('crypto/secret');
const {
  codes: {
    ERR_CRYPTO_HASH_FINALIZED,
    ERR_CRYPTO_HASH_UPDATE_FAILED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { deprecate, getDeprecationWarningEmitter, isPendingDeprecation } = require('internal/util');
const { validateEncoding, validateObject, validateString, validateUint32 } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

const kState = Symbol('kState');
const kFinalized = Symbol('kFinalized');

const kDataTypes = ['string', 'Buffer', 'TypedArray', 'DataView'];

const warnOfShakeLength = getDeprecationWarningEmitter(
  'DEP0198',
  'Creating SHAKE128/256 digests without an explicit options.outputLength is deprecated.',
  undefined, false, isPendingDeprecation);

function noteDefaultLength(digest, length) {
  if (length !== undefined || !digest.extendable) return;
  const name = StringPrototypeToLowerCase(digest.name);
  if (name === 'shake128' || name === 'shake256') warnOfShakeLength();
}

function Hash(algorithm, options) {
  if (!(this instanceof Hash)) return new Hash(algorithm, options);
  const isCopy = algorithm instanceof DigestState;
  if (!isCopy) validateString(algorithm, 'algorithm');
  const length = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (length !== undefined) validateUint32(length, 'options.outputLength');
  // What streams want of an object comes first: it keeps the shape of all hashes the same.
  ReflectApply(LazyTransform, this, [options]);
  if (isCopy) {
    this[kHandle] = algorithm.copy(length);
  } else {
    const digest = digestNamed(algorithm, length);
    if (digest === undefined) throw new Error('Digest method not supported');
    noteDefaultLength(digest, length);
    this[kHandle] = new DigestState(digest, length ?? digest.size);
  }
  this[kState] = { [kFinalized]: false };
}
ObjectSetPrototypeOf(Hash.prototype, LazyTransform.prototype);
ObjectSetPrototypeOf(Hash, LazyTransform);

Hash.prototype.copy = function(options) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this[kHandle], options);
};

Hash.prototype._transform = function(chunk, encoding, callback) {
  callback(this[kHandle].update(chunk, encoding) ? null : new ERR_CRYPTO_HASH_UPDATE_FAILED());
};

Hash.prototype._flush = function(callback) {
  this.push(this[kHandle].digestForStream());
  callback();
};

Hash.prototype.update = function(data, encoding) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  if (typeof data === 'string') validateEncoding(data, encoding);
  else if (!isArrayBufferView(data)) throw new ERR_INVALID_ARG_TYPE('data', kDataTypes, data);
  if (!this[kHandle].update(data, encoding)) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  return this;
};

Hash.prototype.digest = function(outputEncoding) {
  const state = this[kState];
  if (state[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  // Converted before anything is lost.
  const encoding = outputEncoding ? `${outputEncoding}` : undefined;
  const result = this[kHandle].digest(encoding);
  state[kFinalized] = true;
  return result;
};

function Hmac(hmac, key, options) {
  if (!(this instanceof Hmac)) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  const encoding = options?.encoding;
  if (encoding !== undefined && encoding !== null) validateString(encoding, 'options.encoding');
  const bytes = secretBytes(key, encoding);
  const digest = digestNamed(hmac);
  if (digest === undefined) native.digestUnknown(hmac);
  // The library's words for a digest that has no HMAC.
  if (digest.extendable) throw new Error('error:00000000:lib(0)::reason(0)');
  ReflectApply(LazyTransform, this, [options]);
  const state = this[kHandle] = new DigestState(digest, digest.size);
  state.setKey(isAnyArrayBuffer(bytes) ? new FastBuffer(bytes) : bytes);
  this[kState] = { [kFinalized]: false };
}
ObjectSetPrototypeOf(Hmac.prototype, LazyTransform.prototype);
ObjectSetPrototypeOf(Hmac, LazyTransform);

Hmac.prototype.update = Hash.prototype.update;

Hmac.prototype.digest = function(outputEncoding) {
  const state = this[kState];
  const encoding = outputEncoding ? `${outputEncoding}` : undefined;
  if (state[kFinalized]) {
    const nothing = new FastBuffer();
    return encoding !== undefined && encoding !== 'buffer' ? nothing.toString(encoding) : nothing;
  }
  const result = this[kHandle].digest(encoding);
  state[kFinalized] = true;
  return result;
};

Hmac.prototype._flush = Hash.prototype._flush;
Hmac.prototype._transform = Hash.prototype._transform;

function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}

function createHmac(hmac, key, options) {
  return new Hmac(hmac, key, options);
}

function outputOf(options) {
  if (typeof options === 'string') return { __proto__: null, outputEncoding: options, outputLength: undefined };
  validateObject(options, 'options');
  const { outputEncoding, outputLength } = options;
  return { __proto__: null, outputEncoding: outputEncoding ?? 'hex', outputLength };
}

/** The digest of one text or view, without an object. */
function hash(algorithm, input, options) {
  validateString(algorithm, 'algorithm');
  if (typeof input !== 'string' && !isArrayBufferView(input)) throw new ERR_INVALID_ARG_TYPE('input', kDataTypes, input);
  let outputEncoding = 'hex';
  let outputLength;
  if (options !== undefined && options !== 'hex') {
    ({ outputEncoding, outputLength } = outputOf(options));
    if (outputLength !== undefined) validateUint32(outputLength, 'outputLength');
    validateString(outputEncoding, 'outputEncoding');
    if (outputEncoding === '') outputEncoding = 'utf8';
    if (outputEncoding !== 'buffer' && encodingId(outputEncoding) === -1) {
      if (StringPrototypeToLowerCase(outputEncoding) !== 'buffer') {
        throw new ERR_INVALID_ARG_VALUE('outputEncoding', outputEncoding);
      }
      outputEncoding = 'buffer';
    }
  }
  const digest = digestNamed(algorithm);
  if (digest === undefined) throw new Error(`Digest method ${algorithm} is not supported`);
  if (outputLength !== undefined && outputLength !== digest.size && !digest.extendable) {
    throw new Error(`Output length ${outputLength} is invalid for ${algorithm}, which does not support XOF`);
  }
  noteDefaultLength(digest, outputLength);
  return digestWhole(digest, undefined, input, outputLength ?? digest.size, outputEncoding);
}

module.exports = {
  // Of the classes, Node's own code uses these without a warning.
  OwnHash: Hash,
  OwnHmac: Hmac,
  Hash: deprecate(Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'),
  Hmac: deprecate(Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'),
  createHash,
  createHmac,
  hash,
};
