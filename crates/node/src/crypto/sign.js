'use strict';
// Sign, Verify, sign(), verify() and RSA with blocks. Owner: crypto. Options are checked here; keys and digests are native.

const {
  FunctionPrototypeCall,
  ObjectSetPrototypeOf,
  Symbol,
} = primordials;

const { asRequest } = require('async_hooks/ids');
const { Writable } = require('stream');
const {
  codes: {
    ERR_CRYPTO_SIGN_KEY_REQUIRED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { isArrayBufferView } = require('util/types');
const { validateFunction, validateString } = require('internal/validators');
const {
  checkEncoding,
  encode,
  isMemory,
  kBufferTypes,
  textBytes,
  toBuffer,
  toBytes,
} = require('crypto/bytes');
const { hasOptions, kConsumePrivate, kConsumePublic, keyHandle } = require('crypto/key_input');
const native = binding('crypto_sign');

function intOption(options, name) {
  const value = options[name];
  if (value === undefined || value === value >> 0) return value;
  throw new ERR_INVALID_ARG_VALUE(`options.${name}`, value);
}

/** Whether the two numbers of a signature stand side by side. */
function isFlat(options) {
  const { dsaEncoding } = options;
  if (dsaEncoding === undefined || dsaEncoding === 'der') return false;
  if (dsaEncoding === 'ieee-p1363') return true;
  throw new ERR_INVALID_ARG_VALUE('options.dsaEncoding', dsaEncoding);
}

/** The options around a key; of a key alone there are none. */
function optionsOf(key) {
  if (!hasOptions(key)) return { __proto__: null, padding: undefined, salt: undefined, flat: false, context: undefined };
  const { context } = key;
  if (context !== undefined && !isMemory(context)) throw new ERR_INVALID_ARG_TYPE('context', kBufferTypes, context);
  return {
    __proto__: null,
    padding: intOption(key, 'padding'),
    salt: intOption(key, 'saltLength'),
    flat: isFlat(key),
    context,
  };
}

const kPieces = Symbol('kPieces');

function construct(stream, algorithm, options) {
  validateString(algorithm, 'algorithm');
  stream[kPieces] = native.pieces(algorithm);
  FunctionPrototypeCall(Writable, stream, options);
}

function Sign(algorithm, options) {
  if (!(this instanceof Sign)) return new Sign(algorithm, options);
  construct(this, algorithm, options);
}
ObjectSetPrototypeOf(Sign.prototype, Writable.prototype);
ObjectSetPrototypeOf(Sign, Writable);

Sign.prototype._write = function _write(chunk, encoding, callback) {
  this.update(chunk, encoding);
  callback();
};

Sign.prototype.update = function update(data, encoding) {
  if (typeof data === 'string') {
    checkEncoding(data, encoding);
    native.update(this[kPieces], textBytes(data, encoding));
  } else if (isArrayBufferView(data)) {
    native.update(this[kPieces], data);
  } else {
    throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  return this;
};

Sign.prototype.sign = function sign(options, encoding) {
  if (!options) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const key = keyHandle(options, kConsumePrivate);
  const { padding, salt, flat } = optionsOf(options);
  return encode(native.finishSign(this[kPieces], key, padding, salt, flat), encoding);
};

function Verify(algorithm, options) {
  if (!(this instanceof Verify)) return new Verify(algorithm, options);
  construct(this, algorithm, options);
}
ObjectSetPrototypeOf(Verify.prototype, Writable.prototype);
ObjectSetPrototypeOf(Verify, Writable);

Verify.prototype._write = Sign.prototype._write;
Verify.prototype.update = Sign.prototype.update;

Verify.prototype.verify = function verify(options, signature, encoding) {
  const key = keyHandle(options, kConsumePublic);
  const { padding, salt, flat } = optionsOf(options);
  const bytes = toBytes(signature, 'signature', encoding);
  return native.finishVerify(this[kPieces], key, bytes, padding, salt, flat);
};

/** What a callback gets: bytes as a Buffer. */
function answering(callback) {
  return (error, bytes) => (error ? callback(error) : callback(null, toBuffer(bytes)));
}

function signOneShot(algorithm, data, key, callback) {
  if (algorithm !== null && algorithm !== undefined) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
  data = toBytes(data, 'data');
  if (!key) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const { padding, salt, flat, context } = optionsOf(key);
  const handle = keyHandle(key, kConsumePrivate);
  const digest = algorithm ?? undefined;
  if (callback === undefined) {
    return toBuffer(native.signOnce(handle, data, digest, padding, salt, flat, context, undefined));
  }
  native.signOnce(handle, data, digest, padding, salt, flat, context,
                  asRequest('SIGNREQUEST', answering(callback)));
}

function verifyOneShot(algorithm, data, key, signature, callback) {
  if (algorithm !== null && algorithm !== undefined) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
  data = toBytes(data, 'data');
  const { padding, salt, flat, context } = optionsOf(key);
  if (!isMemory(signature)) throw new ERR_INVALID_ARG_TYPE('signature', kBufferTypes, signature);
  const handle = keyHandle(key, kConsumePublic);
  if (callback !== undefined) callback = asRequest('SIGNREQUEST', callback);
  return native.verifyOnce(handle, data, signature, algorithm ?? undefined, padding, salt, flat, context, callback);
}

const kPkcs1 = 1;
const kOaep = 4;

/** One of the functions that put a block through an RSA key. */
function blockFunction(turn, purpose, usualPadding) {
  return (options, buffer) => {
    const given = hasOptions(options) ? options : { __proto__: null };
    const { oaepHash, oaepLabel, encoding } = given;
    if (oaepHash !== undefined) {
      validateString(oaepHash, 'key.oaepHash');
      native.checkOaep(oaepHash);
    }
    const label = oaepLabel === undefined ? undefined : toBytes(oaepLabel, 'key.oaepLabel', encoding);
    const handle = keyHandle(options, purpose);
    const data = toBytes(buffer, 'buffer', encoding);
    return toBuffer(native.rsaBlock(handle, turn, given.padding || usualPadding, oaepHash, label, data, undefined));
  };
}

module.exports = {
  Sign,
  Verify,
  privateDecrypt: blockFunction(1, kConsumePrivate, kOaep),
  privateEncrypt: blockFunction(2, kConsumePrivate, kPkcs1),
  publicDecrypt: blockFunction(3, kConsumePublic, kPkcs1),
  publicEncrypt: blockFunction(0, kConsumePublic, kOaep),
  signOneShot,
  verifyOneShot,
};
