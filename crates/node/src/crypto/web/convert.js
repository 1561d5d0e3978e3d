'use strict';
// Key objects as crypto keys. Owner: crypto.

const { slotsOf } = require('crypto/crypto_key');
const { typeOf } = require('crypto/key_object');
const idl = require('crypto/web/idl');
const { familyOf, normalize } = require('crypto/web/registry');

/** `keyObject.toCryptoKey()`. */
function toCryptoKey(keyObject, algorithm, extractable, keyUsages) {
  const parameters = normalize(idl.identifier(algorithm, { __proto__: null, context: 'algorithm' }), 'importKey');
  const usages = idl.usages(keyUsages, { __proto__: null, context: 'keyUsages' });
  const key = familyOf(parameters.name).importKey('KeyObject', keyObject, parameters, !!extractable, usages);
  const { usages: left } = slotsOf(key);
  if (left.length === 0 && typeOf(keyObject) !== 'public') {
    idl.fail(`Usages cannot be empty when importing a ${typeOf(keyObject)} key.`, 'SyntaxError');
  }
  return key;
}

module.exports = { toCryptoKey };
