'use strict';
// generateKeyPair(), generateKey() and their synchronous forms. Owner: crypto. Options are checked in Node's order; the
// work is native.

const { ObjectDefineProperty, SafeMap, SafeSet } = primordials;

const {
  codes: {
    ERR_CRYPTO_INVALID_DIGEST,
    ERR_CRYPTO_UNKNOWN_CIPHER,
    ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_INVALID_ARG_VALUE,
    ERR_MISSING_OPTION,
  },
} = require('internal/errors');
const { asRequest } = require('async_hooks/ids');
const { customPromisifyArgs } = require('internal/util');
const {
  validateBuffer,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateUint32,
} = require('internal/validators');
const { exportPrivate, exportPublic } = require('crypto/key_export');
const { makeKey } = require('crypto/key_object');
const { encodingOf } = require('crypto/key_options');
const native = binding('crypto_keys');

const kPlain = new SafeSet([
  'ed25519', 'ed448', 'x25519', 'x448',
  'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87', 'ml-kem-512', 'ml-kem-768', 'ml-kem-1024',
  'slh-dsa-sha2-128f', 'slh-dsa-sha2-128s', 'slh-dsa-sha2-192f', 'slh-dsa-sha2-192s',
  'slh-dsa-sha2-256f', 'slh-dsa-sha2-256s', 'slh-dsa-shake-128f', 'slh-dsa-shake-128s',
  'slh-dsa-shake-192f', 'slh-dsa-shake-192s', 'slh-dsa-shake-256f', 'slh-dsa-shake-256s',
]);

function exponentOf(options) {
  const { publicExponent } = options;
  if (publicExponent === undefined || publicExponent === null) return 0x10001;
  validateUint32(publicExponent, 'options.publicExponent');
  return publicExponent;
}

function checkDigest(name, kind) {
  if (require('crypto/digest_names').isKnown(name)) return;
  const error = new ERR_CRYPTO_INVALID_DIGEST(name);
  if (kind !== undefined) error.message = `Invalid ${kind} digest: ${name}`;
  throw error;
}

function rsa(options) {
  validateUint32(options.modulusLength, 'options.modulusLength');
  return { __proto__: null, modulusLength: options.modulusLength, publicExponent: exponentOf(options) };
}

/** An option under its name and the name that it had before. */
function renamed(options, old, now, code) {
  const before = options[old];
  const value = options[now];
  if (before !== undefined) {
    process.emitWarning(`"options.${old}" is deprecated, use "options.${now}" instead.`, 'DeprecationWarning', code);
    validateString(before, `options.${old}`);
    if (value !== undefined && before !== value) throw new ERR_INVALID_ARG_VALUE(`options.${old}`, before);
  }
  return value ?? before;
}

function rsaPss(options) {
  const recipe = rsa(options);
  const { saltLength, hashAlgorithm, mgf1HashAlgorithm } = options;
  if (saltLength !== undefined) validateInt32(saltLength, 'options.saltLength', 0);
  if (hashAlgorithm !== undefined) validateString(hashAlgorithm, 'options.hashAlgorithm');
  if (mgf1HashAlgorithm !== undefined) validateString(mgf1HashAlgorithm, 'options.mgf1HashAlgorithm');
  recipe.hashAlgorithm = renamed(options, 'hash', 'hashAlgorithm', 'DEP0154');
  recipe.mgf1HashAlgorithm = renamed(options, 'mgf1Hash', 'mgf1HashAlgorithm', 'DEP0154');
  recipe.saltLength = saltLength;
  if (recipe.hashAlgorithm !== undefined) checkDigest(recipe.hashAlgorithm);
  if (recipe.mgf1HashAlgorithm !== undefined) checkDigest(recipe.mgf1HashAlgorithm, 'MGF1');
  return recipe;
}

function dsa(options) {
  validateUint32(options.modulusLength, 'options.modulusLength');
  let { divisorLength } = options;
  if (divisorLength === undefined || divisorLength === null) divisorLength = undefined;
  else validateInt32(divisorLength, 'options.divisorLength', 0);
  return { __proto__: null, modulusLength: options.modulusLength, divisorLength };
}

function ec(options) {
  const { namedCurve, paramEncoding } = options;
  validateString(namedCurve, 'options.namedCurve');
  const isNamed = paramEncoding === undefined || paramEncoding === null || paramEncoding === 'named';
  if (!isNamed && paramEncoding !== 'explicit') throw new ERR_INVALID_ARG_VALUE('options.paramEncoding', paramEncoding);
  return { __proto__: null, namedCurve, explicit: !isNamed };
}

function isGiven(value) {
  return value !== undefined && value !== null;
}

function dh(options) {
  const { group, primeLength, prime, generator } = options;
  if (isGiven(group)) {
    if (isGiven(prime)) throw new ERR_INCOMPATIBLE_OPTION_PAIR('group', 'prime');
    if (isGiven(primeLength)) throw new ERR_INCOMPATIBLE_OPTION_PAIR('group', 'primeLength');
    if (isGiven(generator)) throw new ERR_INCOMPATIBLE_OPTION_PAIR('group', 'generator');
    validateString(group, 'options.group');
    return { __proto__: null, group: require('crypto/dh_groups').numberOf(group) };
  }
  const recipe = { __proto__: null };
  if (isGiven(prime)) {
    if (isGiven(primeLength)) throw new ERR_INCOMPATIBLE_OPTION_PAIR('prime', 'primeLength');
    validateBuffer(prime, 'options.prime');
    recipe.prime = prime;
  } else if (isGiven(primeLength)) {
    validateInt32(primeLength, 'options.primeLength', 0);
    recipe.primeLength = primeLength;
  } else {
    throw new ERR_MISSING_OPTION('At least one of the group, prime, or primeLength options');
  }
  if (isGiven(generator)) {
    validateInt32(generator, 'options.generator', 0);
    recipe.generator = generator;
  }
  return recipe;
}

const kRecipes = new SafeMap([['rsa', rsa], ['rsa-pss', rsaPss], ['dsa', dsa], ['ec', ec], ['dh', dh]]);

function recipeOf(type, options) {
  const make = kRecipes.get(type);
  if (make !== undefined) {
    validateObject(options, 'options');
    return make(options);
  }
  if (!kPlain.has(type)) throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  return { __proto__: null };
}

const kFree = { '__proto__': null, 'jwk': true, 'raw-public': true, 'raw-private': true, 'raw-seed': true };

/** What is wrong with an encoding is told before a key is made. */
function checkEncoding(encoding, name, type, isPublic) {
  if (encoding === undefined || encoding === null) return undefined;
  if (typeof encoding !== 'object') throw new ERR_INVALID_ARG_VALUE(`options.${name}`, encoding);
  if (kFree[encoding.format]) {
    const isForPublic = encoding.format === 'raw-public';
    if (encoding.format !== 'jwk' && isForPublic !== isPublic) {
      throw new ERR_INVALID_ARG_VALUE(`options.${name}.format`, encoding.format);
    }
    return { __proto__: null, ...encoding };
  }
  const checked = encodingOf(encoding, type, isPublic, `options.${name}`);
  if (checked.cipher !== undefined && require('crypto/digest_names').isUnknownCipher(checked.cipher)) {
    throw new ERR_CRYPTO_UNKNOWN_CIPHER();
  }
  return checked;
}

function encodingsOf(type, options) {
  return {
    __proto__: null,
    publicEncoding: checkEncoding(options?.publicKeyEncoding, 'publicKeyEncoding', type, true),
    privateEncoding: checkEncoding(options?.privateKeyEncoding, 'privateKeyEncoding', type, false),
  };
}

/** The pair as the program asked for it. */
function present({ 0: publicKey, 1: privateKey }, { publicEncoding, privateEncoding }) {
  return {
    publicKey: publicEncoding === undefined ? makeKey('public', publicKey) : exportPublic(publicKey, publicEncoding),
    privateKey: privateEncoding === undefined ?
      makeKey('private', privateKey) : exportPrivate(privateKey, privateEncoding),
  };
}

function generateKeyPair(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  validateString(type, 'type');
  if (options !== undefined) validateObject(options, 'options');
  const encodings = encodingsOf(type, options);
  const recipe = recipeOf(type, options);
  native.generate(type, recipe, asRequest('KEYPAIRGENREQUEST', (error, pair) => {
    let made;
    try {
      if (!error) made = present(pair, encodings);
    } catch (failure) {
      error = failure;
    }
    if (error) callback(error);
    else callback(null, made.publicKey, made.privateKey);
  }));
}

ObjectDefineProperty(generateKeyPair, customPromisifyArgs, {
  __proto__: null,
  value: ['publicKey', 'privateKey'],
  enumerable: false,
});

function generateKeyPairSync(type, options) {
  validateString(type, 'type');
  if (options !== undefined) validateObject(options, 'options');
  const encodings = encodingsOf(type, options);
  const recipe = recipeOf(type, options);
  return present(native.generate(type, recipe, undefined), encodings);
}

/** Bytes of a secret key. */
function secretLength(type, options) {
  validateString(type, 'type');
  validateObject(options, 'options');
  const { length } = options;
  switch (type) {
    case 'hmac':
      validateInteger(length, 'options.length', 8, 2 ** 31 - 1);
      break;
    case 'aes':
      validateOneOf(length, 'options.length', [128, 192, 256]);
      break;
    default:
      throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  }
  return length >> 3;
}

function generateKey(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  native.generateSecret(secretLength(type, options), asRequest('KEYGENREQUEST', (error, handle) => {
    if (error) callback(error);
    else callback(undefined, makeKey('secret', handle));
  }));
}

function generateKeySync(type, options) {
  return makeKey('secret', native.generateSecret(secretLength(type, options), undefined));
}

module.exports = { generateKey, generateKeyPair, generateKeyPairSync, generateKeySync };
