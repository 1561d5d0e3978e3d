'use strict';
// globalThis.crypto: Crypto, with its random values. Owner: crypto.

const {
  ObjectDefineProperties,
  SafeSet,
  SymbolToStringTag,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('internal/errors');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { requiredArguments } = require('internal/webidl');
const { CryptoKey } = require('crypto/crypto_key');
const { SubtleCrypto, subtle } = require('crypto/web/subtle');
const random = require('crypto/random');

const kIntegers = new SafeSet([
  'Int8Array', 'Int16Array', 'Int32Array', 'Uint8Array', 'Uint16Array', 'Uint32Array', 'Uint8ClampedArray',
  'BigInt64Array', 'BigUint64Array',
]);

/** The most bytes that one call may ask for. */
const kMost = 65536;

class Crypto {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get subtle() {
    check(this);
    return subtle;
  }

  getRandomValues(array) {
    check(this);
    requiredArguments(arguments.length, 1, { prefix: "Failed to execute 'getRandomValues' on 'Crypto'" });
    if (!kIntegers.has(TypedArrayPrototypeGetSymbolToStringTag(array))) {
      throw lazyDOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    }
    if (array.byteLength > kMost) {
      throw lazyDOMException(
        'The requested length exceeds 65,536 bytes', 'QuotaExceededError');
    }
    return random.randomFillSync(array);
  }

  randomUUID(options) {
    check(this);
    return random.randomUUID(options);
  }
}
function check(value) {
  if (value !== crypto) throw new ERR_INVALID_THIS('Crypto');
}

ObjectDefineProperties(Crypto.prototype, {
  subtle: kEnumerableProperty,
  getRandomValues: kEnumerableProperty,
  randomUUID: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Crypto' },
});

const crypto = { __proto__: Crypto.prototype };

module.exports = { Crypto, CryptoKey, SubtleCrypto, crypto };
