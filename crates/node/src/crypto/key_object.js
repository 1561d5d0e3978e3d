'use strict';
// KeyObject and its kinds. Owner: crypto. The key itself is native and immutable; what is read here comes from private
// fields, never from properties that a program can change.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  SymbolToStringTag,
} = primordials;

const {
  codes: {
    ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { setSecretReader } = require('crypto/secret');
const { kClone } = require('structured_clone/host');
const native = binding('crypto_keys');

const kMade = { __proto__: null };

let typeOf;
let handleOf;
let isKeyObject;

class KeyObject {
  #type;
  #handle;

  constructor(type, handle, made) {
    if (type !== 'secret' && type !== 'public' && type !== 'private') throw new ERR_INVALID_ARG_VALUE('type', type);
    if (made !== kMade) throw new ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    this.#type = type;
    this.#handle = handle;
  }

  static {
    isKeyObject = (value) => typeof value === 'object' && value !== null && #handle in value;
    typeOf = (key) => key.#type;
    handleOf = (key) => key.#handle;
  }

  get type() {
    check(this);
    return this.#type;
  }

  static from(key) {
    const { isCryptoKey, keyObjectOf } = require('crypto/crypto_key');
    if (!isCryptoKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    return keyObjectOf(key);
  }

  toCryptoKey(algorithm, extractable, keyUsages) {
    check(this);
    return require('crypto/web/convert').toCryptoKey(this, algorithm, extractable, keyUsages);
  }

  equals(otherKeyObject) {
    check(this);
    if (!isKeyObject(otherKeyObject)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    return sameKey(this, otherKeyObject);
  }
}

let isWarned = false;

/** Crypto keys are for Web Crypto: elsewhere they are taken with a warning, once. */
function warnOfCryptoKey() {
  if (isWarned) return;
  isWarned = true;
  process.emitWarning('Passing a CryptoKey to node:crypto functions is deprecated.', 'DeprecationWarning', 'DEP0203');
}

/** Whether two key objects hold the same key. */
function sameKey(one, two) {
  return typeOf(one) === typeOf(two) && native.equals(handleOf(one), handleOf(two));
}

function check(value, type, name = 'KeyObject') {
  if (!isKeyObject(value) || (type !== undefined && typeOf(value) !== type)) throw new ERR_INVALID_THIS(name);
}

class SecretKeyObject extends KeyObject {
  get symmetricKeySize() {
    check(this, 'secret', 'SecretKeyObject');
    return native.secretSize(handleOf(this));
  }

  export(options) {
    check(this, 'secret', 'SecretKeyObject');
    return require('crypto/key_export').exportSecret(handleOf(this), options);
  }
}

class AsymmetricKeyObject extends KeyObject {
  get asymmetricKeyType() {
    return kindOf(checkAsymmetric(this));
  }

  get asymmetricKeyDetails() {
    const key = checkAsymmetric(this);
    return kindOf(key) === undefined ? undefined : native.details(handleOf(key));
  }
}

function checkAsymmetric(value) {
  if (!isKeyObject(value) || typeOf(value) === 'secret') throw new ERR_INVALID_THIS('AsymmetricKeyObject');
  return value;
}

class PublicKeyObject extends AsymmetricKeyObject {
  export(options) {
    check(this, 'public', 'PublicKeyObject');
    return require('crypto/key_export').exportPublic(handleOf(this), options);
  }
}

class PrivateKeyObject extends AsymmetricKeyObject {
  export(options) {
    check(this, 'private', 'PrivateKeyObject');
    return require('crypto/key_export').exportPrivate(handleOf(this), options);
  }
}

ObjectDefineProperties(KeyObject.prototype, {
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'KeyObject' },
  [kClone]: {
    __proto__: null,
    value() {
      return makeKey(typeOf(this), handleOf(this));
    },
  },
});

// Classes print by their own names, not by the tag.
const kClasses = { __proto__: null, secret: SecretKeyObject, public: PublicKeyObject, private: PrivateKeyObject };

/** The object for a native key. */
function makeKey(type, handle) {
  return new kClasses[type](type, handle, kMade);
}

/** Node's name of an asymmetric key's algorithm. */
function kindOf(key) {
  return native.kind(handleOf(key));
}

ObjectDefineProperty(KeyObject, 'prototype', { __proto__: null, writable: false });
setSecretReader((key) => {
  let object = key;
  if (!isKeyObject(key)) {
    const { isCryptoKey, keyObjectOf } = require('crypto/crypto_key');
    if (!isCryptoKey(key)) return undefined;
    warnOfCryptoKey();
    object = keyObjectOf(key);
  }
  const type = typeOf(object);
  if (type !== 'secret') throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(type, 'secret');
  return native.secretBytes(handleOf(object));
});
require('util/key_brands').isKeyObject = isKeyObject;

module.exports = { KeyObject, handleOf, isKeyObject, kindOf, makeKey, sameKey, typeOf, warnOfCryptoKey };
