'use strict';
// Keys as programs hand them in: key objects, PEM, DER, JSON Web Keys, plain bytes. Owner: crypto. Gives native keys.

const { ObjectPrototypeHasOwnProperty, SafeSet, StringPrototypeStartsWith, StringPrototypeToLowerCase } = primordials;

const { Buffer } = require('buffer');
const {
  codes: {
    ERR_CRYPTO_INVALID_JWK,
    ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { isMemory, isStringOrMemory, kBufferTypes, kByteTypes, toBytes } = require('crypto/bytes');
const { handleOf, isKeyObject, makeKey, typeOf, warnOfCryptoKey } = require('crypto/key_object');
const { encodingOf, layoutOf } = require('crypto/key_options');
const native = binding('crypto_keys');

// What the key is wanted for.
const kConsumePublic = 0;
const kConsumePrivate = 1;
const kCreatePublic = 2;
const kCreatePrivate = 3;

function wantsPrivate(purpose) {
  return purpose === kConsumePrivate || purpose === kCreatePrivate;
}

function typesFor(purpose) {
  const types = [...kByteTypes];
  if (purpose !== kCreatePrivate) types.push('KeyObject', 'CryptoKey');
  if (wantsPrivate(purpose)) types.push('URL');
  return types;
}

/** A key object's native key; a private one will do where a public one is wanted. */
function fromKeyObject(key, purpose) {
  if (purpose === kCreatePrivate) throw new ERR_INVALID_ARG_TYPE('key', typesFor(purpose), key);
  const type = typeOf(key);
  if (type !== 'private') {
    if (purpose === kConsumePrivate || purpose === kCreatePublic) {
      throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(type, 'private');
    }
    if (type !== 'public') throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(type, 'private or public');
  }
  return handleOf(key);
}

function asKeyObject(value) {
  if (isKeyObject(value)) return value;
  const { isCryptoKey, keyObjectOf } = require('crypto/crypto_key');
  if (!isCryptoKey(value)) return undefined;
  warnOfCryptoKey();
  return keyObjectOf(value);
}

function isUrl(value) {
  return typeof value === 'object' && value !== null && require('url/whatwg').isURL(value);
}

/** The native key of whatever a program gives for one. */
function keyHandle(key, purpose, name = 'key') {
  const object = asKeyObject(key);
  if (object !== undefined) return fromKeyObject(object, purpose);
  if (isStringOrMemory(key)) return decode(toBytes(key, name), 0, undefined, purpose);
  if (typeof key !== 'object') throw new ERR_INVALID_ARG_TYPE(name, typesFor(purpose), key);

  const { key: data, encoding, format } = key;
  const inner = asKeyObject(data);
  // Only what is consumed may be wrapped together with options of the operation.
  if (inner !== undefined) return fromKeyObject(inner, purpose);
  if (format === 'jwk') {
    validateObject(data, `${name}.key`);
    return fromJwk(data, wantsPrivate(purpose));
  }
  if (format === 'raw-public' || format === 'raw-private' || format === 'raw-seed') {
    return fromRaw(key, purpose, name);
  }
  if (!isStringOrMemory(data)) throw new ERR_INVALID_ARG_TYPE(`${name}.key`, typesFor(purpose), data);
  const options = encodingOf(key, undefined, wantsPrivate(purpose) ? false : undefined, name);
  return decode(toBytes(data, `${name}.key`, encoding), layoutOf(options), options.passphrase, purpose);
}

function decode(bytes, layout, passphrase, purpose) {
  return wantsPrivate(purpose) ? native.privateKey(bytes, layout, passphrase) :
    native.publicKey(bytes, layout, passphrase);
}

const kRawFormats = { '__proto__': null, 'raw-public': 0, 'raw-private': 1, 'raw-seed': 2 };

function fromRaw(options, purpose, name) {
  const { key: data, format, asymmetricKeyType, namedCurve } = options;
  if (!isMemory(data)) throw new ERR_INVALID_ARG_TYPE(`${name}.key`, kBufferTypes, data);
  validateString(asymmetricKeyType, `${name}.asymmetricKeyType`);
  if (asymmetricKeyType === 'ec') validateString(namedCurve, `${name}.namedCurve`);
  if (wantsPrivate(purpose) && format === 'raw-public') throw new ERR_INVALID_ARG_VALUE(`${name}.format`, format);
  return native.rawKey(asymmetricKeyType, kRawFormats[format], namedCurve ?? '', data, !wantsPrivate(purpose));
}

const kNoPrivate = 'JWK does not contain private key material';

function part(value, message) {
  if (typeof value !== 'string') throw invalidJwk(message);
  return Buffer.from(value, 'base64url');
}

// The registry has a fixed text for this code; here the text tells more.
function invalidJwk(message) {
  const error = new ERR_CRYPTO_INVALID_JWK();
  error.message = message;
  return error;
}

/** A plain key of a JSON Web Key: what is wrong with the bytes is wrong with that. */
function plain(kind, format, bytes, isPublic, message) {
  try {
    return native.rawKey(kind, format, '', bytes, isPublic);
  } catch (error) {
    if (error.code === 'ERR_INVALID_ARG_VALUE') throw invalidJwk(message);
    throw error;
  }
}

function fromJwk(jwk, isPrivate) {
  const { kty } = jwk;
  if (typeof kty !== 'string') throw invalidJwk('Invalid JWK format');
  switch (kty) {
    case 'RSA': return rsaOfJwk(jwk, isPrivate);
    case 'EC': return curveOfJwk(jwk, isPrivate);
    case 'OKP': return okpOfJwk(jwk, isPrivate);
    case 'AKP': return akpOfJwk(jwk, isPrivate);
    default: throw invalidJwk(`${kty} is not a supported JWK key type`);
  }
}

function rsaOfJwk(jwk, isPrivate) {
  const message = 'Invalid JWK RSA key';
  const numbers = [part(jwk.n, message), part(jwk.e, message)];
  if (isPrivate) {
    if (jwk.d === undefined) throw invalidJwk(kNoPrivate);
    numbers.push(part(jwk.d, message), part(jwk.p, message), part(jwk.q, message), part(jwk.dp, message),
                 part(jwk.dq, message), part(jwk.qi, message));
  }
  return native.rsaKey(numbers, !isPrivate);
}

function curveOfJwk(jwk, isPrivate) {
  const message = 'Invalid JWK EC key';
  if (typeof jwk.crv !== 'string') throw invalidJwk(message);
  if (jwk.x === undefined || jwk.y === undefined) {
    // A curve that is none is told first.
    if (jwk.crv !== 'P-256' && jwk.crv !== 'P-384' && jwk.crv !== 'P-521' && jwk.crv !== 'secp256k1') {
      return native.curveKey(jwk.crv, new Uint8Array(0), new Uint8Array(0), undefined, true);
    }
    throw invalidJwk(message);
  }
  const x = part(jwk.x, message);
  const y = part(jwk.y, message);
  if (!isPrivate || jwk.d === undefined) {
    const publicKey = native.curveKey(jwk.crv, x, y, undefined, true);
    if (isPrivate) throw invalidJwk(kNoPrivate);
    return publicKey;
  }
  return native.curveKey(jwk.crv, x, y, part(jwk.d, message), false);
}

const kOkpCurves = new SafeSet(['Ed25519', 'Ed448', 'X25519', 'X448']);

function okpOfJwk(jwk, isPrivate) {
  const message = 'Invalid JWK OKP key';
  if (!kOkpCurves.has(jwk.crv)) throw invalidJwk(message);
  const kind = StringPrototypeToLowerCase(jwk.crv);
  const publicKey = plain(kind, 0, part(jwk.x, message), true, message);
  if (!isPrivate) return publicKey;
  if (jwk.d === undefined) throw invalidJwk(kNoPrivate);
  return plain(kind, 1, part(jwk.d, message), false, message);
}

const kAkpKinds = {
  '__proto__': null,
  'ML-DSA-44': 'ml-dsa-44', 'ML-DSA-65': 'ml-dsa-65', 'ML-DSA-87': 'ml-dsa-87',
  'ML-KEM-512': 'ml-kem-512', 'ML-KEM-768': 'ml-kem-768', 'ML-KEM-1024': 'ml-kem-1024',
  'SLH-DSA-SHA2-128f': 'slh-dsa-sha2-128f', 'SLH-DSA-SHA2-128s': 'slh-dsa-sha2-128s',
  'SLH-DSA-SHA2-192f': 'slh-dsa-sha2-192f', 'SLH-DSA-SHA2-192s': 'slh-dsa-sha2-192s',
  'SLH-DSA-SHA2-256f': 'slh-dsa-sha2-256f', 'SLH-DSA-SHA2-256s': 'slh-dsa-sha2-256s',
  'SLH-DSA-SHAKE-128f': 'slh-dsa-shake-128f', 'SLH-DSA-SHAKE-128s': 'slh-dsa-shake-128s',
  'SLH-DSA-SHAKE-192f': 'slh-dsa-shake-192f', 'SLH-DSA-SHAKE-192s': 'slh-dsa-shake-192s',
  'SLH-DSA-SHAKE-256f': 'slh-dsa-shake-256f', 'SLH-DSA-SHAKE-256s': 'slh-dsa-shake-256s',
};

function akpOfJwk(jwk, isPrivate) {
  const message = 'Invalid JWK AKP key';
  const kind = typeof jwk.alg === 'string' ? kAkpKinds[jwk.alg] : undefined;
  if (kind === undefined) throw invalidJwk('Unsupported JWK AKP "alg"');
  const publicKey = plain(kind, 0, part(jwk.pub, message), true, message);
  if (!isPrivate) return publicKey;
  if (jwk.priv === undefined) throw invalidJwk(kNoPrivate);
  return plain(kind, StringPrototypeStartsWith(kind, 'slh-') ? 1 : 2, part(jwk.priv, message), false, message);
}

function createSecretKey(key, encoding) {
  return makeKey('secret', native.secretKey(secretBytes(key, encoding)));
}

function secretBytes(key, encoding) {
  if (!isStringOrMemory(key)) throw new ERR_INVALID_ARG_TYPE('key', kBufferTypes, key);
  return toBytes(key, 'key', encoding);
}

function createPublicKey(key) {
  return makeKey('public', native.publicOf(keyHandle(key, kCreatePublic)));
}

function createPrivateKey(key) {
  return makeKey('private', keyHandle(key, kCreatePrivate));
}

/** Whether a value is an object of options around a key. */
function hasOptions(key) {
  return typeof key === 'object' && key !== null && !isMemory(key) && asKeyObject(key) === undefined &&
    (ObjectPrototypeHasOwnProperty(key, 'key') || key.key !== undefined);
}

module.exports = {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  fromJwk,
  hasOptions,
  invalidJwk,
  kConsumePrivate,
  kConsumePublic,
  kCreatePrivate,
  kCreatePublic,
  keyHandle,
};
