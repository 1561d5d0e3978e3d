'use strict';
// node:crypto. Only gathers what the other files of this folder make; what is not there yet says so.

const { ObjectAssign, ObjectDefineProperties, ObjectDefineProperty } = primordials;

const library = require('crypto/library');
const { Cipheriv, Decipheriv, createCipheriv, createDecipheriv, getCipherInfo } = require('crypto/cipher');
const constants = require('crypto/constants');
const derive = require('crypto/derive');
const { Hash, Hmac, createHash, createHmac, hash } = require('crypto/hash');
const prime = require('crypto/prime');
const random = require('crypto/random');
const { getOptionValue } = require('internal/options');
const { cachedResult, deprecate } = require('internal/util');

library.configure();

function getRandomValues(array) {
  return random.randomFillSync(array);
}

const { configure, ...ofLibrary } = library;

module.exports = ObjectAssign(require('internal/absent')('crypto'), {
  ...ofLibrary,
  ...derive,
  ...prime,
  ...random,
  Cipheriv,
  Decipheriv,
  Hash,
  Hmac,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  getCipherInfo,
  getRandomValues,
  hash,
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
  prng: olderName('prng'),
  pseudoRandomBytes: olderName('pseudoRandomBytes'),
  rng: olderName('rng'),
});
