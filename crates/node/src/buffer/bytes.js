'use strict';

// Moving bytes: copy, fill, swap, slice, and how a Buffer shows itself (JSON, inspect). Owned by `buffer`.

const {
  Array,
  MathFloor,
  MathMin,
  MathTrunc,
  NumberIsInteger,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
  StringPrototypeSlice,
  TypedArrayPrototypeCopyWithin,
  TypedArrayPrototypeFill,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;

const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_BUFFER_SIZE,
    ERR_OUT_OF_RANGE,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { validateInteger, validateString } = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const { HEX, UNKNOWN, UTF8, encodingId } = require('buffer/encodings');
const { notABuffer } = require('buffer/native_errors');
const { FastBuffer, allocateFromString, tracing } = require('buffer/pool');

const ops = binding('buffer');

// Below these sizes a loop beats the call into native code.
const kSwapLoopLimit = 128;

// The property filters of getOwnNonIndexProperties.
const kAllProperties = 0;
const kOnlyEnumerable = 2;

// What util.inspect() puts before the first property of an object without a prototype.
const kNullPrototypeHead = '[Object: null prototype] { '.length;

let inspectMaxBytes = 50;

/** An index for copy(): rounded down; whatever is no safe number counts as zero. */
function toIndex(value) {
  if (NumberIsInteger(value)) return value;
  value = +value;
  return value >= NumberMIN_SAFE_INTEGER && value <= NumberMAX_SAFE_INTEGER ? MathFloor(value) : 0;
}

function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!isArrayBufferView(this)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], this);
  if (!isArrayBufferView(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);

  targetStart = targetStart === undefined ? 0 : toIndex(targetStart);
  if (targetStart < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);

  const size = this.byteLength;
  sourceStart = sourceStart === undefined ? 0 : toIndex(sourceStart);
  if (sourceStart < 0 || sourceStart > size) {
    throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${size}`, sourceStart);
  }
  sourceEnd = sourceEnd === undefined ? size : toIndex(sourceEnd);
  if (sourceEnd < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);

  const count = MathMin(sourceEnd - sourceStart, size - sourceStart, target.byteLength - targetStart);
  // The op bounds the three numbers by the memory as it is then.
  return count > 0 ? ops.copy(this, target, targetStart, sourceStart, count) : 0;
}

/** fill(value[, offset[, end]][, encoding]); also what Buffer.alloc() fills with. */
function fillBuffer(buffer, value, offset, end, encoding) {
  let id = UTF8;
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = undefined;
    } else if (typeof end === 'string') {
      encoding = end;
      end = undefined;
    }
    if (encoding !== undefined && encoding !== null && encoding !== '') {
      validateString(encoding, 'encoding');
      id = encodingId(encoding);
      if (id === UNKNOWN) throw new ERR_UNKNOWN_ENCODING(encoding);
    }
  }

  if (offset === undefined) {
    offset = 0;
    end = buffer.length;
  } else {
    validateInteger(offset, 'offset', 0);
    if (end === undefined) end = buffer.length;
    else validateInteger(end, 'end', 0, buffer.length);
    if (offset >= end) return buffer;
  }
  // A program may have put a `length` of its own on the Buffer.
  if (end > TypedArrayPrototypeGetByteLength(buffer)) throw new ERR_BUFFER_OUT_OF_BOUNDS();

  if (typeof value === 'string') {
    if (value.length === 0) {
      value = 0;
    } else {
      const pattern = allocateFromString(value, id);
      if (pattern.length === 0) throw new ERR_INVALID_ARG_VALUE('value', value);
      value = pattern.length === 1 ? pattern[0] : pattern;
    }
  }
  if (isArrayBufferView(value)) {
    if (value.byteLength === 0) throw new ERR_INVALID_ARG_VALUE('value', value);
    repeat(buffer, value, offset, end);
  } else {
    TypedArrayPrototypeFill(buffer, +value & 0xFF, offset, end);
  }
  return buffer;
}

/** Writes the bytes of `pattern` over and over: once, then copies of what is there, each twice as long. */
function repeat(buffer, pattern, start, end) {
  const size = end - start;
  const bytes = new FastBuffer(buffer.buffer, buffer.byteOffset + start, size);
  let filled = MathMin(pattern.byteLength, size);
  TypedArrayPrototypeSet(bytes, new Uint8Array(pattern.buffer, pattern.byteOffset, filled), 0);
  while (filled < size) {
    TypedArrayPrototypeCopyWithin(bytes, filled, 0, filled);
    filled *= 2;
  }
}

function fill(value, offset, end, encoding) {
  return fillBuffer(this, value, offset, end, encoding);
}

function swapElements(buffer, i, j) {
  const kept = buffer[i];
  buffer[i] = buffer[j];
  buffer[j] = kept;
}

/** Reverses each group of `width` bytes. */
function swap(buffer, width) {
  const size = TypedArrayPrototypeGetLength(buffer);
  if (size % width !== 0) throw new ERR_INVALID_BUFFER_SIZE(`${width * 8}-bits`);
  if (size >= kSwapLoopLimit) {
    ops.swap(buffer, width);
    return buffer;
  }
  for (let start = 0; start < size; start += width) {
    for (let i = 0; i < width / 2; i++) swapElements(buffer, start + i, start + width - 1 - i);
  }
  return buffer;
}

function swap16() {
  return swap(this, 2);
}

function swap32() {
  return swap(this, 4);
}

function swap64() {
  return swap(this, 8);
}

/** An end of subarray(): negative counts from the end, and both lie inside. */
function clampEnd(value, length) {
  value = MathTrunc(value);
  // Not a number, and minus zero, count as zero.
  if (!value) return 0;
  if (value < 0) return value + length > 0 ? value + length : 0;
  return value < length ? value : length;
}

function subarray(start, end) {
  const length = TypedArrayPrototypeGetLength(this);
  start = clampEnd(start, length);
  end = end === undefined ? length : clampEnd(end, length);
  const part = new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
  if (tracing.onView !== undefined) tracing.onView(part);
  return part;
}

function slice(start, end) {
  return this.subarray(start, end);
}

function toJSON() {
  const length = TypedArrayPrototypeGetLength(this);
  if (length === 0) return { type: 'Buffer', data: [] };
  const data = new Array(length);
  for (let i = 0; i < length; i++) data[i] = this[i];
  return { type: 'Buffer', data };
}

/** `<Buffer 68 69 ... 3 more bytes, property: value>` */
function inspect(recurseTimes, ctx) {
  if (!isArrayBufferView(this)) throw notABuffer();
  const size = this.length;
  const hex = ops.slice(this, HEX, 0, MathMin(MathTrunc(inspectMaxBytes), size));
  let text = StringPrototypeSlice(hex, 0, 2);
  for (let i = 2; i < hex.length; i += 2) text += ` ${hex[i]}${hex[i + 1]}`;
  const rest = size - inspectMaxBytes;
  if (rest > 0) text += ` ... ${rest} more byte${rest > 1 ? 's' : ''}`;
  if (ctx) {
    const filter = ctx.showHidden ? kAllProperties : kOnlyEnumerable;
    const keys = binding('util').getOwnNonIndexProperties(this, filter);
    if (keys.length !== 0) {
      const extras = { __proto__: null };
      for (let i = 0; i < keys.length; i++) extras[keys[i]] = this[keys[i]];
      const shown = require('util/inspect').inspect(extras, {
        __proto__: null,
        ...ctx,
        breakLength: Infinity,
        compact: true,
      });
      text += `${size === 0 ? '' : ', '}${StringPrototypeSlice(shown, kNullPrototypeHead, -2)}`;
    }
  }
  return `<${this.constructor?.name || 'Buffer'} ${text}>`;
}

module.exports = {
  fillBuffer,
  getInspectMaxBytes() {
    return inspectMaxBytes;
  },
  setInspectMaxBytes(value) {
    inspectMaxBytes = value;
  },
  inspect,
  methods: { __proto__: null, copy, fill, swap16, swap32, swap64, subarray, slice, toJSON },
};
