'use strict';
// What public and private keys of Web Crypto share: usages by half, SPKI and PKCS#8, JSON Web Keys. Owner: crypto.

const { handleOfCryptoKey, slotsOf } = require('crypto/crypto_key');
const { toJwk } = require('crypto/key_export');
const { fromJwk: handleFromJwk } = require('crypto/key_input');
const { typeOf } = require('crypto/key_object');
const common = require('crypto/web/common');
const keys = binding('crypto_keys');

// Layouts as the native side counts them.
const kPkcs8 = 2;
const kSpki = 3;

/** The usages of a pair: known ones, and some for the private key. */
function checkPairUsages(usages, uses, name) {
  common.checkUsages(usages, [...uses.public, ...uses.private], name);
  common.checkSomeUsage(common.pick(usages, uses.private));
}

/** A new pair as the program gets it; the public key may always be given away. */
function present({ 0: publicKey, 1: privateKey }, algorithm, uses, extractable, usages) {
  return {
    publicKey: common.wrap('public', publicKey, algorithm, common.pick(usages, uses.public), true),
    privateKey: common.wrap('private', privateKey, algorithm, common.pick(usages, uses.private), extractable),
  };
}

/** `{ type, handle }` of a key in DER. */
function fromDer(format, data, uses, usages, name) {
  if (format === 'spki') {
    common.checkUsages(usages, uses.public, name);
    return { type: 'public', handle: common.parse(() => keys.publicKey(data, kSpki, undefined)) };
  }
  if (format === 'pkcs8') {
    common.checkUsages(usages, uses.private, name);
    return { type: 'private', handle: common.parse(() => keys.privateKey(data, kPkcs8, undefined)) };
  }
  throw common.unableToImport(name, format);
}

/** `{ type, handle }` of a JSON Web Key; `check` looks at the rest of it. */
function fromJwk(jwk, kty, uses, usages, extractable, name, isPrivate, check) {
  common.checkJwk(jwk, kty, uses.use, usages, extractable);
  common.checkUsages(usages, isPrivate ? uses.private : uses.public, name);
  check();
  return {
    type: isPrivate ? 'private' : 'public',
    handle: common.parse(() => handleFromJwk(jwk, isPrivate)),
  };
}

/** SPKI, PKCS#8 and JSON Web Keys; `raw` gives what other formats mean, or undefined. */
function exportKey(format, key, alg, raw) {
  const type = typeOf(slotsOf(key).key);
  const handle = handleOfCryptoKey(key);
  if (format === 'jwk') return { ...common.jwkHead(key, alg), ...toJwk(handle, type === 'private') };
  if (format === 'spki' && type === 'public') return keys.exportPublic(handle, kSpki, false).buffer;
  if (format === 'pkcs8' && type === 'private') {
    return keys.exportPrivate(handle, kPkcs8, false, undefined, undefined).buffer;
  }
  const bytes = raw?.(format, type, handle);
  if (bytes === undefined) throw common.unableToExport(key, format);
  return bytes.buffer;
}

module.exports = { checkPairUsages, exportKey, fromDer, fromJwk, present };
