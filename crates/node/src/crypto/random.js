'use strict';
// Random bytes, numbers and UUIDs. Owned by `crypto`. Small needs are met from a store of random bytes on the native side.

const {
  DateNow,
  FunctionPrototypeCall,
  MathMin,
  NumberIsNaN,
  NumberIsSafeInteger,
  StringPrototypeSlice,
} = primordials;

const native = binding('crypto');
const { asRequest } = require('async_hooks/ids');
const { FastBuffer, allocateUnpooled } = require('buffer/pool');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');

const kMostBytes = 2 ** 31 - 1;
const kMostRange = 2 ** 48 - 1;

function checkOffset(offset, width, length) {
  validateNumber(offset, 'offset');
  offset *= width;
  const most = MathMin(length, kMostBytes);
  if (NumberIsNaN(offset) || offset > most || offset < 0) {
    throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${most}`, offset);
  }
  return offset >>> 0;
}

function checkSize(size, width, offset, length) {
  validateNumber(size, 'size');
  size *= width;
  if (NumberIsNaN(size) || size > kMostBytes || size < 0) {
    throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${kMostBytes}`, size);
  }
  if (size + offset > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, size + offset);
  return size >>> 0;
}

function randomBytes(size, callback) {
  size = checkSize(size, 1, 0, Infinity);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const buffer = allocateUnpooled(size);
  if (callback === undefined) {
    native.randomFill(buffer);
    return buffer;
  }
  native.randomFillLater(buffer, 0, size, asRequest('RANDOMBYTESREQUEST', (error) => {
    if (error) FunctionPrototypeCall(callback, undefined, error);
    else FunctionPrototypeCall(callback, undefined, null, buffer);
  }));
}

function checkTarget(buffer) {
  if (!isAnyArrayBuffer(buffer) && !isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buffer);
  }
}

/** A view of what is to be filled. */
function partOf(buffer, offset, size) {
  return isAnyArrayBuffer(buffer) ? new FastBuffer(buffer, offset, size) :
    new FastBuffer(buffer.buffer, buffer.byteOffset + offset, size);
}

function randomFillSync(buf, offset = 0, size) {
  checkTarget(buf);
  const width = buf.BYTES_PER_ELEMENT || 1;
  offset = checkOffset(offset, width, buf.byteLength);
  size = size === undefined ? buf.byteLength - offset : checkSize(size, width, offset, buf.byteLength);
  if (size > 0) native.randomFill(partOf(buf, offset, size));
  return buf;
}

function randomFill(buf, offset, size, callback) {
  checkTarget(buf);
  const width = buf.BYTES_PER_ELEMENT || 1;
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    size = undefined;
  } else if (typeof size === 'function') {
    callback = size;
    size = undefined;
  } else {
    validateFunction(callback, 'callback');
  }
  offset = checkOffset(offset, width, buf.byteLength);
  size = size === undefined ? buf.byteLength - offset : checkSize(size, width, offset, buf.byteLength);
  if (size === 0) {
    callback(null, buf);
    return;
  }
  native.randomFillLater(partOf(buf, offset, size), 0, size, asRequest('RANDOMBYTESREQUEST', (error) => {
    if (error) FunctionPrototypeCall(callback, undefined, error);
    else FunctionPrototypeCall(callback, undefined, null, buf);
  }));
}

function randomInt(min, max, callback) {
  // randomInt(max) and randomInt(max, callback)
  if (max === undefined || typeof max === 'function') {
    callback = max;
    max = min;
    min = 0;
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!NumberIsSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!NumberIsSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  const range = max - min;
  if (!(range <= kMostRange)) throw new ERR_OUT_OF_RANGE('max - min', `<= ${kMostRange}`, range);
  const number = native.randomBelow(range) + min;
  if (callback === undefined) return number;
  process.nextTick(callback, undefined, number);
}

function checkUuidOptions(options) {
  validateObject(options, 'options');
  const { disableEntropyCache = false } = options;
  validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
  return disableEntropyCache;
}

// UUIDs in one text, and where the next of them starts. A part of a text holds all of it, so these are few.
const kUuidLength = 36;
let uuids = '';
let nextUuid = 0;

function randomUUID(options) {
  if (options !== undefined && checkUuidOptions(options)) return native.randomUuid(-1, true);
  if (nextUuid === uuids.length) {
    uuids = native.randomUuids();
    nextUuid = 0;
  }
  const start = nextUuid;
  nextUuid = start + kUuidLength;
  return StringPrototypeSlice(uuids, start, nextUuid);
}

function randomUUIDv7(options) {
  const isFresh = options === undefined ? false : checkUuidOptions(options);
  return native.randomUuid(DateNow(), isFresh);
}

module.exports = { randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7 };
