'use strict';
// What the options of node:zlib mean for each format, checked. Owner: zlib. Streams and the forms for whole inputs both
// start here, so that both refuse the same things in the same words.

const {
  Int32Array,
  NumberMAX_SAFE_INTEGER,
  ObjectKeys,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_BROTLI_INVALID_PARAM, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_ZSTD_INVALID_PARAM },
} = require('internal/errors');
const {
  checkRangesOrGetDefault,
  validateBoolean,
  validateFiniteNumber,
  validateInteger,
} = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');
const { ratioOf } = require('zlib/ceiling');
const { constants } = require('zlib/constants');

// As it is when this module is loaded.
const { kMaxLength } = require('buffer');

const {
  BROTLI_DECODE, BROTLI_ENCODE, BROTLI_OPERATION_EMIT_METADATA, BROTLI_OPERATION_FINISH, BROTLI_OPERATION_FLUSH,
  BROTLI_OPERATION_PROCESS, BROTLI_PARAM_NDIRECT, DEFLATERAW, GUNZIP, GZIP, INFLATE, UNZIP, ZSTD_COMPRESS,
  ZSTD_c_overlapLog, ZSTD_d_windowLogMax, ZSTD_e_continue, ZSTD_e_end, ZSTD_e_flush,
  Z_BLOCK, Z_DEFAULT_CHUNK, Z_DEFAULT_COMPRESSION, Z_DEFAULT_MEMLEVEL, Z_DEFAULT_STRATEGY, Z_DEFAULT_WINDOWBITS,
  Z_FINISH, Z_FIXED, Z_FULL_FLUSH, Z_MAX_LEVEL, Z_MAX_MEMLEVEL, Z_MAX_WINDOWBITS, Z_MIN_CHUNK, Z_MIN_LEVEL,
  Z_MIN_MEMLEVEL, Z_MIN_WINDOWBITS, Z_NO_FLUSH,
} = constants;

const kNoBytes = new Uint8Array(0);
const kByteTypes = ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'];

/** The flush kinds of a family of formats: those of a chunk, of the last one and of flush(), and their range. */
const kZlibFlushes = {
  __proto__: null, each: Z_NO_FLUSH, last: Z_FINISH, full: Z_FULL_FLUSH, least: Z_NO_FLUSH, most: Z_BLOCK,
};
const kBrotliFlushes = {
  __proto__: null,
  each: BROTLI_OPERATION_PROCESS,
  last: BROTLI_OPERATION_FINISH,
  full: BROTLI_OPERATION_FLUSH,
  least: BROTLI_OPERATION_PROCESS,
  most: BROTLI_OPERATION_EMIT_METADATA,
};
const kZstdFlushes = {
  __proto__: null,
  each: ZSTD_e_continue,
  last: ZSTD_e_end,
  full: ZSTD_e_flush,
  least: ZSTD_e_continue,
  most: ZSTD_e_end,
};

function isBrotli(format) {
  return format === BROTLI_DECODE || format === BROTLI_ENCODE;
}

function flushesOf(format) {
  if (format <= UNZIP) return kZlibFlushes;
  return isBrotli(format) ? kBrotliFlushes : kZstdFlushes;
}

/** Bytes of a view or buffer as a view. */
function viewOf(value) {
  return isAnyArrayBuffer(value) ? new Uint8Array(value) : value;
}

function dictionaryOf(value) {
  if (value === undefined) return kNoBytes;
  if (!isArrayBufferView(value) && !isAnyArrayBuffer(value)) {
    throw new ERR_INVALID_ARG_TYPE('options.dictionary', kByteTypes, value);
  }
  return viewOf(value);
}

// --- zlib ---

const kZlibNumbers = new Int32Array([
  Z_DEFAULT_WINDOWBITS, Z_DEFAULT_COMPRESSION, Z_DEFAULT_MEMLEVEL, Z_DEFAULT_STRATEGY,
]);

function windowBitsOf(value, format) {
  // On the side of decompression 0 stands for what the data's header says.
  if (!value && (format === INFLATE || format === GUNZIP || format === UNZIP)) return 0;
  const bits =
    checkRangesOrGetDefault(value, 'options.windowBits', Z_MIN_WINDOWBITS + (format === GZIP ? 1 : 0), Z_MAX_WINDOWBITS,
                            Z_DEFAULT_WINDOWBITS);
  // zlib has no raw stream with a window that small: 9 gives one that reads the same.
  return format === DEFLATERAW && bits === 8 ? 9 : bits;
}

function readZlib(format, options, settings) {
  if (!options) {
    settings.numbers = kZlibNumbers;
    return;
  }
  settings.numbers = new Int32Array([
    windowBitsOf(options.windowBits, format),
    checkRangesOrGetDefault(options.level, 'options.level', Z_MIN_LEVEL, Z_MAX_LEVEL, Z_DEFAULT_COMPRESSION),
    checkRangesOrGetDefault(options.memLevel, 'options.memLevel', Z_MIN_MEMLEVEL, Z_MAX_MEMLEVEL, Z_DEFAULT_MEMLEVEL),
    checkRangesOrGetDefault(options.strategy, 'options.strategy', Z_DEFAULT_STRATEGY, Z_FIXED, Z_DEFAULT_STRATEGY),
  ]);
  settings.dictionary = dictionaryOf(options.dictionary);
}

// --- brotli and zstd ---

const kNoNumbers = new Int32Array(0);
const kUnset = -1;

/** Names and values by turns. A name may be spelled in one way only. */
function parametersOf(params, most, Invalid) {
  const keys = ObjectKeys(params);
  const numbers = new Int32Array(keys.length * 2);
  const seen = { __proto__: null };
  let length = 0;
  for (let i = 0; i < keys.length; i++) {
    const name = +keys[i];
    // NaN is not whole either.
    if (!(name >= 0 && name <= most && name % 1 === 0) || seen[name]) throw new Invalid(keys[i]);
    const value = params[keys[i]];
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
    }
    if ((value | 0) === kUnset) continue;
    seen[name] = true;
    numbers[length++] = name;
    numbers[length++] = value;
  }
  return length === numbers.length ? numbers : numbers.slice(0, length);
}

function readBrotli(options, settings) {
  if (!options) return;
  if (options.params) {
    settings.numbers = parametersOf(options.params, BROTLI_PARAM_NDIRECT, ERR_BROTLI_INVALID_PARAM);
  }
  settings.dictionary = dictionaryOf(options.dictionary);
}

function readZstd(format, options, settings) {
  if (!options) return;
  if (options.params) {
    const most = format === ZSTD_COMPRESS ? ZSTD_c_overlapLog : ZSTD_d_windowLogMax;
    settings.numbers = parametersOf(options.params, most, ERR_ZSTD_INVALID_PARAM);
  }
  if (format === ZSTD_COMPRESS && options.pledgedSrcSize !== undefined) {
    validateInteger(options.pledgedSrcSize, 'options.pledgedSrcSize', 0, NumberMAX_SAFE_INTEGER);
    settings.pledged = options.pledgedSrcSize;
  }
  const { dictionary } = options;
  if (isArrayBufferView(dictionary) || isAnyArrayBuffer(dictionary)) settings.dictionary = viewOf(dictionary);
}

// --- all ---

/** What a codec and its stream are made with. */
class Settings {
  constructor(format) {
    const flushes = flushesOf(format);
    this.format = format;
    this.numbers = kNoNumbers;
    this.dictionary = kNoBytes;
    this.pledged = kUnset;
    this.flushes = flushes;
    this.flush = flushes.each;
    this.finishFlush = flushes.last;
    this.chunkSize = Z_DEFAULT_CHUNK;
    this.maxOutputLength = kMaxLength;
    this.rejectGarbageAfterEnd = false;
    this.ratio = ratioOf(undefined);
  }
}

const standard = { __proto__: null };

/** The settings for a format; `options` may be anything, since only its properties are asked for. */
function settingsOf(format, options) {
  if (!options) return standard[format] ??= checked(format, undefined);
  return checked(format, options);
}

function checked(format, options) {
  const settings = new Settings(format);
  if (format <= UNZIP) readZlib(format, options, settings);
  else if (isBrotli(format)) readBrotli(options, settings);
  else readZstd(format, options, settings);
  if (options) {
    const { flushes } = settings;
    const { chunkSize, rejectGarbageAfterEnd } = options;
    if (validateFiniteNumber(chunkSize, 'options.chunkSize')) {
      if (chunkSize < Z_MIN_CHUNK) throw new ERR_OUT_OF_RANGE('options.chunkSize', `>= ${Z_MIN_CHUNK}`, chunkSize);
      settings.chunkSize = chunkSize;
    }
    settings.flush = checkRangesOrGetDefault(options.flush, 'options.flush', flushes.least, flushes.most, flushes.each);
    settings.finishFlush =
      checkRangesOrGetDefault(options.finishFlush, 'options.finishFlush', flushes.least, flushes.most, flushes.last);
    settings.maxOutputLength =
      checkRangesOrGetDefault(options.maxOutputLength, 'options.maxOutputLength', 1, kMaxLength, kMaxLength);
    if (rejectGarbageAfterEnd !== undefined) {
      validateBoolean(rejectGarbageAfterEnd, 'options.rejectGarbageAfterEnd');
      settings.rejectGarbageAfterEnd = rejectGarbageAfterEnd;
    }
    settings.ratio = ratioOf(options.maxDecompressionRatio);
  }
  return settings;
}

module.exports = { kByteTypes, settingsOf };
