'use strict';

// Looking into Buffers and comparing them: compare, equals, indexOf, lastIndexOf, includes. Owned by `buffer`.

const { TypedArrayPrototypeGetByteLength } = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateBuffer, validateInteger } = require('internal/validators');
const { isArrayBufferView, isUint8Array } = require('util/types');
const { UTF16LE, UTF8, encodingId } = require('buffer/encodings');
const { notABuffer } = require('buffer/native_errors');
const { requireEncoding } = require('buffer/text');

const ops = binding('buffer');

/** Buffer.compare */
function compareBuffers(buf1, buf2) {
  if (!isUint8Array(buf1)) throw new ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], buf1);
  if (!isUint8Array(buf2)) throw new ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], buf2);
  return buf1 === buf2 ? 0 : ops.compare(buf1, buf2);
}

function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!isUint8Array(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  if (!isArrayBufferView(this)) throw notABuffer();
  if (arguments.length <= 1) return ops.compare(this, target);

  if (targetStart === undefined) targetStart = 0;
  else validateInteger(targetStart, 'targetStart', 0);
  if (targetEnd === undefined) targetEnd = target.byteLength;
  else validateInteger(targetEnd, 'targetEnd', 0, target.byteLength);
  if (sourceStart === undefined) sourceStart = 0;
  else validateInteger(sourceStart, 'sourceStart', 0);
  if (sourceEnd === undefined) sourceEnd = this.byteLength;
  else validateInteger(sourceEnd, 'sourceEnd', 0, this.byteLength);

  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return ops.compareRanges(this, sourceStart, sourceEnd, target, targetStart, targetEnd);
}

function equals(otherBuffer) {
  if (!isUint8Array(otherBuffer)) {
    throw new ERR_INVALID_ARG_TYPE('otherBuffer', ['Buffer', 'Uint8Array'], otherBuffer);
  }
  if (this === otherBuffer) return true;
  const length = TypedArrayPrototypeGetByteLength(this);
  if (length !== otherBuffer.byteLength) return false;
  return length === 0 || ops.compare(this, otherBuffer) === 0;
}

/**
 * The common part of the three searches, with their overloads: (value), (value, encoding),
 * (value, start[, end][, encoding]).
 *
 * `end` cuts what is searched. A negative start counts from the end of the whole Buffer. An empty value is found at
 * the start, or at the end when the start lies past it.
 */
function search(buffer, value, start, end, encoding, forward) {
  validateBuffer(buffer);
  if (typeof start === 'string') {
    encoding = start;
    start = undefined;
    end = undefined;
  } else if (typeof end === 'string') {
    encoding = end;
    end = undefined;
  }
  const size = buffer.byteLength;
  let limit = size;
  if (end !== undefined) {
    end = +end;
    if (!(end >= size)) limit = end > 0 ? end : 0;
  }
  start = +start;
  if (start !== start) start = forward ? 0 : size;

  if (typeof value === 'number') return ops.indexOfNumber(buffer, value & 0xFF, start, limit, forward);
  if (typeof value === 'string') {
    const id = encoding === undefined || encoding === null ? UTF8 : requireEncoding(encoding);
    return ops.indexOfString(buffer, value, id, start, limit, forward);
  }
  if (isUint8Array(value)) {
    const wide = encoding !== undefined && encoding !== null && wideEncoding(encoding);
    return ops.indexOfBytes(buffer, value, wide, start, limit, forward);
  }
  throw new ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

/** Whether bytes are compared in pairs. An unknown encoding is no error when the value is a Buffer. */
function wideEncoding(encoding) {
  return encodingId(encoding) === UTF16LE;
}

function indexOf(value, start, end, encoding) {
  return search(this, value, start, end, encoding, true);
}

function lastIndexOf(value, start, end, encoding) {
  return search(this, value, start, end, encoding, false);
}

function includes(value, start, end, encoding) {
  return search(this, value, start, end, encoding, true) !== -1;
}

module.exports = { compareBuffers, methods: { __proto__: null, equals, compare, indexOf, lastIndexOf, includes } };
