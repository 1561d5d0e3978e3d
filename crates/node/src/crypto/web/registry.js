'use strict';
// Which algorithms there are, what each can do, and which parameters that takes. Owner: crypto.

const { ArrayPrototypeMap, ObjectEntries, SafeMap, SafeSet, StringPrototypeToUpperCase } = primordials;

const { emitExperimentalWarning, lazyDOMException } = require('internal/util');
const { Place } = require('internal/webidl');
const { dictionaries } = require('crypto/web/idl');

// Canonical names in groups, with the dictionary of each operation; null takes no parameters.
const kAes = { generateKey: 'AesKeyGenParams', importKey: null, exportKey: null, getKeyLength: 'AesDerivedKeyParams' };
const kPair = { exportKey: null, getPublicKey: null };
const kPlainPair = { ...kPair, generateKey: null, importKey: null };
const kRsa = { ...kPair, generateKey: 'RsaHashedKeyGenParams', importKey: 'RsaHashedImportParams' };
const kEc = { ...kPair, generateKey: 'EcKeyGenParams', importKey: 'EcKeyImportParams' };
const kMac = (kind, signing) => ({
  generateKey: `${kind}KeyGenParams`, importKey: `${kind}ImportParams`, exportKey: null,
  getKeyLength: `${kind}ImportParams`, sign: signing, verify: signing,
});
const kCipher = (parameters) => ({ encrypt: parameters, decrypt: parameters });
const kSigner = (parameters) => ({ sign: parameters, verify: parameters });
const kMaterial = (parameters) => ({ importKey: null, deriveBits: parameters, getKeyLength: null });
const kEncapsulation = { ...kPlainPair, encapsulate: null, decapsulate: null };

const kTable = [
  ['symmetric', 'AES-CTR', { ...kAes, ...kCipher('AesCtrParams') }],
  ['symmetric', 'AES-CBC', { ...kAes, ...kCipher('AesCbcParams') }],
  ['symmetric', 'AES-GCM', { ...kAes, ...kCipher('AeadParams') }],
  ['symmetric', 'AES-OCB', { ...kAes, ...kCipher('AeadParams') }],
  ['symmetric', 'AES-KW', { ...kAes, wrapKey: null, unwrapKey: null }],
  ['symmetric', 'ChaCha20-Poly1305',
   { generateKey: null, importKey: null, exportKey: null, getKeyLength: null, ...kCipher('AeadParams') }],
  ['mac', 'HMAC', kMac('Hmac', null)],
  ['mac', 'KMAC128', kMac('Kmac', 'KmacParams')],
  ['mac', 'KMAC256', kMac('Kmac', 'KmacParams')],
  ['rsa', 'RSASSA-PKCS1-v1_5', { ...kRsa, ...kSigner(null) }],
  ['rsa', 'RSA-PSS', { ...kRsa, ...kSigner('RsaPssParams') }],
  ['rsa', 'RSA-OAEP', { ...kRsa, ...kCipher('RsaOaepParams') }],
  ['curves', 'ECDSA', { ...kEc, ...kSigner('EcdsaParams') }],
  ['curves', 'ECDH', { ...kEc, deriveBits: 'EcdhKeyDeriveParams' }],
  ['curves', 'Ed25519', { ...kPlainPair, ...kSigner(null) }],
  ['curves', 'Ed448', { ...kPlainPair, ...kSigner('ContextParams') }],
  ['curves', 'X25519', { ...kPlainPair, deriveBits: 'EcdhKeyDeriveParams' }],
  ['curves', 'X448', { ...kPlainPair, deriveBits: 'EcdhKeyDeriveParams' }],
  ['curves', 'ML-DSA-44', { ...kPlainPair, ...kSigner('ContextParams') }],
  ['curves', 'ML-DSA-65', { ...kPlainPair, ...kSigner('ContextParams') }],
  ['curves', 'ML-DSA-87', { ...kPlainPair, ...kSigner('ContextParams') }],
  ['curves', 'ML-KEM-512', kEncapsulation],
  ['curves', 'ML-KEM-768', kEncapsulation],
  ['curves', 'ML-KEM-1024', kEncapsulation],
  ['material', 'HKDF', kMaterial('HkdfParams')],
  ['material', 'PBKDF2', kMaterial('Pbkdf2Params')],
  ['material', 'Argon2d', kMaterial('Argon2Params')],
  ['material', 'Argon2i', kMaterial('Argon2Params')],
  ['material', 'Argon2id', kMaterial('Argon2Params')],
  ...['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'].map(
    (name) => ['digests', name, { digest: null }]),
  ['digests', 'cSHAKE128', { digest: 'CShakeParams' }],
  ['digests', 'cSHAKE256', { digest: 'CShakeParams' }],
  ['digests', 'TurboSHAKE128', { digest: 'TurboShakeParams' }],
  ['digests', 'TurboSHAKE256', { digest: 'TurboShakeParams' }],
  ['digests', 'KT128', { digest: 'KangarooTwelveParams' }],
  ['digests', 'KT256', { digest: 'KangarooTwelveParams' }],
];

// Names count whatever their letters' case. Most are spelled as here.
const kByName = new SafeMap();
for (const { 0: family, 1: name, 2: operations } of kTable) {
  const entry = { family, name, operations: new SafeMap(ObjectEntries(operations)) };
  kByName.set(name, entry);
  kByName.set(StringPrototypeToUpperCase(name), entry);
}

function entryOf(name) {
  return kByName.get(name) ?? kByName.get(StringPrototypeToUpperCase(name));
}

const kSettled = new SafeSet([
  'AES-CTR', 'AES-CBC', 'AES-GCM', 'AES-KW', 'HMAC', 'RSASSA-PKCS1-v1_5', 'RSA-PSS', 'RSA-OAEP', 'ECDSA', 'ECDH',
  'Ed25519', 'X25519', 'HKDF', 'PBKDF2', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512',
]);

const kConversion =
  new Place({ __proto__: null, prefix: 'Failed to normalize algorithm' }, 'passed algorithm');

/**
 * The parameters of an algorithm for an operation, by the specification's "normalize an algorithm".
 */
function normalize(algorithm, operation) {
  if (typeof algorithm === 'string') algorithm = { name: algorithm };
  const { name } = dictionaries.get('Algorithm')(algorithm, kConversion);
  const entry = entryOf(name);
  if (entry === undefined || !entry.operations.has(operation)) {
    throw lazyDOMException('Unrecognized algorithm name', 'NotSupportedError');
  }
  if (!kSettled.has(entry.name)) emitExperimentalWarning(`The ${entry.name} Web Crypto API algorithm`);
  const dictionary = entry.operations.get(operation);
  if (dictionary === null) return { __proto__: null, name: entry.name };
  // The name has been read, and a getter may give another one, or do something, the second time.
  const parameters = dictionaries.get(dictionary)(algorithm, kConversion, 'name', name);
  parameters.name = entry.name;
  return parameters;
}

/** The module with an algorithm's operations. */
function familyOf(name) {
  switch (entryOf(name).family) {
    case 'symmetric': return require('crypto/web/symmetric');
    case 'mac': return require('crypto/web/mac');
    case 'rsa': return require('crypto/web/rsa');
    case 'curves': return require('crypto/web/curves');
    case 'digests': return require('crypto/web/digests');
    default: return require('crypto/web/material');
  }
}

/** Whether the algorithm has the operation. */
function has(name, operation) {
  return entryOf(name).operations.has(operation);
}

/** Each operation with the algorithms that have it, and the dictionaries of their parameters. */
function byOperation() {
  const operations = { __proto__: null };
  for (const { 1: name, 2: dictionaryOf } of kTable) {
    for (const { 0: operation, 1: dictionary } of ObjectEntries(dictionaryOf)) {
      operations[operation] ??= { __proto__: null };
      operations[operation][name] = dictionary;
    }
  }
  return operations;
}

module.exports = { byOperation, familyOf, has, normalize };
