'use strict';
// SubtleCrypto.supports(): whether an operation with these parameters could go well. Owner: crypto.

const { MathCeil, SafeSet } = primordials;

const { slotsOf } = require('crypto/crypto_key');
const { familyOf, has, normalize } = require('crypto/web/registry');

const kOperations = new SafeSet([
  'decapsulateBits', 'decapsulateKey', 'decrypt', 'deriveBits', 'deriveKey', 'digest', 'encapsulateBits',
  'encapsulateKey', 'encrypt', 'exportKey', 'generateKey', 'getPublicKey', 'importKey', 'sign', 'unwrapKey', 'verify',
  'wrapKey',
]);

/** Whether parameters are good for an operation of the table. */
function check(operation, algorithm, length) {
  const parameters = normalize(algorithm, operation);
  const family = familyOf(parameters.name);
  if (operation === 'deriveBits') {
    if (family.check !== undefined) family.check(parameters, length ?? null);
    if (parameters.public !== undefined && slotsOf(parameters.public).algorithm.name !== parameters.name) return false;
    if (family.check === undefined && length !== null && length !== undefined && length > family.mostBits(parameters)) return false;
    return true;
  }
  // A key of no length cannot be made.
  if (operation === 'generateKey' && parameters.hash !== undefined) family.getKeyLength?.(parameters);
  if (operation === 'encrypt' || operation === 'decrypt') family.check?.(parameters);
  return true;
}

/** The length of a key to be made of other secrets; a failure is no support. */
function lengthOf(algorithm) {
  const parameters = normalize(algorithm, 'getKeyLength');
  return familyOf(parameters.name).getKeyLength(parameters);
}

/** A secret of 256 bits as a key of the algorithm. */
function takesShared(algorithm) {
  const parameters = normalize(algorithm, 'importKey');
  if (!has(parameters.name, 'getKeyLength')) return false;
  if (parameters.length === undefined) return true;
  return MathCeil(parameters.length / 8) === 32;
}

function answer(operation, algorithm, other) {
  switch (operation) {
    case 'encapsulateBits':
      return check('encapsulate', algorithm);
    case 'decapsulateBits':
      return check('decapsulate', algorithm);
    case 'encapsulateKey':
      return check('encapsulate', algorithm) && takesShared(other);
    case 'decapsulateKey':
      return check('decapsulate', algorithm) && takesShared(other);
    case 'deriveKey':
      return check('importKey', other) && check('deriveBits', algorithm, lengthOf(other));
    case 'deriveBits':
      return check('deriveBits', algorithm, other);
    case 'wrapKey':
      return either(algorithm, 'wrapKey', 'encrypt') && check('exportKey', other);
    case 'unwrapKey':
      return either(algorithm, 'unwrapKey', 'decrypt') && check('importKey', other);
    default:
      return check(operation, algorithm);
  }
}

function either(algorithm, one, two) {
  return attempt(() => check(one, algorithm)) || check(two, algorithm);
}

/** Whatever the parameters' conversion throws means no. */
function attempt(ask) {
  try {
    return ask();
  } catch {
    return false;
  }
}

function supports(operation, algorithm, other) {
  if (!kOperations.has(operation)) return false;
  return attempt(() => answer(operation, algorithm, other));
}

module.exports = { supports };
