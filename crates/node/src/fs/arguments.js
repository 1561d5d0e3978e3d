'use strict';
// The checks and conversions of arguments that the functions of `fs`, its promises and its streams share. Owner: `fs`.
// A check throws Node's error; a function named getX returns what to use instead of the argument. Nothing here calls
// the system.

const {
  ArrayIsArray,
  BigInt,
  DateNow,
  DatePrototypeGetTime,
  MathTrunc,
  NumberIsFinite,
  ObjectIs,
  StringPrototypeIncludes,
  Symbol,
  TypedArrayPrototypeIncludes,
} = primordials;

const { codes, startStackAt } = require('internal/errors');
const { isArrayBufferView, isDate, isUint8Array } = require('util/types');
const { kEmptyObject } = require('internal/util');
const {
  parseFileMode,
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateInt32,
  validateInteger,
  validateObject,
  validateUint32,
} = require('internal/validators');
const {
  COPYFILE_EXCL,
  COPYFILE_FICLONE,
  COPYFILE_FICLONE_FORCE,
  F_OK,
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_SYNC,
  O_TRUNC,
  O_WRONLY,
  R_OK,
  W_OK,
  X_OK,
} = require('fs/constants');

const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } = codes;

// Names asked for as bytes become Buffers.
binding('fs').setBufferPrototype(require('buffer').Buffer.prototype);

/** The largest length of one read or write. */
const kIoMaxLength = 2 ** 31 - 1;
/** The largest user or group id. */
const kMaxUserId = 2 ** 32 - 1;
/** How much of a file whose size is known is read at once by functions that can be aborted. */
const kReadFileBufferLength = 512 * 1024;
/** How much of a file whose size is unknown is read at once. */
const kReadFileUnknownBufferLength = 64 * 1024;
/** How much is written at once by functions that can be aborted. */
const kWriteFileMaxChunkSize = 512 * 1024;

const kAllAccess = F_OK | R_OK | W_OK | X_OK;
const kAllCopy = COPYFILE_EXCL | COPYFILE_FICLONE | COPYFILE_FICLONE_FORCE;

let lazyFile;

/** The path of a file URL; anything else as it is. */
function toPathIfFileURL(value) {
  if (typeof value === 'string' || value === null || typeof value !== 'object') return value;
  lazyFile ??= require('url/file');
  return lazyFile.toPathIfFileURL(value);
}

function validatePath(path, name = 'path') {
  if (typeof path === 'string') {
    if (!StringPrototypeIncludes(path, '\u0000')) return;
  } else if (isUint8Array(path)) {
    if (!TypedArrayPrototypeIncludes(path, 0)) return;
  } else {
    throw startStackAt(new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], path), validatePath);
  }
  throw startStackAt(new ERR_INVALID_ARG_VALUE(
    name, path, 'must be a string, Uint8Array, or URL without null bytes'), validatePath);
}

/** A path as the ops take it: string or bytes, file URLs resolved. */
function getValidatedPath(pathOrURL, name = 'path') {
  const path = toPathIfFileURL(pathOrURL);
  validatePath(path, name);
  return path;
}

function getValidatedFd(fd, name = 'fd') {
  if (ObjectIs(fd, -0)) return 0;
  validateInt32(fd, name, 0);
  return fd;
}

const isFd = (value) => typeof value === 'number' && value === (value | 0);

function assertEncoding(encoding) {
  if (encoding && !require('buffer').Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}

// What a string in place of options came to last time: most programs use one.
let lastEncoding;
let lastDefaults;
let lastOptions;

/**
 * Options that may be a string, the encoding. A function in their place is the callback. Nothing is ever written to what
 * is returned.
 */
function getOptions(options, defaults = kEmptyObject) {
  if (options === null || options === undefined || typeof options === 'function') return defaults;
  if (typeof options === 'string') {
    if (options === lastEncoding && defaults === lastDefaults) return lastOptions;
    if (options !== 'buffer') assertEncoding(options);
    lastEncoding = options;
    lastDefaults = defaults;
    return lastOptions = { ...defaults, encoding: options };
  } else if (typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  if (options.encoding !== 'buffer') assertEncoding(options.encoding);
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return options;
}

/** A copy that is safe to add to, with inherited enumerable properties too. */
function copyObject(source) {
  const target = { __proto__: null };
  for (const key in source) target[key] = source[key];
  return target;
}

/** The number of open flags given as text, such as 'r+'; also numbers. */
function stringToFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags;
  }
  if (flags === null || flags === undefined) return O_RDONLY;
  switch (flags) {
    case 'r': return O_RDONLY;
    case 'rs':
    case 'sr': return O_RDONLY | O_SYNC;
    case 'r+': return O_RDWR;
    case 'rs+':
    case 'sr+': return O_RDWR | O_SYNC;
    case 'w': return O_TRUNC | O_CREAT | O_WRONLY;
    case 'wx':
    case 'xw': return O_TRUNC | O_CREAT | O_WRONLY | O_EXCL;
    case 'w+': return O_TRUNC | O_CREAT | O_RDWR;
    case 'wx+':
    case 'xw+': return O_TRUNC | O_CREAT | O_RDWR | O_EXCL;
    case 'a': return O_APPEND | O_CREAT | O_WRONLY;
    case 'ax':
    case 'xa': return O_APPEND | O_CREAT | O_WRONLY | O_EXCL;
    case 'as':
    case 'sa': return O_APPEND | O_CREAT | O_WRONLY | O_SYNC;
    case 'a+': return O_APPEND | O_CREAT | O_RDWR;
    case 'ax+':
    case 'xa+': return O_APPEND | O_CREAT | O_RDWR | O_EXCL;
    case 'as+':
    case 'sa+': return O_APPEND | O_CREAT | O_RDWR | O_SYNC;
  }
  throw new ERR_INVALID_ARG_VALUE(name, flags);
}

/** Accepts the types of Windows links, which mean nothing here. */
function validateSymlinkType(type) {
  require('internal/validators').validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
}

/** Seconds since 1970 of a Date, a number or a string that holds one. */
function toUnixTimestamp(time, name = 'time') {
  // eslint-disable-next-line eqeqeq
  if (typeof time === 'string' && +time == time) return +time;
  if (NumberIsFinite(time)) return time < 0 ? DateNow() / 1000 : time;
  if (isDate(time)) return DatePrototypeGetTime(time) / 1000;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

function validateOffsetLengthRead(offset, length, bufferLength) {
  if (offset < 0) throw startStackAt(new ERR_OUT_OF_RANGE('offset', '>= 0', offset), validateOffsetLengthRead);
  if (length < 0) throw startStackAt(new ERR_OUT_OF_RANGE('length', '>= 0', length), validateOffsetLengthRead);
  if (offset + length > bufferLength) {
    throw startStackAt(new ERR_OUT_OF_RANGE('length', `<= ${bufferLength - offset}`, length), validateOffsetLengthRead);
  }
}

function validateOffsetLengthWrite(offset, length, byteLength) {
  if (offset > byteLength) {
    throw startStackAt(new ERR_OUT_OF_RANGE('offset', `<= ${byteLength}`, offset), validateOffsetLengthWrite);
  }
  if (length > byteLength - offset) {
    throw startStackAt(new ERR_OUT_OF_RANGE('length', `<= ${byteLength - offset}`, length), validateOffsetLengthWrite);
  }
  if (length < 0) throw startStackAt(new ERR_OUT_OF_RANGE('length', '>= 0', length), validateOffsetLengthWrite);
  validateInt32(length, 'length', 0);
}

/** A position of a read: a safe integer or bigint, -1 for the current one; the end must be countable. */
function validatePosition(position, name, length) {
  if (typeof position === 'number') {
    validateInteger(position, name, -1);
  } else if (typeof position === 'bigint') {
    const max = 2n ** 63n - 1n - BigInt(length);
    if (position < -1n || position > max) {
      throw startStackAt(new ERR_OUT_OF_RANGE(name, `>= -1 && <= ${max}`, position), validatePosition);
    }
  } else {
    throw startStackAt(new ERR_INVALID_ARG_TYPE(name, ['integer', 'bigint'], position), validatePosition);
  }
}

function validateBufferArray(buffers, name = 'buffers') {
  let good = ArrayIsArray(buffers);
  for (let i = 0; good && i < buffers.length; i++) good = isArrayBufferView(buffers[i]);
  if (!good) throw startStackAt(new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers), validateBufferArray);
  return buffers;
}

function validateStringAfterArrayBufferView(value, name) {
  if (typeof value !== 'string') {
    const err = new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
    throw startStackAt(err, validateStringAfterArrayBufferView);
  }
}

/** The mode of `access` and `copyFile`, checked against the bits there are. */
function getValidMode(mode, type) {
  const [max, fallback] = type === 'copyFile' ? [kAllCopy, 0] : [kAllAccess, F_OK];
  if (mode === null || mode === undefined) return fallback;
  if (typeof mode !== 'number') {
    const err = new ERR_INVALID_ARG_TYPE('mode', 'integer', mode);
    err.message = 'mode must be int32 or null/undefined';
    throw startStackAt(err, getValidMode);
  }
  mode = MathTrunc(mode);
  if (!(mode >= 0 && mode <= max)) {
    const err = new ERR_OUT_OF_RANGE('mode', `>= 0 && <= ${max}`, mode);
    // Here Node's text differs from that of its other range errors.
    err.message = `mode is out of range${NumberIsFinite(mode) ? `: >= 0 && <= ${max}` : ''}`;
    throw startStackAt(err, getValidMode);
  }
  return mode;
}

/** The options of `rm`, filled with the defaults. */
function validateRmOptions(options) {
  if (options === undefined) return { force: false, recursive: false, retryDelay: 100, maxRetries: 0 };
  const checked = validateRmdirOptions(options, { force: false, recursive: false, retryDelay: 100, maxRetries: 0 });
  validateBoolean(checked.force, 'options.force');
  return checked;
}

/** The options of `rmdir`, filled with the defaults. */
function validateRmdirOptions(options, defaults = { recursive: false, retryDelay: 100, maxRetries: 0 }) {
  if (options === undefined) return defaults;
  validateObject(options, 'options');
  const checked = { ...defaults, ...options };
  validateBoolean(checked.recursive, 'options.recursive');
  validateInt32(checked.retryDelay, 'options.retryDelay', 0);
  validateUint32(checked.maxRetries, 'options.maxRetries');
  return checked;
}

/** The options of `cp`, filled with the defaults. */
function validateCpOptions(options) {
  const defaults = {
    dereference: false,
    errorOnExist: false,
    force: true,
    preserveTimestamps: false,
    recursive: false,
    verbatimSymlinks: false,
    filter: undefined,
  };
  if (options === undefined) return { ...defaults, mode: 0 };
  validateObject(options, 'options');
  const checked = { ...defaults, ...options };
  validateBoolean(checked.dereference, 'options.dereference');
  validateBoolean(checked.errorOnExist, 'options.errorOnExist');
  validateBoolean(checked.force, 'options.force');
  validateBoolean(checked.preserveTimestamps, 'options.preserveTimestamps');
  validateBoolean(checked.recursive, 'options.recursive');
  validateBoolean(checked.verbatimSymlinks, 'options.verbatimSymlinks');
  checked.mode ??= 0;
  validateInteger(checked.mode, 'mode', 0, kAllCopy);
  if (checked.dereference === true && checked.verbatimSymlinks === true) {
    throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (checked.filter !== undefined) validateFunction(checked.filter, 'options.filter');
  return checked;
}

/** Where `realpath` keeps links that it has read, in the cache of a caller. */
const realpathCacheKey = Symbol('realpathCacheKey');

module.exports = {
  assertEncoding,
  copyObject,
  getOptions,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  isFd,
  kIoMaxLength,
  kMaxUserId,
  kReadFileBufferLength,
  kReadFileUnknownBufferLength,
  kWriteFileMaxChunkSize,
  parseFileMode,
  realpathCacheKey,
  stringToFlags,
  toPathIfFileURL,
  toUnixTimestamp,
  validateBufferArray,
  validateCpOptions,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePath,
  validatePosition,
  validateRmOptions,
  validateRmdirOptions,
  validateStringAfterArrayBufferView,
  validateSymlinkType,
};
