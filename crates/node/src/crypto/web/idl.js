'use strict';
// What Web Crypto's dictionaries hold: conversions of the parameters that programs give, with the checks that need
// nothing but the parameters. Owner: crypto.

const { ArrayPrototypeIncludes, MathCeil, ObjectPrototypeIsPrototypeOf, SafeMap, StringPrototypeStartsWith, StringPrototypeToUpperCase } = primordials;

const {
  codes: { ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const {
  Place,
  converters: idl,
  createDictionaryConverter,
  createEnumConverter,
  createSequenceConverter,
  makeError,
  type,
} = require('internal/webidl');
const { CryptoKey, isCryptoKey, slotsOf } = require('crypto/crypto_key');
const { isMemory, toBuffer } = require('crypto/bytes');
const { typeOf } = require('crypto/key_object');

const kOperation = 'OperationError';
const kNotSupported = 'NotSupportedError';

function fail(message, name) {
  throw lazyDOMException(message, name);
}

/** A converter that looks at what it has converted. */
function checked(converter, check) {
  return (value, options) => {
    const converted = converter(value, options);
    check(converted);
    return converted;
  };
}

function enforced(converter) {
  return (value, options) => {
    const place = new Place(options, options.context);
    place.enforceRange = true;
    return converter(value, place);
  };
}

const octet = enforced(idl.octet);
const ulong = enforced(idl['unsigned long']);
const ushort = enforced(idl['unsigned short']);

function identifier(value, options) {
  if (type(value) === 'Object') return idl.object(value, options);
  return idl.DOMString(value, options);
}

function cryptoKey(value, options) {
  if (!isCryptoKey(value)) {
    // Looks like one and is none.
    if (ObjectPrototypeIsPrototypeOf(CryptoKey.prototype, value)) throw new ERR_INVALID_THIS('CryptoKey');
    throw makeError('is not of type CryptoKey.', options);
  }
  return value;
}

const kHashes = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'];

/** A digest in the parameters of something else. */
function hashFor(dictionary) {
  return (value, options) => {
    const { normalize } = require('crypto/web/registry');
    const given = identifier(value, options);
    const name = `${typeof given === 'string' ? given : given.name}`;
    const isSha = StringPrototypeStartsWith(StringPrototypeToUpperCase(name), 'SHA');
    if (!isSha && dictionary !== 'EcdsaParams') fail(`Only SHA hashes are supported in ${dictionary}`, kNotSupported);
    const hash = normalize(given, 'digest');
    if (!ArrayPrototypeIncludes(kHashes, hash.name)) fail('Unrecognized algorithm name', kNotSupported);
    return { name: hash.name };
  };
}

function exactly(length, name) {
  return checked(idl.BufferSource, (bytes) => {
    if (bytes.byteLength !== length) fail(`${name} must contain exactly ${length} bytes`, kOperation);
  });
}

function member(key, converter, required = true) {
  return { key, converter, required };
}

const optional = (key, converter) => member(key, converter, false);

const kName = member('name', idl.DOMString);
const dictionaries = new SafeMap();

function define(name, ...members) {
  dictionaries.set(name, createDictionaryConverter(name, [kName, ...members]));
}

const aesLength = checked(ushort, (length) => {
  if (length !== 128 && length !== 192 && length !== 256) {
    fail('AES key length must be 128, 192, or 256 bits', kOperation);
  }
});

const curve = checked(idl.DOMString, (name) => {
  if (name !== 'P-256' && name !== 'P-384' && name !== 'P-521') fail('Unrecognized namedCurve', kNotSupported);
});

function notZero(message, name = kOperation) {
  return checked(ulong, (value) => {
    if (value === 0) fail(message, name);
  });
}

const customizationFor = (dictionary) => checked(idl.BufferSource, (bytes) => {
  if (bytes.byteLength > 512) fail(`${dictionary}.customization must be at most 512 bytes`, kOperation);
});

define('Algorithm');
define('AesKeyGenParams', member('length', aesLength));
define('AesDerivedKeyParams', member('length', aesLength));
define('AesCbcParams', member('iv', exactly(16, 'algorithm.iv')));
define('AesCtrParams', member('counter', exactly(16, 'algorithm.counter')), member('length', checked(octet, (length) => {
  if (length === 0 || length > 128) fail('AES-CTR algorithm.length must be between 1 and 128', kOperation);
})));
define('AeadParams', member('iv', idl.BufferSource), optional('tagLength', octet),
       optional('additionalData', idl.BufferSource));
define('HmacKeyGenParams', member('hash', hashFor('HmacKeyGenParams')),
       optional('length', notZero('HmacKeyGenParams.length cannot be 0')));
define('HmacImportParams', member('hash', hashFor('HmacImportParams')),
       optional('length', notZero('HmacImportParams.length cannot be 0', 'DataError')));
define('KmacKeyGenParams', optional('length', ulong));
define('KmacImportParams', optional('length', ulong));
define('KmacParams', member('outputLength', ulong), optional('customization', customizationFor('KmacParams')));
define('RsaHashedKeyGenParams', member('modulusLength', ulong), member('publicExponent', idl.Uint8Array),
       member('hash', hashFor('RsaHashedKeyGenParams')));
define('RsaHashedImportParams', member('hash', hashFor('RsaHashedImportParams')));
define('RsaPssParams', member('saltLength', ulong));
define('RsaOaepParams', optional('label', idl.BufferSource));
define('EcKeyGenParams', member('namedCurve', curve));
define('EcKeyImportParams', member('namedCurve', curve));
define('EcdsaParams', member('hash', hashFor('EcdsaParams')));
define('EcdhKeyDeriveParams', member('public', checked(cryptoKey, (key) => {
  if (typeOf(slotsOf(key).key) !== 'public') fail('algorithm.public must be a public key', 'InvalidAccessError');
})));
define('HkdfParams', member('hash', hashFor('HkdfParams')), member('salt', idl.BufferSource),
       member('info', checked(idl.BufferSource, (info) => {
         if (info.byteLength > 1024) fail('algorithm.info must be at most 1024 bytes', kOperation);
       })));
define('Pbkdf2Params', member('hash', hashFor('Pbkdf2Params')), member('salt', idl.BufferSource),
       member('iterations', notZero('iterations cannot be zero')));
define('ContextParams', optional('context', checked(idl.BufferSource, (context) => {
  if (context.byteLength <= 255) return;
  const cause = new ERR_OUT_OF_RANGE('context', '<= 255', context.byteLength);
  cause.message = 'context string must be at most 255 bytes';
  throw lazyDOMException('The operation failed for an operation-specific reason', { name: kOperation, cause });
})));
define('CShakeParams', member('outputLength', checked(ulong, (length) => {
  // Whole bytes of it must be countable in 32 bits.
  if (MathCeil(length / 8) * 8 > 0xFFFFFFFF) fail('Invalid CShakeParams outputLength', kOperation);
})), optional('functionName', checked(idl.BufferSource, (bytes) => {
  const name = toBuffer(binding('crypto_web').copy(bytes)).toString('latin1');
  if (!ArrayPrototypeIncludes(['', 'KMAC', 'TupleHash', 'ParallelHash'], name)) {
    fail('Unsupported CShakeParams functionName', kNotSupported);
  }
})), optional('customization', customizationFor('CShakeParams')));

const wholeOutputFor = (dictionary) => checked(ulong, (length) => {
  if (length === 0 || length % 8 !== 0) fail(`Invalid ${dictionary} outputLength`, kOperation);
});
define('TurboShakeParams', member('outputLength', wholeOutputFor('TurboShakeParams')), optional('domainSeparation', checked(octet, (value) => {
  if (value < 0x01 || value > 0x7F) fail('TurboShakeParams.domainSeparation must be in range 0x01-0x7f', kOperation);
})));
define('KangarooTwelveParams', member('outputLength', wholeOutputFor('KangarooTwelveParams')),
       optional('customization', customizationFor('KangarooTwelveParams')));
define('Argon2Params', member('nonce', checked(idl.BufferSource, (nonce) => {
  if (nonce.byteLength < 8) fail('nonce must be at least 8 bytes', kOperation);
})), member('parallelism', checked(ulong, (lanes) => {
  if (lanes === 0 || lanes > 2 ** 24 - 1) fail('parallelism must be > 0 and < 16777215', kOperation);
})), member('memory', ulong), member('passes', notZero('passes must be > 0')), optional('version', checked(octet, (v) => {
  if (v !== 0x13) fail(`${v} is not a valid Argon2 version`, kOperation);
})), optional('secretValue', idl.BufferSource), optional('associatedData', idl.BufferSource));

const kUsages = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey',
  'encapsulateBits', 'decapsulateBits', 'encapsulateKey', 'decapsulateKey',
];
const kFormats = ['raw', 'raw-public', 'raw-seed', 'raw-secret', 'raw-private', 'pkcs8', 'spki', 'jwk'];

const text = (key) => optional(key, idl.DOMString);
const jwk = createDictionaryConverter('JsonWebKey', [
  ...['kty', 'use', 'alg', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'pub', 'priv'].map(text),
  optional('key_ops', idl['sequence<DOMString>']),
  optional('ext', idl.boolean),
]);

/** What importKey() takes: bytes, or for JSON Web Keys an object. */
function keyData(value, options, format) {
  if (format !== 'jwk') return idl.BufferSource(value, options);
  if (value === null || value === undefined || isMemory(value)) fail('Invalid keyData', 'DataError');
  return jwk(value, options);
}

module.exports = {
  BufferSource: idl.BufferSource,
  any: idl.any,
  boolean: idl.boolean,
  cryptoKey,
  dictionaries,
  fail,
  format: createEnumConverter('KeyFormat', kFormats),
  identifier,
  jwk,
  keyData,
  length: (value, options) => (value === null || value === undefined ? null : ulong(value, options)),
  usages: createSequenceConverter(createEnumConverter('KeyUsage', kUsages)),
};
