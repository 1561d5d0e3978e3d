'use strict';
// Key agreement: diffieHellman(), the classes DiffieHellman, DiffieHellmanGroup and ECDH, encapsulation. Owner: crypto.

const { ObjectDefineProperty, Symbol, Uint8Array } = primordials;

const { asRequest } = require('async_hooks/ids');
const { Buffer } = require('buffer');
const {
  codes: {
    ERR_CRYPTO_ECDH_INVALID_FORMAT,
    ERR_CRYPTO_INCOMPATIBLE_KEY,
    ERR_CRYPTO_OPERATION_FAILED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateFunction, validateInt32, validateObject, validateString } = require('internal/validators');
const { encode, isMemory, kBufferTypes, kByteTypes, toBuffer, toBytes } = require('crypto/bytes');
const { kConsumePrivate, kConsumePublic, keyHandle } = require('crypto/key_input');
const native = binding('crypto_agree');
const keys = binding('crypto_keys');

const kDh = Symbol('kDh');

function number(value) {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

function DiffieHellman(sizeOrKey, keyEncoding, generator, generatorEncoding) {
  if (!(this instanceof DiffieHellman)) return new DiffieHellman(sizeOrKey, keyEncoding, generator, generatorEncoding);
  if (typeof sizeOrKey !== 'number' && typeof sizeOrKey !== 'string' && !isMemory(sizeOrKey)) {
    throw new ERR_INVALID_ARG_TYPE('sizeOrKey', ['number', ...kByteTypes], sizeOrKey);
  }
  // A size goes to the library as it is, so it must be a whole number.
  if (typeof sizeOrKey === 'number') validateInt32(sizeOrKey, 'sizeOrKey');
  if (keyEncoding && !Buffer.isEncoding(keyEncoding) && keyEncoding !== 'buffer') {
    generatorEncoding = generator;
    generator = keyEncoding;
    keyEncoding = false;
  }
  keyEncoding ||= 'utf8';
  generatorEncoding ||= 'utf8';
  if (!generator) {
    generator = 2;
  } else if (typeof generator === 'number') {
    validateInt32(generator, 'generator');
  } else if (typeof generator === 'string') {
    generator = toBytes(generator, 'generator', generatorEncoding);
  } else if (!isMemory(generator)) {
    throw new ERR_INVALID_ARG_TYPE('generator', ['number', ...kByteTypes], generator);
  }
  if (typeof sizeOrKey === 'number') {
    this[kDh] = native.dhGenerate(sizeOrKey, typeof generator === 'number' ? generator : 0);
  } else {
    const isSmall = typeof generator === 'number' && generator <= 1;
    const bytes = isSmall ? new Uint8Array(0) : typeof generator === 'number' ? number(generator) : generator;
    this[kDh] = native.dhNew(toBytes(sizeOrKey, 'sizeOrKey', keyEncoding), bytes);
  }
  defineVerifyError(this);
}

function DiffieHellmanGroup(name) {
  if (!(this instanceof DiffieHellmanGroup)) return new DiffieHellmanGroup(name);
  validateString(name, 'name');
  this[kDh] = native.dhGroup(require('crypto/dh_groups').numberOf(name));
  defineVerifyError(this);
}

function defineVerifyError(object) {
  ObjectDefineProperty(object, 'verifyError', {
    __proto__: null, enumerable: true, value: native.dhCheck(object[kDh]), writable: false,
  });
}

/** One of the methods that tell a part. */
function partMethod(which) {
  return function(encoding) {
    return encode(native.dhPart(this[kDh], which), encoding);
  };
}

const common = {
  generateKeys(encoding) {
    return encode(native.dhKeys(this[kDh]), encoding);
  },
  computeSecret(otherPublicKey, inputEncoding, outputEncoding) {
    const bytes = toBytes(otherPublicKey, 'otherPublicKey', inputEncoding || 'utf8');
    return encode(native.dhSecret(this[kDh], bytes), outputEncoding);
  },
  getPrime: partMethod(0),
  getGenerator: partMethod(1),
  getPublicKey: partMethod(2),
  getPrivateKey: partMethod(3),
};

for (const Class of [DiffieHellman, DiffieHellmanGroup]) {
  for (const name in common) Class.prototype[name] = common[name];
}

DiffieHellman.prototype.setPublicKey = function setPublicKey(key, encoding) {
  native.dhSet(this[kDh], false, toBytes(key, 'key', encoding || 'utf8'));
  return this;
};

DiffieHellman.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  native.dhSet(this[kDh], true, toBytes(key, 'key', encoding || 'utf8'));
  return this;
};

function formOf(format) {
  if (format === undefined || format === 'uncompressed') return 4;
  if (format === 'compressed') return 2;
  if (format === 'hybrid') return 6;
  throw new ERR_CRYPTO_ECDH_INVALID_FORMAT(format);
}

function ECDH(curve) {
  if (!(this instanceof ECDH)) return new ECDH(curve);
  validateString(curve, 'curve');
  this[kDh] = native.curveNew(curve);
}

ECDH.prototype.computeSecret = function computeSecret(otherPublicKey, inputEncoding, outputEncoding) {
  const bytes = toBytes(otherPublicKey, 'otherPublicKey', inputEncoding || 'utf8');
  return encode(native.curveSecret(this[kDh], bytes), outputEncoding);
};

ECDH.prototype.setPublicKey = function setPublicKey(key, encoding) {
  native.curveSet(this[kDh], false, toBytes(key, 'key', encoding || 'utf8'));
  return this;
};

ECDH.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  native.curveSet(this[kDh], true, toBytes(key, 'key', encoding || 'utf8'));
  return this;
};

ECDH.prototype.generateKeys = function generateKeys(encoding, format) {
  native.curveKeys(this[kDh]);
  return this.getPublicKey(encoding, format);
};

ECDH.prototype.getPublicKey = function getPublicKey(encoding, format) {
  return encode(native.curvePublic(this[kDh], formOf(format)), encoding);
};

ECDH.prototype.getPrivateKey = function getPrivateKey(encoding) {
  return encode(native.curvePrivate(this[kDh]), encoding);
};

ECDH.convertKey = function convertKey(key, curve, inEncoding, outEncoding, format) {
  validateString(curve, 'curve');
  const bytes = toBytes(key, 'key', inEncoding || 'utf8');
  const form = formOf(format);
  return encode(native.convertPoint(curve, bytes, form), outEncoding);
};

/** What a callback gets: bytes as a Buffer. */
function answering(callback) {
  return (error, bytes) => (error ? callback(error) : callback(null, toBuffer(bytes)));
}

function diffieHellman(options, callback) {
  validateObject(options, 'options');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const { privateKey, publicKey } = options;
  if (privateKey === undefined) throw new ERR_INVALID_ARG_VALUE('options.privateKey', privateKey);
  if (publicKey === undefined) throw new ERR_INVALID_ARG_VALUE('options.publicKey', publicKey);
  const own = keyHandle(privateKey, kConsumePrivate, 'options.privateKey');
  const other = keyHandle(publicKey, kConsumePublic, 'options.publicKey');
  const kind = keys.kind(own);
  const otherKind = keys.kind(other);
  const isPossible = kind === 'dh' || kind === 'ec' || kind === 'x25519' || kind === 'x448';
  if (kind !== otherKind || !isPossible) {
    throw new ERR_CRYPTO_INCOMPATIBLE_KEY('key types for Diffie-Hellman', `${kind} and ${otherKind}`);
  }
  if (callback === undefined) return toBuffer(native.shared(own, other, undefined));
  native.shared(own, other, asRequest('DERIVEBITSREQUEST', answering(callback)));
}

/** What a job of encapsulation tells of its failure: no more. */
function jobFailed() {
  return new ERR_CRYPTO_OPERATION_FAILED('Deriving bits failed');
}

function encapsulate(key, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  const handle = keyHandle(key, kConsumePublic);
  const present = ({ 0: sharedKey, 1: ciphertext }) =>
    ({ sharedKey: toBuffer(sharedKey), ciphertext: toBuffer(ciphertext) });
  if (callback === undefined) return present(native.encapsulate(handle, undefined));
  native.encapsulate(handle, (error, made) => (error ? callback(jobFailed()) : callback(null, present(made))));
}

function decapsulate(key, ciphertext, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  const handle = keyHandle(key, kConsumePrivate);
  if (!isMemory(ciphertext)) throw new ERR_INVALID_ARG_TYPE('ciphertext', kBufferTypes, ciphertext);
  if (callback === undefined) return toBuffer(native.decapsulate(handle, ciphertext, undefined));
  native.decapsulate(handle, ciphertext, (error, bytes) => (
    error ? callback(jobFailed()) : callback(null, toBuffer(bytes))));
}

module.exports = { DiffieHellman, DiffieHellmanGroup, ECDH, decapsulate, diffieHellman, encapsulate };
