'use strict';
// RSA for Web Crypto. Owner: crypto.

const { MathCeil, StringPrototypeSlice, StringPrototypeStartsWith, Uint8Array } = primordials;

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { handleOfCryptoKey, slotsOf } = require('crypto/crypto_key');
const { typeOf, handleOf } = require('crypto/key_object');
const common = require('crypto/web/common');
const pairs = require('crypto/web/pairs');
const { nameOf } = require('crypto/web/digests');
const { fail } = require('crypto/web/idl');
const keys = binding('crypto_keys');
const native = binding('crypto_sign');

const kSigning = { __proto__: null, public: ['verify'], private: ['sign'], use: 'sig' };
const kEncrypting = {
  __proto__: null, public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'], use: 'enc',
};

function usesOf(name) {
  return name === 'RSA-OAEP' ? kEncrypting : kSigning;
}

/** A public exponent's bytes as a number; undefined for one that no key can have, null for one too large. */
function exponentOf(bytes) {
  let number = 0;
  for (let i = 0; i < bytes.length; i++) {
    number = number * 256 + bytes[i];
    if (number > 0xFFFFFFFF) return null;
  }
  return number % 2 === 1 && number > 1 ? number : undefined;
}

function algorithmOf({ name, hash }, handle) {
  const { modulusLength, publicExponent } = keys.details(handle);
  let hex = publicExponent.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(StringPrototypeSlice(hex, 2 * i, 2 * i + 2), 16);
  return { name, modulusLength, publicExponent: bytes, hash: { name: hash.name } };
}

async function generateKey(parameters, extractable, usages) {
  const { name, modulusLength, publicExponent } = parameters;
  const uses = usesOf(name);
  pairs.checkPairUsages(usages, uses, name);
  const exponent = exponentOf(publicExponent);
  if (exponent === null) fail('The publicExponent must be equivalent to an unsigned 32-bit value', 'OperationError');
  if (exponent === undefined) throw common.operationError();
  const recipe = { __proto__: null, modulusLength, publicExponent: exponent };
  const pair = await common.job(() => keys.generate('rsa', recipe, true));
  return pairs.present(pair, algorithmOf(parameters, pair[0]), uses, extractable, usages);
}

function jwkAlg({ name, hash }) {
  if (!StringPrototypeStartsWith(hash.name, 'SHA-')) return undefined;
  const bits = StringPrototypeSlice(hash.name, 4);
  if (name === 'RSA-OAEP') return bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}`;
  return `${name === 'RSA-PSS' ? 'PS' : 'RS'}${bits}`;
}

function importKey(format, data, parameters, extractable, usages) {
  const { name } = parameters;
  const uses = usesOf(name);
  let made;
  if (format === 'KeyObject') {
    made = { type: typeOf(data), handle: handleOf(data) };
    if (made.type === 'secret') fail('Invalid key type', 'DataError');
    common.checkUsages(usages, uses[made.type], name);
  } else if (format === 'jwk') {
    made = pairs.fromJwk(data, 'RSA', uses, usages, extractable, name, data.d !== undefined, () => {
      if (data.alg !== undefined && jwkAlg(parameters) !== undefined && data.alg !== jwkAlg(parameters)) {
        fail('JWK "alg" does not match the requested algorithm', 'DataError');
      }
    });
  } else {
    made = pairs.fromDer(format, data, uses, usages, name);
  }
  if (keys.kind(made.handle) !== 'rsa') fail('Invalid key type', 'DataError');
  return common.wrap(made.type, made.handle, algorithmOf(parameters, made.handle), usages, extractable);
}

function exportKey(format, key) {
  return pairs.exportKey(format, key, jwkAlg(slotsOf(key).algorithm));
}

const kDigestBytes = {
  '__proto__': null,
  'SHA-1': 20, 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64, 'SHA3-256': 32, 'SHA3-384': 48, 'SHA3-512': 64,
};

// The library's numbers of paddings.
const kPkcs1 = 1;
const kOaep = 4;
const kPss = 6;

/** The salt must leave room for the digest. */
function checkSalt(salt, { modulusLength, hash }) {
  const most = MathCeil((modulusLength - 1) / 8) - kDigestBytes[hash.name] - 2;
  if (salt > most) {
    throw common.operationError(new ERR_OUT_OF_RANGE('algorithm.saltLength', `>= 0 && <= ${most}`, salt));
  }
}

function signing(parameters, key) {
  const { name, hash } = slotsOf(key).algorithm;
  const isPss = name === 'RSA-PSS';
  if (isPss) checkSalt(parameters.saltLength, slotsOf(key).algorithm);
  return { digest: nameOf(hash.name), padding: isPss ? kPss : kPkcs1, salt: isPss ? parameters.saltLength : undefined };
}

async function sign(parameters, key, data) {
  const { digest, padding, salt } = signing(parameters, key);
  return common.bytesJob(
    () => native.signOnce(handleOfCryptoKey(key), data, digest, padding, salt, false, undefined, true));
}

async function verify(parameters, key, signature, data) {
  const { digest, padding, salt } = signing(parameters, key);
  return common.job(() => native.verifyOnce(
    handleOfCryptoKey(key), data, signature, digest, padding, salt, false, undefined, true));
}

function block(turn, { label }, key, data) {
  const { hash } = slotsOf(key).algorithm;
  return common.bytesJob(
    () => native.rsaBlock(handleOfCryptoKey(key), turn, kOaep, nameOf(hash.name), label, data, true));
}

module.exports = {
  decrypt: (parameters, key, data) => block(1, parameters, key, data),
  encrypt: (parameters, key, data) => block(0, parameters, key, data),
  exportKey,
  generateKey,
  importKey,
  publicUsages: (name) => usesOf(name).public,
  sign,
  verify,
};
