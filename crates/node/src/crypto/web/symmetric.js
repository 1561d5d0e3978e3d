'use strict';
// AES and ChaCha20-Poly1305 for Web Crypto. Owner: crypto.

const { BigInt, Error, MathCeil, Number, SafePromiseAll, StringPrototypeSlice, StringPrototypeToLowerCase, Uint8Array } = primordials;

const { handleOfCryptoKey, slotsOf } = require('crypto/crypto_key');
const common = require('crypto/web/common');
const { fail } = require('crypto/web/idl');
const keys = binding('crypto_keys');
const native = binding('crypto_web');

const kChaCha = 'ChaCha20-Poly1305';
const kNothing = new Uint8Array(0);
// RFC 3394's.
const kWrapVector = new Uint8Array([0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6]);

function usagesOf(name) {
  return name === 'AES-KW' ? ['wrapKey', 'unwrapKey'] : ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
}

function algorithmOf(name, length) {
  return name === kChaCha ? { name } : { name, length };
}

async function generateKey({ name, length }, extractable, usages) {
  common.checkUsages(usages, usagesOf(name), name);
  common.checkSomeUsage(usages);
  const bits = name === kChaCha ? 256 : length;
  const handle = await common.job(() => keys.generateSecret(bits / 8, true));
  return common.wrap('secret', handle, algorithmOf(name, bits), usages, extractable);
}

// The older name for secret bytes means the algorithms that had it then.
function isRawFor(name) {
  return (format) => format === 'raw-secret' || (format === 'raw' && name !== kChaCha && name !== 'AES-OCB');
}

function jwkAlg(name, length) {
  return name === kChaCha ? 'C20P' : `A${length}${StringPrototypeSlice(name, 4)}`;
}

function importKey(format, data, { name }, extractable, usages) {
  common.checkUsages(usages, usagesOf(name), name);
  const handle = common.secretOf(format, data, isRawFor(name), 'enc', usages, extractable, name);
  const length = keys.secretSize(handle) * 8;
  const isRight = name === kChaCha ? length === 256 : length === 128 || length === 192 || length === 256;
  if (!isRight) fail('Invalid key length', 'DataError');
  if (format === 'jwk' && data.alg !== undefined && data.alg !== jwkAlg(name, length)) {
    fail('JWK "alg" does not match the requested algorithm', 'DataError');
  }
  return common.wrap('secret', handle, algorithmOf(name, length), usages, extractable);
}

function exportKey(format, key) {
  const { name, length } = slotsOf(key).algorithm;
  return common.exportSecret(format, key, isRawFor(name), jwkAlg(name, length));
}

function getKeyLength({ name, length }) {
  return name === kChaCha ? 256 : length;
}

const kTagLengths = {
  '__proto__': null,
  'AES-GCM': [32, 64, 96, 104, 112, 120, 128],
  'AES-OCB': [64, 96, 128],
  [kChaCha]: [128],
};

/** Checks what only the algorithm's name decides. */
function check({ name, iv, tagLength }) {
  const lengths = kTagLengths[name];
  if (lengths === undefined) return;
  if (tagLength !== undefined && !lengths.includes(tagLength)) {
    fail(`${tagLength} is not a valid ${name} tag length`, 'OperationError');
  }
  if (name === 'AES-OCB' && iv.byteLength > 15) {
    fail('AES-OCB algorithm.iv must be no more than 15 bytes', 'OperationError');
  }
  if (name === kChaCha && iv.byteLength !== 12) fail('algorithm.iv must contain exactly 12 bytes', 'OperationError');
}

function crypt(isEncrypting, parameters, key, data) {
  const { name } = parameters;
  check(parameters);
  const handle = handleOfCryptoKey(key);
  if (name === 'AES-CTR') return counterMode(isEncrypting, parameters, key, data);
  const cipher = name === kChaCha ? 'chacha20-poly1305' :
    `aes-${slotsOf(key).algorithm.length}-${StringPrototypeToLowerCase(StringPrototypeSlice(name, 4))}`;
  const tag = kTagLengths[name] === undefined ? undefined : (parameters.tagLength ?? 128) / 8;
  return common.job(() => native.cipher(
    cipher, isEncrypting, handle, parameters.iv, parameters.additionalData ?? kNothing, tag, data, true));
}

/** Only the low bits of the counter count: where they start again, so does the cipher. */
async function counterMode(isEncrypting, { counter, length }, key, data) {
  const handle = handleOfCryptoKey(key);
  const cipher = `aes-${slotsOf(key).algorithm.length}-ctr`;
  const vector = native.copy(counter);
  const text = native.copy(data);
  const run = (from, part) =>
    common.job(() => native.cipher(cipher, isEncrypting, handle, from, kNothing, undefined, part, true));
  const blocks = BigInt(MathCeil(text.byteLength / 16));
  const most = 1n << BigInt(length);
  if (blocks > most) throw common.operationError(new Error('Cipher job failed'));
  let value = 0n;
  for (let i = 0; i < 16; i++) value = value << 8n | BigInt(vector[i]);
  const untilTurn = most - (value & (most - 1n));
  if (blocks <= untilTurn) return run(vector, text);
  const split = Number(untilTurn) * 16;
  const start = value & ~(most - 1n);
  const again = new Uint8Array(16);
  for (let i = 0; i < 16; i++) again[i] = Number(start >> BigInt(8 * (15 - i)) & 0xFFn);
  const { 0: one, 1: two } = await SafePromiseAll([run(vector, text.slice(0, split)), run(again, text.slice(split))]);
  const whole = new Uint8Array(one.byteLength + two.byteLength);
  whole.set(new Uint8Array(one));
  whole.set(new Uint8Array(two), one.byteLength);
  return whole.buffer;
}

function wrapCipher(isWrapping, key, data) {
  const { length } = slotsOf(key).algorithm;
  return common.job(() => native.cipher(
    `id-aes${length}-wrap`, isWrapping, handleOfCryptoKey(key), kWrapVector, kNothing, undefined, data, true));
}

module.exports = {
  check,
  decrypt: (parameters, key, data) => crypt(false, parameters, key, data),
  encrypt: (parameters, key, data) => crypt(true, parameters, key, data),
  exportKey,
  generateKey,
  getKeyLength,
  importKey,
  unwrapKey: (parameters, key, data) => wrapCipher(false, key, data),
  wrapKey: (parameters, key, data) => wrapCipher(true, key, data),
};
