'use strict';
// The functions of `fs` on open files: open, close, read, write, sync. Owned by `fs`. Arguments are checked here; the
// native ops do the work, at once or on the thread pool.

const {
  MathMax,
  ObjectDefineProperty,
} = primordials;
const { requestCallback } = require('fs/async_op');

const ops = binding('fs');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { customPromisifyArgs, kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowNullable,
  parseFileMode,
  validateBuffer,
  validateEncoding,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const {
  getValidatedFd,
  getValidatedPath,
  kMaxUserId,
  stringToFlags,
  toUnixTimestamp,
  validateBufferArray,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePosition,
  validateStringAfterArrayBufferView,
} = require('fs/arguments');
const { getStatsFromBinding } = require('fs/stats');

const kReadLength = 16 * 1024;

// Names the values that `util.promisify` collects in an object.
function namePromisedValues(fn, names) {
  ObjectDefineProperty(fn, customPromisifyArgs, { __proto__: null, value: names, enumerable: false });
}

/** Calls back on the next tick with the value of an operation that had nothing to do. */
function answerLater(callback, count, value) {
  process.nextTick(() => callback(null, count, value));
}

// --- Opening and closing -------------------------------------------------------------------------------------

function open(path, flags, mode, callback) {
  path = getValidatedPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = 0o666;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = 0o666;
  } else {
    mode = parseFileMode(mode, 'mode', 0o666);
  }
  flags = stringToFlags(flags);
  callback = requestCallback(callback);
  ops.open(path, flags, mode, callback);
}

function openSync(path, flags, mode) {
  return ops.open(getValidatedPath(path), stringToFlags(flags), parseFileMode(mode, 'mode', 0o666));
}

// Nobody asked to hear of a failure: it must not go unheard.
function throwFailure(err) {
  if (err) throw err;
}

function close(fd, callback = throwFailure) {
  fd = getValidatedFd(fd);
  callback = requestCallback(callback);
  ops.close(fd, callback);
}

function closeSync(fd) {
  ops.close(getValidatedFd(fd));
}

// The descriptor is looked at last where Node's is native: of several wrong arguments the same one is told.

// --- Reading -------------------------------------------------------------------------------------------------

// Where and how much a read into `buffer` is; undefined when there is nothing to read.
function checkRead(buffer, offset, length, position) {
  validateBuffer(buffer);
  if (offset === null || offset === undefined) offset = 0;
  else validateInteger(offset, 'offset', 0);
  length |= 0;
  if (position === null || position === undefined) position = -1;
  else validatePosition(position, 'position', length);
  if (length === 0) return undefined;
  if (buffer.byteLength === 0) {
    throw new codes.ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, buffer.byteLength);
  return { __proto__: null, offset, length, position };
}

function read(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  if (arguments.length <= 4) {
    // read(fd, cb), read(fd, bufferOrOptions, cb), read(fd, buffer, options, cb)
    let options;
    if (arguments.length === 4) {
      validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
      options = offsetOrOptions;
      callback = length;
    } else if (arguments.length === 3) {
      callback = offsetOrOptions;
      if (!isArrayBufferView(buffer)) {
        options = buffer;
        ({ buffer = Buffer.alloc(kReadLength) } = options ?? kEmptyObject);
      }
    } else {
      callback = buffer;
      buffer = Buffer.alloc(kReadLength);
    }
    if (options !== undefined) validateObject(options, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = buffer?.byteLength - offset, position = null } = options ?? kEmptyObject);
  }
  validateBuffer(buffer);
  callback = requestCallback(callback);
  const place = checkRead(buffer, offset, length, position);
  if (place === undefined) return answerLater(callback, 0, buffer);
  ops.read(fd, buffer, place.offset, place.length, place.position,
           (err, bytesRead) => callback(err, bytesRead || 0, buffer));
}
namePromisedValues(read, ['bytesRead', 'buffer']);

function readSync(fd, buffer, offsetOrOptions, length, position) {
  validateBuffer(buffer);
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  if (arguments.length <= 3 || (offsetOrOptions !== null && typeof offsetOrOptions === 'object')) {
    if (offsetOrOptions !== undefined) validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
  }
  const place = checkRead(buffer, offset, length, position);
  return place === undefined ? 0 : ops.read(fd, buffer, place.offset, place.length, place.position);
}

const asPosition = (position) => (typeof position === 'number' ? position : null);

function readv(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback ||= position;
  callback = requestCallback(callback);
  ops.readv(fd, buffers, asPosition(position), (err, bytesRead) => callback(err, bytesRead || 0, buffers));
}
namePromisedValues(readv, ['bytesRead', 'buffers']);

function readvSync(fd, buffers, position) {
  validateBufferArray(buffers);
  fd = getValidatedFd(fd);
  return ops.readv(fd, buffers, asPosition(position));
}

// --- Writing -------------------------------------------------------------------------------------------------

// Where and how much a write of the view `buffer` is.
function checkWrite(buffer, offset, length, position) {
  if (offset === null || offset === undefined || typeof offset === 'function') offset = 0;
  else validateInteger(offset, 'offset', 0);
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  validateOffsetLengthWrite(offset, length, buffer.byteLength);
  return { __proto__: null, offset, length, position: asPosition(position) };
}

function write(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  if (isArrayBufferView(buffer)) {
    callback ||= position || length || offset;
    callback = requestCallback(callback);
    if (offset !== null && typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions);
    }
    const place = checkWrite(buffer, offset, length, position);
    ops.write(fd, buffer, place.offset, place.length, place.position,
              (err, written) => callback(err, written || 0, buffer));
    return;
  }
  // write(fd, string[, position[, encoding]], cb)
  validateStringAfterArrayBufferView(buffer, 'buffer');
  let place = null;
  let encoding = 'utf8';
  if (typeof position === 'function') {
    callback = position;
    place = offset;
    encoding = length;
  } else if (typeof length === 'function') {
    callback = length;
    place = offset;
  } else if (typeof offset === 'function') {
    callback = offset;
  } else if (callback === undefined) {
    callback = position;
  }
  validateEncoding(buffer, encoding);
  callback = requestCallback(callback);
  ops.writeString(fd, buffer, asPosition(place), encoding, (err, written) => callback(err, written || 0, buffer));
}
namePromisedValues(write, ['bytesWritten', 'buffer']);

function writeSync(fd, buffer, offsetOrOptions, length, position) {
  let offset = offsetOrOptions;
  if (isArrayBufferView(buffer)) {
    if (offset !== null && typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions);
    }
    const place = checkWrite(buffer, offset, length, position);
    return ops.write(getValidatedFd(fd), buffer, place.offset, place.length, place.position);
  }
  // writeSync(fd, string[, position[, encoding]])
  validateStringAfterArrayBufferView(buffer, 'buffer');
  validateEncoding(buffer, length);
  return ops.writeString(getValidatedFd(fd), buffer, asPosition(offset), length);
}

function writev(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback ||= position;
  callback = requestCallback(callback);
  if (buffers.length === 0) return answerLater(callback, 0, buffers);
  ops.writev(fd, buffers, asPosition(position), (err, written) => callback(err, written || 0, buffers));
}
namePromisedValues(writev, ['bytesWritten', 'buffer']);

function writevSync(fd, buffers, position) {
  validateBufferArray(buffers);
  return buffers.length === 0 ? 0 : ops.writev(getValidatedFd(fd), buffers, asPosition(position));
}

// --- Length, disk and metadata ------------------------------------------------------------------------------

function ftruncate(fd, len = 0, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  validateInteger(len, 'len');
  callback = requestCallback(callback);
  ops.ftruncate(getValidatedFd(fd), MathMax(0, len), callback);
}

function ftruncateSync(fd, len = 0) {
  validateInteger(len, 'len');
  ops.ftruncate(getValidatedFd(fd), MathMax(0, len));
}

function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  validateInteger(len, 'len');
  len = MathMax(0, len);
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  ops.open(path, stringToFlags('r+'), 0o666, (err, fd) => {
    if (err) return callback(err);
    ops.ftruncate(fd, len, (failure) => {
      ops.close(fd, (closeFailure) => callback(mergeFailures(closeFailure, failure)));
    });
  });
}

/** One error of two steps, either of which may have failed. */
function mergeFailures(last, first) {
  if (!first || !last) return first || last || null;
  return require('internal/errors').aggregateTwoErrors(last, first);
}

function truncateSync(path, len) {
  if (len === undefined) len = 0;
  const fd = openSync(path, 'r+');
  try {
    return ftruncateSync(fd, len);
  } finally {
    ops.close(fd);
  }
}

function fsync(fd, callback) {
  callback = requestCallback(callback);
  ops.fsync(getValidatedFd(fd), callback);
}

function fsyncSync(fd) {
  ops.fsync(getValidatedFd(fd));
}

function fdatasync(fd, callback) {
  callback = requestCallback(callback);
  ops.fdatasync(getValidatedFd(fd), callback);
}

function fdatasyncSync(fd) {
  ops.fdatasync(getValidatedFd(fd));
}

function fstat(fd, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = requestCallback(callback);
  ops.fstat(getValidatedFd(fd), options.bigint === true, (err, values) => {
    if (err) return callback(err);
    callback(null, getStatsFromBinding(values));
  });
}

function fstatSync(fd, options = { bigint: false }) {
  const { bigint } = options;
  return getStatsFromBinding(ops.fstat(getValidatedFd(fd), bigint === true));
}

function fchmod(fd, mode, callback) {
  mode = parseFileMode(mode, 'mode');
  callback = requestCallback(callback);
  ops.fchmod(getValidatedFd(fd), mode, callback);
}

function fchmodSync(fd, mode) {
  mode = parseFileMode(mode, 'mode');
  ops.fchmod(getValidatedFd(fd), mode);
}

function fchown(fd, uid, gid, callback) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  callback = requestCallback(callback);
  ops.fchown(getValidatedFd(fd), uid, gid, callback);
}

function fchownSync(fd, uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  ops.fchown(getValidatedFd(fd), uid, gid);
}

function futimes(fd, atime, mtime, callback) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  callback = requestCallback(callback);
  ops.futimes(getValidatedFd(fd), atime, mtime, callback);
}

function futimesSync(fd, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  ops.futimes(getValidatedFd(fd), atime, mtime);
}

module.exports = {
  close,
  closeSync,
  fchmod,
  fchmodSync,
  fchown,
  fchownSync,
  fdatasync,
  fdatasyncSync,
  fstat,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncate,
  ftruncateSync,
  futimes,
  futimesSync,
  mergeFailures,
  open,
  openSync,
  read,
  readSync,
  readv,
  readvSync,
  truncate,
  truncateSync,
  write,
  writeSync,
  writev,
  writevSync,
};
