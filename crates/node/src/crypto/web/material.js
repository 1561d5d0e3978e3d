'use strict';
// HKDF, PBKDF2 and Argon2 for Web Crypto: keys and bits made of other secrets. Owner: crypto.

const { Uint8Array } = primordials;

const { handleOfCryptoKey, slotsOf } = require('crypto/crypto_key');
const common = require('crypto/web/common');
const { nameOf } = require('crypto/web/digests');
const { fail } = require('crypto/web/idl');
const keys = binding('crypto_keys');
const native = binding('crypto');

const kUsages = ['deriveKey', 'deriveBits'];

function isArgon2(name) {
  return name[0] === 'A';
}

function importKey(format, data, { name }, extractable, usages) {
  common.checkUsages(usages, kUsages, `a ${name}`);
  if (extractable) fail(`${name} keys are not extractable`, 'SyntaxError');
  if (format === 'jwk') throw common.unableToImport(name, format);
  const isRaw = (wanted) => wanted === 'raw-secret' || (wanted === 'raw' && !isArgon2(name));
  const handle = common.secretOf(format, data, isRaw, '', usages, extractable, name);
  return common.wrap('secret', handle, { name }, usages, extractable);
}

const kNothing = new Uint8Array(0);
const kArgon2 = { __proto__: null, Argon2d: 0, Argon2i: 1, Argon2id: 2 };

/** Checks what the length and the parameters say together. */
function check(parameters, length) {
  const { name } = parameters;
  if (length === null) fail('length cannot be null', 'OperationError');
  if (length % 8 !== 0) fail('length must be a multiple of 8', 'OperationError');
  if (!isArgon2(name)) return;
  if (length < 32) fail('length must be >= 32', 'OperationError');
  if (parameters.memory < 8 * parameters.parallelism) {
    fail('memory must be at least 8 times the degree of parallelism', 'OperationError');
  }
}

async function deriveBits(parameters, key, length) {
  check(parameters, length);
  const { name } = slotsOf(key).algorithm;
  const bytes = length / 8;
  if (bytes === 0) return new Uint8Array(0).buffer;
  const secret = keys.secretBytes(handleOfCryptoKey(key));
  const { salt, info, hash } = parameters;
  if (name === 'HKDF') return common.job(() => native.hkdf(nameOf(hash.name), secret, salt, info, bytes, true));
  if (name === 'PBKDF2') {
    return common.job(() => native.pbkdf2(secret, salt, parameters.iterations, bytes, nameOf(hash.name), true));
  }
  const { nonce, secretValue = kNothing, associatedData = kNothing, parallelism, memory, passes } = parameters;
  return common.job(() => native.argon2(
    kArgon2[name], secret, nonce, secretValue, associatedData, parallelism, bytes, memory, passes, true));
}

module.exports = { check, deriveBits, getKeyLength: () => null, importKey };
