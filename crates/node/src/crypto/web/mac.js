'use strict';
// HMAC and KMAC for Web Crypto. Owner: crypto.

const { MathCeil, StringPrototypeSlice, StringPrototypeStartsWith, Uint8Array } = primordials;

const { handleOfCryptoKey, slotsOf } = require('crypto/crypto_key');
const common = require('crypto/web/common');
const { blockBits, nameOf } = require('crypto/web/digests');
const { fail } = require('crypto/web/idl');
const keys = binding('crypto_keys');
const native = binding('crypto_web');

const kUsages = ['sign', 'verify'];

function strengthOf(name) {
  return +StringPrototypeSlice(name, 4);
}

function lengthOf({ name, hash, length }) {
  if (length !== undefined) return length;
  if (name !== 'HMAC') return strengthOf(name);
  // The block of this family is no measure for keys.
  if (StringPrototypeStartsWith(hash.name, 'SHA3')) {
    fail('Explicit algorithm length member is required', 'NotSupportedError');
  }
  return blockBits(hash.name);
}

function algorithmOf({ name, hash }, length) {
  return hash === undefined ? { name, length } : { name, length, hash: { name: hash.name } };
}

/** Bits beyond the length are none of the key's. */
function masked(bytes, length) {
  const rest = length % 8;
  if (rest !== 0) bytes[bytes.length - 1] &= 0xFF << (8 - rest);
  return bytes;
}

async function generateKey(parameters, extractable, usages) {
  common.checkUsages(usages, kUsages, parameters.name);
  common.checkSomeUsage(usages);
  const length = lengthOf(parameters);
  let handle = await common.job(() => keys.generateSecret(MathCeil(length / 8), true));
  if (length % 8 !== 0) handle = keys.secretKey(masked(keys.secretBytes(handle), length));
  return common.wrap('secret', handle, algorithmOf(parameters, length), usages, extractable);
}

function isRawFor(name) {
  return (format) => format === 'raw-secret' || (format === 'raw' && name === 'HMAC');
}

function jwkAlg({ name, hash }) {
  if (name !== 'HMAC') return `K${strengthOf(name)}`;
  return StringPrototypeSlice(hash.name, 0, 4) === 'SHA-' ? `HS${StringPrototypeSlice(hash.name, 4)}` : undefined;
}

function importKey(format, data, parameters, extractable, usages) {
  const { name } = parameters;
  common.checkUsages(usages, kUsages, name);
  let handle = common.secretOf(format, data, isRawFor(name), 'sig', usages, extractable, name);
  const size = keys.secretSize(handle) * 8;
  if (size === 0 && name === 'HMAC') fail('Zero-length key is not supported', 'DataError');
  const length = parameters.length ?? size;
  if (length > size || length <= size - 8) fail('Invalid key length', 'DataError');
  if (format === 'jwk' && data.alg !== undefined && jwkAlg(parameters) !== undefined &&
      data.alg !== jwkAlg(parameters)) {
    fail('JWK "alg" does not match the requested algorithm', 'DataError');
  }
  if (length % 8 !== 0) handle = keys.secretKey(masked(keys.secretBytes(handle), length));
  return common.wrap('secret', handle, algorithmOf(parameters, length), usages, extractable);
}

function exportKey(format, key) {
  const { algorithm } = slotsOf(key);
  return common.exportSecret(format, key, isRawFor(algorithm.name), jwkAlg(algorithm));
}

const kNothing = new Uint8Array(0);

function sign(parameters, key, data) {
  const { name, hash } = slotsOf(key).algorithm;
  const handle = handleOfCryptoKey(key);
  if (name === 'HMAC') return common.job(() => native.hmac(nameOf(hash.name), handle, data, true));
  const { customization = kNothing, outputLength } = parameters;
  return common.job(() => kmac(name, handle, slotsOf(key).algorithm.length, data, customization, outputLength));
}

async function kmac(name, handle, keyBits, data, customization, outputLength) {
  if (outputLength === 0) return new Uint8Array(0).buffer;
  const made = await native.kmac(strengthOf(name), handle, keyBits, data, customization, outputLength, true);
  masked(new Uint8Array(made), outputLength);
  return made;
}

async function verify(parameters, key, signature, data) {
  const given = signature.slice();
  const made = await sign(parameters, key, data);
  return native.sameBytes(made, given);
}

module.exports = {
  exportKey,
  generateKey,
  getKeyLength: lengthOf,
  importKey,
  sign,
  verify,
};
