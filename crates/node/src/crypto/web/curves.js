'use strict';
// Elliptic curves and the post-quantum algorithms for Web Crypto: keys that are numbers on a curve, or plain bytes.
// Owner: crypto.

const { MathCeil, SafeSet, StringPrototypeSlice, StringPrototypeStartsWith, StringPrototypeToLowerCase, Uint8Array } = primordials;

const { codes: { ERR_CRYPTO_OPERATION_FAILED } } = require('internal/errors');
const { handleOfCryptoKey, slotsOf } = require('crypto/crypto_key');
const { handleOf, typeOf } = require('crypto/key_object');
const { toBuffer } = require('crypto/bytes');
const common = require('crypto/web/common');
const { nameOf } = require('crypto/web/digests');
const { fail } = require('crypto/web/idl');
const pairs = require('crypto/web/pairs');
const keys = binding('crypto_keys');
const signing = binding('crypto_sign');
const agreement = binding('crypto_agree');

const kSigning = { __proto__: null, public: ['verify'], private: ['sign'], use: 'sig' };
const kAgreeing = { __proto__: null, public: [], private: ['deriveKey', 'deriveBits'], use: 'enc' };
const kEncapsulating = {
  __proto__: null,
  public: ['encapsulateKey', 'encapsulateBits'],
  private: ['decapsulateKey', 'decapsulateBits'],
  use: 'enc',
};

function usesOf(name) {
  if (name === 'ECDH' || name[0] === 'X') return kAgreeing;
  return StringPrototypeStartsWith(name, 'ML-KEM') ? kEncapsulating : kSigning;
}

/** The library's names of curves that have one of NIST's. */
const kCurves = { '__proto__': null, 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };

/** What JSON Web Keys call signatures on a curve. */
const kSignatures = { '__proto__': null, 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

function algorithmOf({ name, namedCurve }) {
  return namedCurve === undefined ? { name } : { name, namedCurve };
}

function isMl(name) {
  return StringPrototypeStartsWith(name, 'ML-');
}

async function generateKey(parameters, extractable, usages) {
  const { name, namedCurve } = parameters;
  const uses = usesOf(name);
  pairs.checkPairUsages(usages, uses, name);
  const type = namedCurve === undefined ? StringPrototypeToLowerCase(name) : 'ec';
  const pair = await common.job(() => keys.generate(type, { __proto__: null, namedCurve }, true));
  return pairs.present(pair, algorithmOf(parameters), uses, extractable, usages);
}

/** Checks that the key is of the algorithm, and on its curve. */
function checkKind(handle, { name, namedCurve }) {
  const kind = keys.kind(handle);
  if (kind !== (namedCurve === undefined ? StringPrototypeToLowerCase(name) : 'ec')) {
    fail('Invalid key type', 'DataError');
  }
  if (namedCurve !== undefined && keys.details(handle).namedCurve !== kCurves[namedCurve]) {
    fail('Named curve mismatch', 'DataError');
  }
}

function isPublicRaw(format, name) {
  return format === 'raw-public' || (format === 'raw' && !isMl(name));
}

function importKey(format, data, parameters, extractable, usages) {
  const { name, namedCurve } = parameters;
  const uses = usesOf(name);
  let made;
  if (format === 'KeyObject') {
    made = { type: typeOf(data), handle: handleOf(data) };
    if (made.type === 'secret') fail('Invalid key type', 'DataError');
    common.checkUsages(usages, uses[made.type], name);
  } else if (format === 'jwk') {
    made = importJwk(data, parameters, uses, extractable, usages);
  } else if (isPublicRaw(format, name)) {
    common.checkUsages(usages, uses.public, name);
    const type = namedCurve === undefined ? StringPrototypeToLowerCase(name) : 'ec';
    made = { type: 'public', handle: common.parse(() => keys.rawKey(type, 0, namedCurve ?? '', data, true)) };
  } else if (format === 'raw-seed' && isMl(name)) {
    common.checkUsages(usages, uses.private, name);
    const type = StringPrototypeToLowerCase(name);
    made = { type: 'private', handle: common.parse(() => keys.rawKey(type, 2, '', data, false)) };
  } else {
    made = pairs.fromDer(format, data, uses, usages, name);
  }
  checkKind(made.handle, parameters);
  if (format === 'pkcs8' && isMl(name)) checkSeed(made.handle, name);
  // The library takes numbers that are none of the curve's.
  if (made.type === 'private' && namedCurve !== undefined && format !== 'KeyObject' && !keys.sound(made.handle, true)) {
    fail('Invalid keyData', 'DataError');
  }
  // A point that came in its short form leaves in its long one.
  if (made.type === 'public' && namedCurve !== undefined && format !== 'jwk') {
    made.handle = keys.rawKey('ec', 0, namedCurve, keys.rawPublic(made.handle, false), true);
  }
  return common.wrap(made.type, made.handle, algorithmOf(parameters), usages, extractable);
}

/** Private keys without the seed that they grew from are not taken. */
function checkSeed(handle, name) {
  try {
    keys.rawSeed(handle);
  } catch {
    // The library keeps no seed: the error says what the program needs to know.
    fail(`Importing an ${StringPrototypeSlice(name, 0, 6)} PKCS#8 key without a seed is not supported`, 'NotSupportedError');
  }
}

// The last two numbers of the algorithms' identifiers.
const kIdentifiers = {
  '__proto__': null,
  'ML-DSA-44': [3, 17], 'ML-DSA-65': [3, 18], 'ML-DSA-87': [3, 19],
  'ML-KEM-512': [4, 1], 'ML-KEM-768': [4, 2], 'ML-KEM-1024': [4, 3],
};

/** Private keys leave as their seed alone, or not at all: PKCS#8 with the seed in a context tag of its own. */
function seedAsPkcs8(key) {
  let seed;
  try {
    seed = keys.rawSeed(handleOfCryptoKey(key));
  } catch {
    // Whatever the library says, this is what it means.
    throw common.operationError(new ERR_CRYPTO_OPERATION_FAILED('Failed to get raw seed'));
  }
  const { length } = seed;
  const head = [
    0x30, length + 20, 0x02, 0x01, 0x00, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
    ...kIdentifiers[slotsOf(key).algorithm.name], 0x04, length + 2, 0x80, length,
  ];
  const whole = new Uint8Array(head.length + length);
  whole.set(head);
  whole.set(seed, head.length);
  return whole.buffer;
}

function importJwk(jwk, { name, namedCurve }, uses, extractable, usages) {
  const kty = namedCurve !== undefined ? 'EC' : isMl(name) ? 'AKP' : 'OKP';
  const isPrivate = kty === 'AKP' ? jwk.priv !== undefined : jwk.d !== undefined;
  return pairs.fromJwk(jwk, kty, uses, usages, extractable, name, isPrivate, () => {
    if (kty === 'EC') {
      if (jwk.crv === undefined) fail('Invalid keyData', 'DataError');
      if (jwk.crv !== namedCurve) fail('JWK "crv" does not match the requested algorithm', 'DataError');
      if (name === 'ECDSA' && jwk.alg !== undefined && jwk.alg !== kSignatures[namedCurve]) {
        fail('JWK "alg" does not match the requested algorithm', 'DataError');
      }
    } else if (kty === 'OKP') {
      if (jwk.crv !== name) fail('JWK "crv" Parameter and algorithm name mismatch', 'DataError');
      const isEdwards = name[0] === 'E';
      if (isEdwards && jwk.alg !== undefined && jwk.alg !== name && jwk.alg !== 'EdDSA') {
        fail('JWK "alg" does not match the requested algorithm', 'DataError');
      }
    } else if (jwk.alg !== name) {
      if (jwk.alg === undefined) fail('Invalid keyData', 'DataError');
      fail('JWK "alg" Parameter and algorithm name mismatch', 'DataError');
    }
  });
}

function exportKey(format, key) {
  const { name } = slotsOf(key).algorithm;
  if (format === 'pkcs8' && isMl(name) && typeOf(slotsOf(key).key) === 'private') return seedAsPkcs8(key);
  const alg = name === 'Ed25519' || name === 'Ed448' ? name : undefined;
  return pairs.exportKey(format, key, alg, (wanted, type, handle) => {
    if (type === 'public' && isPublicRaw(wanted, name)) return keys.rawPublic(handle, false);
    if (type === 'private' && wanted === 'raw-seed' && isMl(name)) return keys.rawSeed(handle);
    return undefined;
  });
}

function sign({ hash, context }, key, data) {
  const digest = hash === undefined ? undefined : nameOf(hash.name);
  return common.bytesJob(() => signing.signOnce(
    handleOfCryptoKey(key), data, digest, undefined, undefined, true, context, true));
}

// Points whose order is small, by their y (with the sign's bit cleared): a signature by such a key says nothing.
const kSmallOrder = {
  __proto__: null,
  Ed25519: new SafeSet([
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ]),
  Ed448: new SafeSet([
    `00${'00'.repeat(56)}`,
    `01${'00'.repeat(56)}`,
    `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}00`,
    `ff${'ff'.repeat(27)}fe${'ff'.repeat(27)}00`,
    `00${'00'.repeat(27)}ff${'ff'.repeat(27)}00`,
  ]),
};

function isSmallOrder(name, point) {
  const bytes = toBuffer(point);
  bytes[bytes.length - 1] &= 0x7F;
  return kSmallOrder[name].has(bytes.toString('hex'));
}

async function verify({ name, hash, context }, key, signature, data) {
  if (kSmallOrder[name] !== undefined) {
    const point = keys.rawPublic(handleOfCryptoKey(key), false);
    if (isSmallOrder(name, point) || isSmallOrder(name, signature.slice(0, point.length))) return false;
  }
  const digest = hash === undefined ? undefined : nameOf(hash.name);
  return common.job(() => signing.verifyOnce(
    handleOfCryptoKey(key), data, signature, digest, undefined, undefined, true, context, true));
}

async function deriveBits(parameters, key, length) {
  const other = parameters.public;
  const own = slotsOf(key).algorithm;
  const theirs = slotsOf(other).algorithm;
  if (own.name !== theirs.name) fail('key algorithm mismatch', 'InvalidAccessError');
  if (own.namedCurve !== theirs.namedCurve) fail('Named curve mismatch', 'InvalidAccessError');
  if (length === 0) return new Uint8Array(0).buffer;
  const secret = await common.bytesJob(() => agreement.shared(handleOfCryptoKey(key), handleOfCryptoKey(other), true));
  if (length === null) return secret;
  const size = MathCeil(length / 8);
  if (secret.byteLength < size) fail('derived bit length is too small', 'OperationError');
  const bytes = new Uint8Array(secret.slice(0, size));
  if (length % 8 !== 0) bytes[size - 1] &= 0xFF << (8 - length % 8);
  return bytes.buffer;
}

/** The most bits that a secret has. */
function mostBits(parameters) {
  const { name, namedCurve } = slotsOf(parameters.public).algorithm;
  if (name === 'X25519') return 256;
  if (name === 'X448') return 448;
  return namedCurve === 'P-256' ? 256 : namedCurve === 'P-384' ? 384 : 528;
}

/** `{ sharedKey, ciphertext }`. */
async function encapsulate(key) {
  const { 0: sharedKey, 1: ciphertext } =
    await common.job(() => agreement.encapsulate(handleOfCryptoKey(key), true));
  return { sharedKey: sharedKey.buffer, ciphertext: ciphertext.buffer };
}

function decapsulate(key, ciphertext) {
  return common.bytesJob(() => agreement.decapsulate(handleOfCryptoKey(key), ciphertext, true));
}

module.exports = {
  decapsulate,
  deriveBits,
  encapsulate,
  exportKey,
  generateKey,
  importKey,
  mostBits,
  publicUsages: (name) => usesOf(name).public,
  sign,
  verify,
};
