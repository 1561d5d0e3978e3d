'use strict';
// Keys as the program wants them: PEM, DER, JSON Web Keys, plain bytes. Owner: crypto.

const { ArrayPrototypeForEach, StringPrototypeStartsWith, StringPrototypeToUpperCase } = primordials;

const {
  codes: {
    ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS,
    ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateObject, validateOneOf } = require('internal/validators');
const { toBuffer } = require('crypto/bytes');
const { encodingOf, kLayouts } = require('crypto/key_options');
const native = binding('crypto_keys');

function base64url(bytes) {
  return toBuffer(bytes).toString('base64url');
}

const kRsaNames = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

function withNames(jwk, names, parts) {
  ArrayPrototypeForEach(parts, (part, i) => jwk[names[i]] = base64url(part));
  return jwk;
}

/** `alg` of a key whose algorithm says all. */
function akpName(kind) {
  if (!StringPrototypeStartsWith(kind, 'slh-')) return StringPrototypeToUpperCase(kind);
  return StringPrototypeToUpperCase(kind.slice(0, -1)) + kind[kind.length - 1];
}

/** A public or private key as a JSON Web Key. */
function toJwk(handle, isPrivate) {
  const kind = native.kind(handle);
  switch (kind) {
    case 'rsa':
      return withNames({ kty: 'RSA' }, kRsaNames, native.rsaNumbers(handle, isPrivate));
    case 'ec': {
      const { 0: crv, 1: parts } = native.coordinates(handle, isPrivate);
      return { ...withNames({ kty: 'EC' }, ['x', 'y'], parts.slice(0, 2)), crv,
               ...(isPrivate ? { d: base64url(parts[2]) } : undefined) };
    }
    case 'ed25519':
    case 'ed448':
    case 'x25519':
    case 'x448': {
      const jwk = { crv: `${StringPrototypeToUpperCase(kind[0])}${kind.slice(1)}` };
      if (isPrivate) jwk.d = base64url(native.rawPrivate(handle));
      jwk.x = base64url(native.rawPublic(handle, false));
      jwk.kty = 'OKP';
      return jwk;
    }
  }
  if (kind === undefined || kind === 'rsa-pss' || kind === 'dsa' || kind === 'dh') {
    throw new ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE();
  }
  const jwk = { kty: 'AKP', alg: akpName(kind), pub: base64url(native.rawPublic(handle, false)) };
  if (isPrivate) {
    jwk.priv = base64url(StringPrototypeStartsWith(kind, 'slh-') ? native.rawPrivate(handle) : native.rawSeed(handle));
  }
  return jwk;
}

function exportSecret(handle, options) {
  if (options !== undefined) {
    validateObject(options, 'options');
    validateOneOf(options.format, 'options.format', [undefined, 'buffer', 'jwk']);
    if (options.format === 'jwk') return { kty: 'oct', k: base64url(native.secretBytes(handle)) };
  }
  return toBuffer(native.secretBytes(handle));
}

/** `owner` is what the options are called in errors. */
function exportPublic(handle, options, owner = 'options') {
  validateObject(options, 'options');
  const { format } = options;
  if (format === 'jwk') return toJwk(handle, false);
  const kind = native.kind(handle);
  if (format === 'raw-public') {
    const { type } = options;
    if (kind === 'ec' && type !== undefined) {
      validateOneOf(type, `${owner}.type`, ['compressed', 'uncompressed']);
    }
    return toBuffer(native.rawPublic(handle, type === 'compressed'));
  }
  return writePublic(handle, encodingOf(options, kind, true, owner));
}

function writePublic(handle, { format, type }) {
  const isText = format === 'pem';
  const written = native.exportPublic(handle, kLayouts[type], isText);
  return isText ? written : toBuffer(written);
}

function refuseEncryption(format, { cipher, passphrase }) {
  if (cipher !== undefined || passphrase !== undefined) {
    throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(format, 'does not support encryption');
  }
}

function exportPrivate(handle, options, owner = 'options') {
  validateObject(options, 'options');
  const { format } = options;
  switch (format) {
    case 'jwk':
      refuseEncryption(format, options);
      return toJwk(handle, true);
    case 'raw-private':
      refuseEncryption(format, options);
      return toBuffer(native.rawPrivate(handle));
    case 'raw-seed':
      refuseEncryption(format, options);
      return toBuffer(native.rawSeed(handle));
    case 'raw-public':
      throw new ERR_INVALID_ARG_VALUE(`${owner}.format`, format);
  }
  return writePrivate(handle, encodingOf(options, native.kind(handle), false, owner));
}

function writePrivate(handle, { format, type, cipher, passphrase }) {
  const isText = format === 'pem';
  const written = native.exportPrivate(handle, kLayouts[type], isText, cipher, passphrase);
  return isText ? written : toBuffer(written);
}

module.exports = { exportPrivate, exportPublic, exportSecret, toJwk };
