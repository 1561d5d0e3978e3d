'use strict';
// SubtleCrypto: conversion of arguments, the checks that all algorithms share, and the way to each of them.
// Owner: crypto.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypeMap,
  JSONParse,
  JSONStringify,
  ObjectDefineProperties,
  ObjectDefineProperty,
  PromiseReject,
  ReflectApply,
  SafeMap,
  SymbolToStringTag,
} = primordials;

const { Buffer } = require('buffer');
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');
const { Place, requiredArguments } = require('internal/webidl');
const { handleOfCryptoKey, slotsOf } = require('crypto/crypto_key');
const { typeOf } = require('crypto/key_object');
const common = require('crypto/web/common');
const idl = require('crypto/web/idl');
const { familyOf, has, normalize } = require('crypto/web/registry');
const keys = binding('crypto_keys');
const native = binding('crypto_web');

const { fail } = idl;

class SubtleCrypto {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static supports(operation, algorithm, lengthOrAdditionalAlgorithm = null) {
    requiredArguments(arguments.length, 2, { __proto__: null, prefix: "Failed to execute 'supports' on 'SubtleCrypto'" });
    if (operation === 'deriveBits') {
      lengthOrAdditionalAlgorithm = idl.length(lengthOrAdditionalAlgorithm, {
        __proto__: null, prefix: "Failed to execute 'supports' on 'SubtleCrypto'", context: '3rd argument',
      });
    }
    return require('crypto/web/supports').supports(`${operation}`, algorithm, lengthOrAdditionalAlgorithm);
  }
}

const kOrdinals = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th'];

// Name of a method -> the places of its arguments.
const places = new SafeMap();

/** Converts the argument at `index`, which errors name by its place. */
function argument(args, index, converter, name, extra) {
  return converter(args[index], places.get(name)[index], extra);
}

/** The bytes as they are now: the program may change them while a job waits. */
const copied = native.copy;

function checkAlgorithm(parameters, key) {
  if (slotsOf(key).algorithm.name !== parameters.name) fail('Key algorithm mismatch', 'InvalidAccessError');
}

function checkUsage(key, usage) {
  if (!ArrayPrototypeIncludes(slotsOf(key).usages, usage)) {
    fail(`Unable to use this key to ${usage}`, 'InvalidAccessError');
  }
}

/** A usable imported key: one that nothing can be done with is refused. */
function checkImported(key) {
  const type = typeOf(slotsOf(key).key);
  if (type !== 'public' && slotsOf(key).usages.length === 0) {
    fail(`Usages cannot be empty when importing a ${type} key.`, 'SyntaxError');
  }
  return key;
}

const methods = { __proto__: null };

function define(name, required, implementation) {
  const whole = { __proto__: null, prefix: `Failed to execute '${name}' on 'SubtleCrypto'` };
  places.set(name, ArrayPrototypeMap(kOrdinals, (ordinal) => new Place(whole, `${ordinal} argument`)));
  const method = { [name](...args) {
    try {
      if (this !== subtle) throw new ERR_INVALID_THIS('SubtleCrypto');
      requiredArguments(args.length, required, whole);
      return ReflectApply(implementation, undefined, args);
    } catch (error) {
      return PromiseReject(error);
    }
  } }[name];
  ObjectDefineProperty(method, 'length', { __proto__: null, configurable: true, value: required });
  methods[name] = { __proto__: null, configurable: true, enumerable: true, value: method, writable: true };
}

/** encrypt() or decrypt(). The family takes the bytes as they are now. */
function cipherMethod(name) {
  return (...args) => {
    const algorithm = argument(args, 0, idl.identifier, name);
    const key = argument(args, 1, idl.cryptoKey, name);
    const data = argument(args, 2, idl.BufferSource, name);
    const parameters = normalize(algorithm, name);
    checkAlgorithm(parameters, key);
    checkUsage(key, name);
    return familyOf(parameters.name)[name](parameters, key, data);
  };
}

define('encrypt', 3, cipherMethod('encrypt'));
define('decrypt', 3, cipherMethod('decrypt'));

define('sign', 3, async (...args) => {
  const algorithm = argument(args, 0, idl.identifier, 'sign');
  const key = argument(args, 1, idl.cryptoKey, 'sign');
  const source = argument(args, 2, idl.BufferSource, 'sign');
  const parameters = normalize(algorithm, 'sign');
  const data = copied(source);
  checkAlgorithm(parameters, key);
  checkUsage(key, 'sign');
  return familyOf(parameters.name).sign(parameters, key, data);
});

define('verify', 4, async (...args) => {
  const algorithm = argument(args, 0, idl.identifier, 'verify');
  const key = argument(args, 1, idl.cryptoKey, 'verify');
  const code = argument(args, 2, idl.BufferSource, 'verify');
  const source = argument(args, 3, idl.BufferSource, 'verify');
  const parameters = normalize(algorithm, 'verify');
  const signature = copied(code);
  const data = copied(source);
  checkAlgorithm(parameters, key);
  checkUsage(key, 'verify');
  return familyOf(parameters.name).verify(parameters, key, signature, data);
});

define('digest', 2, async (...args) => {
  const algorithm = argument(args, 0, idl.identifier, 'digest');
  const data = argument(args, 1, idl.BufferSource, 'digest');
  const parameters = normalize(algorithm, 'digest');
  return familyOf(parameters.name).digest(parameters, data);
});

define('generateKey', 3, async (...args) => {
  const algorithm = argument(args, 0, idl.identifier, 'generateKey');
  const extractable = argument(args, 1, idl.boolean, 'generateKey');
  const usages = argument(args, 2, idl.usages, 'generateKey');
  const parameters = normalize(algorithm, 'generateKey');
  return familyOf(parameters.name).generateKey(parameters, extractable, usages);
});

/** Bits for deriveBits() and deriveKey(). */
function derive(parameters, key, length) {
  return familyOf(parameters.name).deriveBits(parameters, key, length);
}

define('deriveBits', 2, async (...args) => {
  const algorithm = argument(args, 0, idl.identifier, 'deriveBits');
  const baseKey = argument(args, 1, idl.cryptoKey, 'deriveBits');
  const length = argument(args, 2, idl.length, 'deriveBits');
  const parameters = normalize(algorithm, 'deriveBits');
  if (!ArrayPrototypeIncludes(slotsOf(baseKey).usages, 'deriveBits')) {
    fail('baseKey does not have deriveBits usage', 'InvalidAccessError');
  }
  checkAlgorithm(parameters, baseKey);
  return derive(parameters, baseKey, length);
});

define('deriveKey', 5, async (...args) => {
  const algorithm = argument(args, 0, idl.identifier, 'deriveKey');
  const baseKey = argument(args, 1, idl.cryptoKey, 'deriveKey');
  const derivedKeyType = argument(args, 2, idl.identifier, 'deriveKey');
  const extractable = argument(args, 3, idl.boolean, 'deriveKey');
  const usages = argument(args, 4, idl.usages, 'deriveKey');
  const parameters = normalize(algorithm, 'deriveBits');
  const imported = normalize(derivedKeyType, 'importKey');
  const sized = normalize(derivedKeyType, 'getKeyLength');
  if (!ArrayPrototypeIncludes(slotsOf(baseKey).usages, 'deriveKey')) {
    fail('baseKey does not have deriveKey usage', 'InvalidAccessError');
  }
  checkAlgorithm(parameters, baseKey);
  const bits = await derive(parameters, baseKey, familyOf(sized.name).getKeyLength(sized));
  return checkImported(
    familyOf(imported.name).importKey('raw-secret', bits, imported, extractable, usages));
});

define('importKey', 5, async (...args) => {
  const format = argument(args, 0, idl.format, 'importKey');
  const data = argument(args, 1, idl.keyData, 'importKey', format);
  const algorithm = argument(args, 2, idl.identifier, 'importKey');
  const extractable = argument(args, 3, idl.boolean, 'importKey');
  const usages = argument(args, 4, idl.usages, 'importKey');
  const parameters = normalize(algorithm, 'importKey');
  return checkImported(familyOf(parameters.name).importKey(format, data, parameters, extractable, usages));
});

function exported(format, key) {
  const { algorithm, extractable } = slotsOf(key);
  if (!has(algorithm.name, 'exportKey')) {
    fail(`${algorithm.name} key export is not supported`, 'NotSupportedError');
  }
  if (!extractable) fail('key is not extractable', 'InvalidAccessError');
  return common.orOperationError(() => familyOf(algorithm.name).exportKey(format, key));
}

define('exportKey', 2, async (...args) => {
  const format = argument(args, 0, idl.format, 'exportKey');
  const key = argument(args, 1, idl.cryptoKey, 'exportKey');
  return exported(format, key);
});

/** The parameters of wrapping or unwrapping: of its own operation, or of a cipher's. */
function wrapping(algorithm, operation, cipher) {
  try {
    return { operation, parameters: normalize(algorithm, operation) };
  } catch {
    // Not an algorithm for wrapping alone: what the cipher says of it counts.
    return { operation: cipher, parameters: normalize(algorithm, cipher) };
  }
}

define('wrapKey', 4, async (...args) => {
  const format = argument(args, 0, idl.format, 'wrapKey');
  const key = argument(args, 1, idl.cryptoKey, 'wrapKey');
  const wrappingKey = argument(args, 2, idl.cryptoKey, 'wrapKey');
  const algorithm = argument(args, 3, idl.identifier, 'wrapKey');
  const { operation, parameters } = wrapping(algorithm, 'wrapKey', 'encrypt');
  checkAlgorithm(parameters, wrappingKey);
  checkUsage(wrappingKey, 'wrapKey');
  let bytes = exported(format, key);
  if (format === 'jwk') {
    let text = JSONStringify(bytes);
    // Wrapping without padding takes whole blocks of eight: blanks change nothing of the text's meaning.
    if (operation === 'wrapKey') text += ' '.repeat((8 - text.length % 8) % 8);
    bytes = Buffer.from(text);
  }
  return familyOf(parameters.name)[operation](parameters, wrappingKey, bytes);
});

define('unwrapKey', 7, async (...args) => {
  const format = argument(args, 0, idl.format, 'unwrapKey');
  const source = argument(args, 1, idl.BufferSource, 'unwrapKey');
  const unwrappingKey = argument(args, 2, idl.cryptoKey, 'unwrapKey');
  const algorithm = argument(args, 3, idl.identifier, 'unwrapKey');
  const keyAlgorithm = argument(args, 4, idl.identifier, 'unwrapKey');
  const extractable = argument(args, 5, idl.boolean, 'unwrapKey');
  const usages = argument(args, 6, idl.usages, 'unwrapKey');
  const { operation, parameters } = wrapping(algorithm, 'unwrapKey', 'decrypt');
  const imported = normalize(keyAlgorithm, 'importKey');
  const wrapped = copied(source);
  checkAlgorithm(parameters, unwrappingKey);
  checkUsage(unwrappingKey, 'unwrapKey');
  let data = await familyOf(parameters.name)[operation](parameters, unwrappingKey, wrapped);
  if (format === 'jwk') {
    try {
      data = idl.jwk(JSONParse(Buffer.from(data).toString()), {
        __proto__: null, prefix: "Failed to execute 'unwrapKey' on 'SubtleCrypto'", context: 'key data',
      });
    } catch (cause) {
      throw common.dataError(cause);
    }
  }
  return checkImported(familyOf(imported.name).importKey(format, data, imported, extractable, usages));
});

define('getPublicKey', 2, async (...args) => {
  emitExperimentalWarning('The getPublicKey Web Crypto API method');
  const key = argument(args, 0, idl.cryptoKey, 'getPublicKey');
  const usages = argument(args, 1, idl.usages, 'getPublicKey');
  const { algorithm, key: object } = slotsOf(key);
  const type = typeOf(object);
  if (type !== 'private') {
    fail('key must be a private key', type === 'secret' ? 'NotSupportedError' : 'InvalidAccessError');
  }
  common.checkUsages(usages, familyOf(algorithm.name).publicUsages(algorithm.name), algorithm.name);
  return common.wrap('public', keys.publicOf(handleOfCryptoKey(key)), algorithm, usages, true);
});

function encapsulation(args, name) {
  const algorithm = argument(args, 0, idl.identifier, name);
  const key = argument(args, 1, idl.cryptoKey, name);
  return { algorithm, key };
}

define('encapsulateBits', 2, async (...args) => {
  const { algorithm, key } = encapsulation(args, 'encapsulateBits');
  const parameters = normalize(algorithm, 'encapsulate');
  checkAlgorithm(parameters, key);
  checkUsage(key, 'encapsulateBits');
  return familyOf(parameters.name).encapsulate(key);
});

define('encapsulateKey', 5, async (...args) => {
  const { algorithm, key } = encapsulation(args, 'encapsulateKey');
  const sharedKeyAlgorithm = argument(args, 2, idl.identifier, 'encapsulateKey');
  const extractable = argument(args, 3, idl.boolean, 'encapsulateKey');
  const usages = argument(args, 4, idl.usages, 'encapsulateKey');
  const parameters = normalize(algorithm, 'encapsulate');
  const imported = normalize(sharedKeyAlgorithm, 'importKey');
  checkAlgorithm(parameters, key);
  checkUsage(key, 'encapsulateKey');
  const { sharedKey, ciphertext } = await familyOf(parameters.name).encapsulate(key);
  return {
    ciphertext,
    sharedKey: checkImported(
      familyOf(imported.name).importKey('raw-secret', sharedKey, imported, extractable, usages)),
  };
});

define('decapsulateBits', 3, async (...args) => {
  const { algorithm, key } = encapsulation(args, 'decapsulateBits');
  const ciphertext = copied(argument(args, 2, idl.BufferSource, 'decapsulateBits'));
  const parameters = normalize(algorithm, 'decapsulate');
  checkAlgorithm(parameters, key);
  checkUsage(key, 'decapsulateBits');
  return familyOf(parameters.name).decapsulate(key, ciphertext);
});

define('decapsulateKey', 6, async (...args) => {
  const { algorithm, key } = encapsulation(args, 'decapsulateKey');
  const ciphertext = copied(argument(args, 2, idl.BufferSource, 'decapsulateKey'));
  const sharedKeyAlgorithm = argument(args, 3, idl.identifier, 'decapsulateKey');
  const extractable = argument(args, 4, idl.boolean, 'decapsulateKey');
  const usages = argument(args, 5, idl.usages, 'decapsulateKey');
  const parameters = normalize(algorithm, 'decapsulate');
  const imported = normalize(sharedKeyAlgorithm, 'importKey');
  checkAlgorithm(parameters, key);
  checkUsage(key, 'decapsulateKey');
  const shared = await familyOf(parameters.name).decapsulate(key, ciphertext);
  return checkImported(familyOf(imported.name).importKey('raw-secret', shared, imported, extractable, usages));
});

ObjectDefineProperties(SubtleCrypto.prototype, {
  ...methods,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'SubtleCrypto' },
});

const subtle = { __proto__: SubtleCrypto.prototype };

module.exports = { SubtleCrypto, subtle };
