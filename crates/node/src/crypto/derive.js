'use strict';
// Keys out of passwords and other keys: pbkdf2, scrypt, hkdf, argon2, each at once or on the pool. Owned by `crypto`. Here
// arguments are checked; the native side takes copies of what a job needs.

const { ArrayPrototypeIndexOf, FunctionPrototypeCall, ObjectFreeze } = primordials;

const native = binding('crypto');
const { asRequest } = require('async_hooks/ids');
const { FastBuffer } = require('buffer/pool');
const { bytesOf, secretBytes } = require('crypto/secret');
const {
  codes: { ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

/** What answers a job: the callback gets a Buffer. */
function withBuffer(callback) {
  return (error, memory) => {
    if (error) FunctionPrototypeCall(callback, undefined, error);
    else FunctionPrototypeCall(callback, undefined, null, new FastBuffer(memory));
  };
}

// --- PBKDF2 ------------------------------------------------------------------------------------------------

function derivePbkdf2(password, salt, iterations, keylen, digest, callback, isSync) {
  validateString(digest, 'digest');
  password = bytesOf(password, 'password');
  salt = bytesOf(salt, 'salt');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  if (isSync) return new FastBuffer(native.pbkdf2(password, salt, iterations, keylen, digest));
  validateFunction(callback, 'callback');
  native.pbkdf2(password, salt, iterations, keylen, digest, asRequest('PBKDF2REQUEST', withBuffer(callback)));
}

function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  derivePbkdf2(password, salt, iterations, keylen, digest, callback, false);
}

function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  return derivePbkdf2(password, salt, iterations, keylen, digest, undefined, true);
}

// --- scrypt ------------------------------------------------------------------------------------------------

const kScryptDefaults = ObjectFreeze({ __proto__: null, N: 16384, r: 8, p: 1, maxmem: 32 << 20 });

/** An option that has two names. */
function scryptOption(options, short, long) {
  let value = options[short];
  if (value !== undefined) validateUint32(value, short);
  if (options[long] !== undefined) {
    if (value !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
    value = options[long];
    validateUint32(value, long);
  }
  // Zero is the default, too.
  return value || kScryptDefaults[short];
}

function checkScrypt(password, salt, keylen, options) {
  password = bytesOf(password, 'password');
  salt = bytesOf(salt, 'salt');
  validateInt32(keylen, 'keylen', 0);
  let { N, r, p, maxmem } = kScryptDefaults;
  if (options && options !== kScryptDefaults) {
    N = scryptOption(options, 'N', 'cost');
    r = scryptOption(options, 'r', 'blockSize');
    p = scryptOption(options, 'p', 'parallelization');
    if (options.maxmem !== undefined) {
      maxmem = options.maxmem;
      validateInteger(maxmem, 'maxmem', 0);
      maxmem ||= kScryptDefaults.maxmem;
    }
  }
  native.checkScrypt(N, r, p, maxmem);
  return { __proto__: null, password, salt, N, r, p, maxmem };
}

function scrypt(password, salt, keylen, options, callback = kScryptDefaults) {
  if (callback === kScryptDefaults) {
    callback = options;
    options = kScryptDefaults;
  }
  const checked = checkScrypt(password, salt, keylen, options);
  validateFunction(callback, 'callback');
  native.scrypt(checked.password, checked.salt, checked.N, checked.r, checked.p, checked.maxmem, keylen,
                asRequest('SCRYPTREQUEST', withBuffer(callback)));
}

function scryptSync(password, salt, keylen, options = kScryptDefaults) {
  const { password: secret, salt: bytes, N, r, p, maxmem } = checkScrypt(password, salt, keylen, options);
  return new FastBuffer(native.scrypt(secret, bytes, N, r, p, maxmem, keylen));
}

// --- HKDF --------------------------------------------------------------------------------------------------

const kKeyTypes = ['string', 'SecretKeyObject', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'];
const kByteTypes = ['string', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'];

function isBytes(value) {
  return typeof value === 'string' || isArrayBufferView(value) || isAnyArrayBuffer(value);
}

function hkdfKey(ikm) {
  // Anything that has no bytes may be a key object.
  if (!isBytes(ikm) && (typeof ikm !== 'object' || ikm === null)) throw new ERR_INVALID_ARG_TYPE('ikm', kKeyTypes, ikm);
  try {
    return secretBytes(ikm, undefined, 'ikm');
  } catch (error) {
    if (error.code === 'ERR_INVALID_ARG_TYPE') throw new ERR_INVALID_ARG_TYPE('ikm', kKeyTypes, ikm);
    throw error;
  }
}

function hkdfBytes(value, name) {
  if (!isBytes(value)) throw new ERR_INVALID_ARG_TYPE(name, kByteTypes, value);
  return bytesOf(value, name);
}

function checkHkdf(digest, ikm, salt, info, length) {
  validateString(digest, 'digest');
  const key = hkdfKey(ikm);
  salt = hkdfBytes(salt, 'salt');
  info = hkdfBytes(info, 'info');
  validateInteger(length, 'length', 0, 2 ** 53 - 1);
  if (info.byteLength > 1024) {
    throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', info.byteLength);
  }
  return { __proto__: null, key, salt, info };
}

function hkdf(digest, ikm, salt, info, length, callback) {
  const checked = checkHkdf(digest, ikm, salt, info, length);
  validateFunction(callback, 'callback');
  native.hkdf(digest, checked.key, checked.salt, checked.info, length, asRequest('DERIVEBITSREQUEST', (error, memory) => {
    if (error) FunctionPrototypeCall(callback, undefined, error);
    else FunctionPrototypeCall(callback, undefined, null, memory);
  }));
}

function hkdfSync(digest, ikm, salt, info, length) {
  const checked = checkHkdf(digest, ikm, salt, info, length);
  return native.hkdf(digest, checked.key, checked.salt, checked.info, length);
}

// --- Argon2 ------------------------------------------------------------------------------------------------

const kMost32 = 2 ** 32 - 1;
const kArgon2Kinds = ['argon2d', 'argon2i', 'argon2id'];

function checkArgon2(algorithm, parameters) {
  validateString(algorithm, 'algorithm');
  validateOneOf(algorithm, 'algorithm', kArgon2Kinds);
  validateObject(parameters, 'parameters');
  const { parallelism, tagLength, memory, passes } = parameters;
  const message = bytesOf(parameters.message, 'parameters.message');
  const nonce = bytesOf(parameters.nonce, 'parameters.nonce');
  validateInteger(nonce.byteLength, 'parameters.nonce.byteLength', 8, kMost32);
  validateInteger(parallelism, 'parameters.parallelism', 1, 2 ** 24 - 1);
  validateInteger(tagLength, 'parameters.tagLength', 4, kMost32);
  validateInteger(memory, 'parameters.memory', 8 * parallelism, kMost32);
  validateInteger(passes, 'parameters.passes', 1, kMost32);
  const optional = (name) => (parameters[name] === undefined ? new FastBuffer() :
    bytesOf(parameters[name], `parameters.${name}`));
  return [
    ArrayPrototypeIndexOf(kArgon2Kinds, algorithm), message, nonce, optional('secret'), optional('associatedData'),
    parallelism, tagLength, memory, passes,
  ];
}

function argon2(algorithm, parameters, callback) {
  const { 0: kind, 1: message, 2: nonce, 3: secret, 4: data, 5: lanes, 6: length, 7: memory, 8: passes } =
    checkArgon2(algorithm, parameters);
  validateFunction(callback, 'callback');
  native.argon2(kind, message, nonce, secret, data, lanes, length, memory, passes,
                asRequest('ARGON2REQUEST', withBuffer(callback)));
}

function argon2Sync(algorithm, parameters) {
  const { 0: kind, 1: message, 2: nonce, 3: secret, 4: data, 5: lanes, 6: length, 7: memory, 8: passes } =
    checkArgon2(algorithm, parameters);
  return new FastBuffer(native.argon2(kind, message, nonce, secret, data, lanes, length, memory, passes));
}

module.exports = { argon2, argon2Sync, hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
