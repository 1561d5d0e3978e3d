'use strict';
// node:crypto. Only gathers what the other files of this folder make; what is not there yet says so.

const { ObjectAssign, ObjectDefineProperties, ObjectDefineProperty } = primordials;

const library = require('crypto/library');
const { Cipheriv, Decipheriv, createCipheriv, createDecipheriv, getCipherInfo } = require('crypto/cipher');
const constants = require('crypto/constants');
const agreement = require('crypto/agreement');
const { Certificate } = require('crypto/certificate');
const derive = require('crypto/derive');
const { Hash, Hmac, createHash, createHmac, hash } = require('crypto/hash');
const generation = require('crypto/key_generation');
const { createPrivateKey, createPublicKey, createSecretKey } = require('crypto/key_input');
const { KeyObject } = require('crypto/key_object');
const prime = require('crypto/prime');
const random = require('crypto/random');
const signing = require('crypto/sign');
const { X509Certificate } = require('crypto/x509');
const { getOptionValue } = require('internal/options');
const { cachedResult, deprecate } = require('internal/util');

library.configure();

const { DiffieHellman, DiffieHellmanGroup, ECDH, decapsulate, diffieHellman, encapsulate } = agreement;

function getRandomValues(array) {
  return require('crypto/web/crypto').crypto.getRandomValues(array);
}

function createDiffieHellman(sizeOrKey, keyEncoding, generator, generatorEncoding) {
  return new DiffieHellman(sizeOrKey, keyEncoding, generator, generatorEncoding);
}

function createDiffieHellmanGroup(name) {
  return new DiffieHellmanGroup(name);
}

function createECDH(curve) {
  return new ECDH(curve);
}

function createSign(algorithm, options) {
  return new signing.Sign(algorithm, options);
}

function createVerify(algorithm, options) {
  return new signing.Verify(algorithm, options);
}

module.exports = ObjectAssign({}, {
  ...generation,
  ...derive,
  ...prime,
  ...random,
  Certificate,
  Cipheriv,
  Decipheriv,
  DiffieHellman,
  DiffieHellmanGroup,
  ECDH,
  Hash,
  Hmac,
  KeyObject,
  Sign: signing.Sign,
  Verify: signing.Verify,
  X509Certificate,
  createCipheriv,
  createDecipheriv,
  createDiffieHellman,
  createDiffieHellmanGroup,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  createSign,
  createVerify,
  decapsulate,
  diffieHellman,
  encapsulate,
  getCipherInfo,
  getCiphers: library.getCiphers,
  getCurves: library.getCurves,
  getDiffieHellman: createDiffieHellmanGroup,
  getFips: library.getFips,
  getHashes: library.getHashes,
  getRandomValues,
  hash,
  privateDecrypt: signing.privateDecrypt,
  privateEncrypt: signing.privateEncrypt,
  publicDecrypt: signing.publicDecrypt,
  publicEncrypt: signing.publicEncrypt,
  secureHeapUsed: library.secureHeapUsed,
  setEngine: library.setEngine,
  setFips: library.setFips,
  sign: signing.signOneShot,
  timingSafeEqual: library.timingSafeEqual,
  verify: signing.verifyOneShot,
});

/** An older name of randomBytes(), which programs may replace. */
function olderName(key) {
  const { randomBytes } = random;
  const get = getOptionValue('--pending-deprecation') === true ?
    cachedResult(() => deprecate(randomBytes, `crypto.${key} is deprecated.`, 'DEP0115')) : () => randomBytes;
  return {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get,
    set(value) {
      ObjectDefineProperty(this, key, { __proto__: null, value, configurable: true, enumerable: true, writable: true });
    },
  };
}

ObjectDefineProperties(module.exports, {
  constants: { __proto__: null, value: constants, enumerable: true, writable: false, configurable: false },
  fips: {
    __proto__: null,
    enumerable: false,
    configurable: false,
    get: deprecate(library.getFips, 'The crypto.fips is deprecated. Please use crypto.getFips()', 'DEP0093'),
    set: deprecate(library.setFips, 'The crypto.fips is deprecated. Please use crypto.setFips()', 'DEP0093'),
  },
  webcrypto: {
    __proto__: null,
    enumerable: true,
    configurable: false,
    get() {
      return require('crypto/web/crypto').crypto;
    },
    set: undefined,
  },
  subtle: {
    __proto__: null,
    enumerable: true,
    configurable: false,
    get() {
      return require('crypto/web/crypto').crypto.subtle;
    },
    set: undefined,
  },
  prng: olderName('prng'),
  pseudoRandomBytes: olderName('pseudoRandomBytes'),
  rng: olderName('rng'),
});
