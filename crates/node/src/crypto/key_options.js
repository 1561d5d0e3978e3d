'use strict';
// The options that say how a key is written: format, type, cipher and passphrase, checked. Owner: crypto. No state.

const {
  codes: {
    ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { isStringOrMemory, toBytes } = require('crypto/bytes');

/** Layouts as the native side counts them. */
const kLayouts = { __proto__: null, pem: 0, pkcs1: 1, pkcs8: 2, spki: 3, sec1: 4 };

function formatOf(format, usual, name) {
  if (format === undefined && usual !== undefined) return usual;
  if (format === 'pem' || format === 'der' || format === 'jwk') return format;
  throw new ERR_INVALID_ARG_VALUE(name, format);
}

/** `keyType` is that of a key to be written; a key that is read has none yet. */
function typeOfEncoding(type, isRequired, keyType, isPublic, name) {
  if (type === undefined && !isRequired) return undefined;
  if (type === 'pkcs1') {
    if (keyType !== undefined && keyType !== 'rsa') {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for RSA keys');
    }
    return type;
  }
  if (type === 'spki' && isPublic !== false) return type;
  if (type === 'pkcs8' && isPublic !== true) return type;
  if (type === 'sec1' && isPublic !== true) {
    if (keyType !== undefined && keyType !== 'ec') {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for EC keys');
    }
    return type;
  }
  throw new ERR_INVALID_ARG_VALUE(name, type);
}

/**
 * `{ format, type, cipher, passphrase }` of the options of a key. `isPublic` is undefined where either kind will do;
 * `owner` is what the options are called in errors.
 */
function encodingOf(options, keyType, isPublic, owner) {
  validateObject(options, 'options');
  const name = (option) => `${owner}.${option}`;
  const isInput = keyType === undefined;
  const format = formatOf(options.format, isInput ? 'pem' : undefined, name('format'));
  const isRequired = isInput ? format === 'der' : format !== 'jwk';
  const type = typeOfEncoding(options.type, isRequired, keyType, isPublic, name('type'));
  if (isPublic === true) return { __proto__: null, format, type };

  const { cipher, passphrase, encoding } = options;
  if (!isInput) {
    if (cipher !== undefined && cipher !== null) {
      if (typeof cipher !== 'string') throw new ERR_INVALID_ARG_VALUE(name('cipher'), cipher);
      if (format === 'der' && (type === 'pkcs1' || type === 'sec1')) {
        throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'does not support encryption');
      }
    } else if (passphrase !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(name('cipher'), cipher, 'is required when a passphrase is specified');
    }
  }
  const isUsed = isInput ? passphrase !== undefined : cipher !== undefined && cipher !== null;
  if (isUsed && !isStringOrMemory(passphrase)) throw new ERR_INVALID_ARG_VALUE(name('passphrase'), passphrase);
  return {
    __proto__: null,
    format,
    type,
    cipher: cipher ?? undefined,
    passphrase: isUsed ? toBytes(passphrase, 'key.passphrase', encoding) : undefined,
  };
}

/** The native layout of `{ format, type }`. */
function layoutOf({ format, type }) {
  return format === 'der' ? kLayouts[type] : kLayouts.pem;
}

module.exports = { encodingOf, kLayouts, layoutOf };
