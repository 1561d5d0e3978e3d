'use strict';
// Prime numbers: made at random, and tested. Owned by `crypto`. Numbers are BigInts or bytes, the highest first.

const {
  BigInt,
  BigIntPrototypeToString,
  FunctionPrototypeCall,
  StringPrototypePadStart,
} = primordials;

const native = binding('crypto');
const { asRequest } = require('async_hooks/ids');
const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateInt32, validateObject } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

const kNumberTypes = ['ArrayBuffer', 'TypedArray', 'Buffer', 'DataView', 'bigint'];

function bytesOfBigInt(value, name) {
  if (value < 0) throw new ERR_OUT_OF_RANGE(name, '>= 0', value);
  const digits = BigIntPrototypeToString(value, 16);
  return Buffer.from(StringPrototypePadStart(digits, digits.length + digits.length % 2, '0'), 'hex');
}

/** A view of a number's bytes. */
function bytesOfNumber(value, name) {
  if (typeof value === 'bigint') return bytesOfBigInt(value, name);
  if (isAnyArrayBuffer(value)) return new FastBuffer(value);
  if (isArrayBufferView(value)) return value;
  throw new ERR_INVALID_ARG_TYPE(name, kNumberTypes, value);
}

function checkWish(size, options) {
  validateInt32(size, 'size', 1);
  validateObject(options, 'options');
  const { safe = false, bigint = false } = options;
  let { add, rem } = options;
  validateBoolean(safe, 'options.safe');
  validateBoolean(bigint, 'options.bigint');
  if (add !== undefined) add = bytesOfNumber(add, 'options.add');
  if (rem !== undefined) rem = bytesOfNumber(rem, 'options.rem');
  return { __proto__: null, safe, bigint, add, rem };
}

function resultOf(memory, bigint) {
  return bigint ? BigInt(`0x${new FastBuffer(memory).toString('hex')}`) : memory;
}

function generatePrime(size, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = {};
  }
  validateFunction(callback, 'callback');
  const { safe, bigint, add, rem } = checkWish(size, options);
  native.generatePrime(size, safe, add, rem, asRequest('RANDOMPRIMEREQUEST', (error, memory) => {
    if (error) FunctionPrototypeCall(callback, undefined, error);
    else FunctionPrototypeCall(callback, undefined, undefined, resultOf(memory, bigint));
  }));
}

function generatePrimeSync(size, options = {}) {
  const { safe, bigint, add, rem } = checkWish(size, options);
  return resultOf(native.generatePrime(size, safe, add, rem), bigint);
}

function checkCandidate(candidate, options) {
  const bytes = bytesOfNumber(candidate, 'candidate');
  validateObject(options, 'options');
  const { checks = 0 } = options;
  // The native side counts rounds with 31 bits.
  validateInt32(checks, 'options.checks', 0);
  return { __proto__: null, bytes, checks };
}

function checkPrime(candidate, options = {}, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = {};
  }
  validateFunction(callback, 'callback');
  const { bytes, checks } = checkCandidate(candidate, options);
  native.checkPrime(bytes, checks, asRequest('CHECKPRIMEREQUEST', callback));
}

function checkPrimeSync(candidate, options = {}) {
  const { bytes, checks } = checkCandidate(candidate, options);
  return native.checkPrime(bytes, checks);
}

module.exports = { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync };
