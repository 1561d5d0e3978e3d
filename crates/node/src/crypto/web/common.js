'use strict';
// What the algorithms of Web Crypto share: usages, JSON Web Keys, key objects, errors. Owner: crypto.

const { ArrayPrototypeIncludes, SafeSet } = primordials;

const { lazyDOMException } = require('internal/util');
const { toBuffer } = require('crypto/bytes');
const { handleOfCryptoKey, makeCryptoKey, slotsOf, sortUsages } = require('crypto/crypto_key');
const { makeKey, typeOf } = require('crypto/key_object');
const { fail } = require('crypto/web/idl');
const keys = binding('crypto_keys');

const kOperationFailed = 'The operation failed for an operation-specific reason';

/** What a job met, as the specification's error. */
function operationError(cause) {
  return lazyDOMException(kOperationFailed, cause === undefined ? 'OperationError' : { name: 'OperationError', cause });
}

function dataError(cause) {
  return lazyDOMException('Invalid keyData', { name: 'DataError', cause });
}

/** The answer of a job that a promise waits for; what it throws at once counts as well. */
async function job(start) {
  try {
    return await start();
  } catch (cause) {
    throw operationError(cause);
  }
}

/** What the native side refuses, as the specification's error; its own errors stay as they are. */
function orOperationError(run) {
  try {
    return run();
  } catch (cause) {
    if (typeof cause.code === 'number') throw cause;
    throw operationError(cause);
  }
}

/** As `job`, for native bytes. */
async function bytesJob(start) {
  const bytes = await job(start);
  return bytes.buffer ?? bytes;
}

function checkUsages(usages, allowed, name) {
  for (let i = 0; i < usages.length; i++) {
    if (!ArrayPrototypeIncludes(allowed, usages[i])) fail(`Unsupported key usage for ${name} key`, 'SyntaxError');
  }
}

function pick(usages, allowed) {
  return usages.filter((usage) => ArrayPrototypeIncludes(allowed, usage));
}

function checkSomeUsage(usages) {
  if (usages.length === 0) fail('Usages cannot be empty when creating a key.', 'SyntaxError');
}

/** Checks what a JSON Web Key says of its use. */
function checkJwk(jwk, kty, use, usages, extractable) {
  if (jwk.kty === undefined) fail('Invalid keyData', 'DataError');
  if (jwk.kty !== kty) fail('Invalid JWK "kty" Parameter', 'DataError');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) fail('Invalid JWK "use" Parameter', 'DataError');
  if (jwk.key_ops !== undefined) {
    const seen = new SafeSet();
    for (let i = 0; i < jwk.key_ops.length; i++) {
      if (seen.has(jwk.key_ops[i])) fail('Duplicate key operation', 'DataError');
      seen.add(jwk.key_ops[i]);
    }
    for (let i = 0; i < usages.length; i++) {
      if (!seen.has(usages[i])) fail('Key operations and usage mismatch', 'DataError');
    }
  }
  if (jwk.ext === false && extractable) fail('JWK "ext" Parameter and extractable mismatch', 'DataError');
}

/** A native key by `read`; what is wrong with it is wrong with the data. */
function parse(read) {
  try {
    return read();
  } catch (cause) {
    throw dataError(cause);
  }
}

function unableToImport(name, format) {
  return lazyDOMException(`Unable to import ${name} using ${format} format`, 'NotSupportedError');
}

function unableToExport(key, format) {
  const { algorithm, key: object } = slotsOf(key);
  return lazyDOMException(
    `Unable to export ${algorithm.name} ${typeOf(object)} key using ${format} format`, 'NotSupportedError');
}

/** The head of a key's JSON Web Key. */
function jwkHead(key, alg) {
  const { usages, extractable } = slotsOf(key);
  const head = { key_ops: [...usages], ext: extractable };
  if (alg !== undefined) head.alg = alg;
  return head;
}

/** A crypto key around a native key. */
function wrap(type, handle, algorithm, usages, extractable) {
  return makeCryptoKey(makeKey(type, handle), algorithm, usages, extractable);
}

/** A secret key's bytes, out of what importKey() was given. */
function secretOf(format, data, isRaw, use, usages, extractable, name) {
  if (format === 'KeyObject') {
    if (typeOf(data) !== 'secret') fail('Invalid key type', 'DataError');
    return require('crypto/key_object').handleOf(data);
  }
  if (format === 'jwk') {
    checkJwk(data, 'oct', use, usages, extractable);
    if (data.k === undefined) fail('Invalid keyData', 'DataError');
    const { Buffer } = require('buffer');
    return keys.secretKey(Buffer.from(data.k, 'base64url'));
  }
  if (!isRaw(format)) throw unableToImport(name, format);
  return keys.secretKey(data);
}

/** A secret key as bytes or a JSON Web Key. */
function exportSecret(format, key, isRaw, alg) {
  const bytes = keys.secretBytes(handleOfCryptoKey(key));
  if (format === 'jwk') {
    return { ...jwkHead(key, alg), kty: 'oct', k: toBuffer(bytes).toString('base64url') };
  }
  if (!isRaw(format)) throw unableToExport(key, format);
  return bytes.buffer;
}

module.exports = {
  bytesJob,
  checkJwk,
  checkSomeUsage,
  checkUsages,
  dataError,
  exportSecret,
  job,
  jwkHead,
  operationError,
  orOperationError,
  parse,
  pick,
  secretOf,
  sortUsages,
  unableToExport,
  unableToImport,
  wrap,
};
