'use strict';
// CryptoKey: a key with what may be done with it. Owner: crypto. The slots are private; algorithm and usages are copied
// for the program, so that what it changes changes nothing here.

const {
  ArrayPrototypeSlice,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  SymbolFor,
  SymbolToStringTag,
  TypedArrayPrototypeSlice,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');
const { kClone } = require('structured_clone/host');
const { handleOf, makeKey, typeOf } = require('crypto/key_object');

let slots;

// Puts the slots on whatever its base hands back: an object that CryptoKey's own constructor may not make.
class Base {
  constructor(object) {
    return object;
  }
}

class Slotted extends Base {
  #slots;

  constructor(object, given) {
    super(object);
    this.#slots = given;
  }

  static {
    slots = (value) => (typeof value === 'object' && value !== null && #slots in value ? value.#slots : undefined);
  }
}

function isCryptoKey(value) {
  return slots(value) !== undefined;
}

function slotsOf(value) {
  const found = slots(value);
  if (found === undefined) throw new ERR_INVALID_THIS('CryptoKey');
  return found;
}

class CryptoKey {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get type() {
    return typeOf(slotsOf(this).key);
  }

  get extractable() {
    return slotsOf(this).extractable;
  }

  get algorithm() {
    const found = slotsOf(this);
    found.shownAlgorithm ??= copyAlgorithm(found.algorithm);
    return found.shownAlgorithm;
  }

  get usages() {
    const found = slotsOf(this);
    found.shownUsages ??= ArrayPrototypeSlice(found.usages);
    return found.shownUsages;
  }

  [SymbolFor('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('util/inspect');
    const { key, extractable, algorithm, usages } = slotsOf(this);
    return `CryptoKey ${inspect({ type: typeOf(key), extractable, algorithm: copyAlgorithm(algorithm), usages },
                                { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}

function copyAlgorithm(algorithm) {
  const { hash, publicExponent } = { __proto__: null, ...algorithm };
  return {
    ...algorithm,
    ...(publicExponent === undefined ? undefined : { publicExponent: TypedArrayPrototypeSlice(publicExponent) }),
    ...(hash === undefined ? undefined : { hash: { ...hash } }),
  };
}

ObjectDefineProperties(CryptoKey.prototype, {
  type: kEnumerableProperty,
  extractable: kEnumerableProperty,
  algorithm: kEnumerableProperty,
  usages: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'CryptoKey' },
  [kClone]: {
    __proto__: null,
    value() {
      const { key, algorithm, usages, extractable } = slotsOf(this);
      return makeCryptoKey(makeKey(typeOf(key), handleOf(key)), algorithm, usages, extractable);
    },
  },
});

// Objects have a prototype of their own between them and the interface's.
const internalPrototype = { __proto__: CryptoKey.prototype, constructor: CryptoKey };
ObjectDefineProperties(internalPrototype, {
  constructor: { __proto__: null, configurable: true, enumerable: false, value: CryptoKey, writable: true },
});

/** The object for a key object. The algorithm and the usages are this module's from now on. */
function makeCryptoKey(key, algorithm, usages, extractable) {
  const object = {};
  ObjectSetPrototypeOf(object, internalPrototype);
  return new Slotted(object, {
    __proto__: null,
    key,
    algorithm,
    usages: sortUsages(usages),
    extractable,
    shownAlgorithm: undefined,
    shownUsages: undefined,
  });
}

const kUsages = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey',
  'encapsulateKey', 'encapsulateBits', 'decapsulateKey', 'decapsulateBits',
];

/** Each usage once, in the specification's order. */
function sortUsages(usages) {
  const sorted = [];
  for (let i = 0; i < kUsages.length; i++) {
    if (usages.includes(kUsages[i])) sorted.push(kUsages[i]);
  }
  return sorted;
}

function keyObjectOf(cryptoKey) {
  return slotsOf(cryptoKey).key;
}

/** The native key. */
function handleOfCryptoKey(cryptoKey) {
  return handleOf(slotsOf(cryptoKey).key);
}

require('util/key_brands').isCryptoKey = isCryptoKey;

module.exports = { CryptoKey, handleOfCryptoKey, isCryptoKey, keyObjectOf, makeCryptoKey, slotsOf, sortUsages };
