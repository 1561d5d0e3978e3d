'use strict';
// Whole files: readFile, writeFile, appendFile. Owned by `fs`. One crossing to native code does all of a file; only
// writing that must be flushed to disk is made of steps.

const { PromisePrototypeThen } = primordials;
const { requestCallback } = require('fs/async_op');

const ops = binding('fs');
const { O_RDONLY } = require('fs/constants');
const { Buffer } = require('buffer');
const { FastBuffer, allocateByReading } = require('buffer/pool');
const { AbortError } = require('internal/errors');
const { parseFileMode, validateBoolean } = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const {
  copyObject,
  getOptions,
  getValidatedFd,
  getValidatedPath,
  isFd,
  stringToFlags,
  validateStringAfterArrayBufferView,
} = require('fs/arguments');
const { mergeFailures } = require('fs/descriptors');

const kReadOptions = { __proto__: null, flag: 'r' };
const kWriteOptions = { __proto__: null, encoding: 'utf8', mode: 0o666, flag: 'w', flush: false };
const kAppendOptions = { __proto__: null, encoding: 'utf8', mode: 0o666, flag: 'a', flush: false };

// Where the size stands among the values of a stat.
const kSizeIndex = 8;

const toBuffer = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const target = (path) => (isFd(path) ? getValidatedFd(path) : getValidatedPath(path));
const abortError = (signal) => new AbortError(undefined, { cause: signal.reason });

// --- Reading -------------------------------------------------------------------------------------------------

// Reads into memory that the program brought, or that its function brings for the file's size. Runs at once or in steps.
function* readInto(path, flags, given) {
  const { givenBuffer, isRegularFile, tooSmall } = require('fs/handle_contents');
  const { call } = require('fs/steps');
  const fd = isFd(path) ? path : yield call(ops.open, path, flags, 0o666);
  try {
    const values = yield call(ops.fstat, fd, false);
    const buffer = givenBuffer(given, isRegularFile(values) ? values[kSizeIndex] : 0);
    let total = 0;
    while (total < buffer.length) {
      const count = yield call(ops.read, fd, buffer, total, buffer.length - total, -1);
      if (count === 0) return buffer.subarray(0, total);
      total += count;
    }
    const rest = yield call(ops.read, fd, Buffer.allocUnsafeSlow(1), 0, 1, -1);
    if (rest > 0) throw tooSmall(buffer);
    return buffer;
  } finally {
    if (fd !== path) yield call(ops.close, fd);
  }
}

function readFile(path, options, callback) {
  callback ||= options;
  callback = requestCallback(callback);
  options = getOptions(options, kReadOptions);
  const { encoding, signal } = options;
  path = target(path);
  const flags = stringToFlags(options.flag || 'r');
  if (options.buffer !== undefined) require('fs/handle_contents').validateBufferOption(options.buffer);
  if (signal?.aborted) return callback(abortError(signal));
  const finish = (err, bytes) => {
    if (signal?.aborted) return callback(abortError(signal));
    if (err) return callback(err);
    let result = toBuffer(bytes);
    if (encoding) {
      try {
        result = result.toString(encoding);
      } catch (tooLong) {
        return callback(tooLong);
      }
    }
    callback(null, result);
  };
  if (options.buffer === undefined) {
    if (signal) require('fs/abortable').read(path, flags, signal, finish);
    else ops.readFile(path, flags, finish);
    return;
  }
  const { runAsync } = require('fs/steps');
  PromisePrototypeThen(runAsync(readInto(path, flags, options.buffer)),
                       (bytes) => process.nextTick(finish, null, bytes),
                       (err) => process.nextTick(finish, err));
}

function readFileSync(path, options) {
  // How text is read nearly always.
  if (options === 'utf8' || options === 'utf-8') return ops.readFileUtf8(target(path), O_RDONLY);
  options = getOptions(options, kReadOptions);
  const flags = stringToFlags(options.flag || 'r');
  const { encoding } = options;
  if (options.buffer !== undefined) {
    require('fs/handle_contents').validateBufferOption(options.buffer);
    const filled = require('fs/steps').runSync(readInto(target(path), flags, options.buffer));
    return encoding ? filled.toString(encoding) : filled;
  }
  if (encoding === 'utf8' || encoding === 'utf-8') return ops.readFileUtf8(target(path), flags);
  const buffer = allocateByReading(ops.readFilePooled, target(path), flags);
  return encoding ? buffer.toString(encoding) : buffer;
}

// --- Writing -------------------------------------------------------------------------------------------------

/** What the op writes: a view, or a string, which it encodes as UTF-8. */
function dataOf(data, encoding) {
  if (isArrayBufferView(data)) return data;
  validateStringAfterArrayBufferView(data, 'data');
  return !encoding || encoding === 'utf8' || encoding === 'utf-8' ? data : Buffer.from(data, encoding);
}

function checkFlush(flush) {
  flush ??= false;
  validateBoolean(flush, 'options.flush');
  return flush;
}

// Writes, flushes, and closes what it opened itself.
function writeAndFlush(path, data, flags, mode, done) {
  const fs = require('fs');
  const isOwn = !isFd(path);
  const write = (fd) => {
    const finish = (failure) => {
      if (!isOwn) return done(failure || null);
      fs.close(fd, (closeFailure) => done(mergeFailures(closeFailure, failure)));
    };
    ops.writeFile(fd, data, flags, mode, (err) => {
      if (err) return finish(err);
      fs.fsync(fd, finish);
    });
  };
  if (!isOwn) return write(path);
  ops.open(path, flags, mode, (err, fd) => (err ? done(err) : write(fd)));
}

function writeFile(path, data, options, callback) {
  callback ||= options;
  callback = requestCallback(callback);
  options = getOptions(options, kWriteOptions);
  const { signal } = options;
  const flush = checkFlush(options.flush);
  const bytes = dataOf(data, options.encoding);
  path = target(path);
  const flags = stringToFlags(options.flag || 'w');
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (signal?.aborted) return callback(abortError(signal));
  const done = (err) => callback(signal?.aborted ? abortError(signal) : err);
  if (signal) require('fs/abortable').write(path, bytes, { __proto__: null, flags, mode, flush, signal }, done);
  else if (flush) writeAndFlush(path, bytes, flags, mode, done);
  else ops.writeFile(path, bytes, flags, mode, done);
}

function writeFileSync(path, data, options) {
  options = getOptions(options, kWriteOptions);
  const flush = checkFlush(options.flush);
  const bytes = dataOf(data, options.encoding);
  path = target(path);
  const flags = stringToFlags(options.flag || 'w');
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (!flush) {
    ops.writeFile(path, bytes, flags, mode);
    return;
  }
  const isOwn = !isFd(path);
  const fd = isOwn ? ops.open(path, flags, mode) : path;
  try {
    ops.writeFile(fd, bytes, flags, mode);
    require('fs').fsyncSync(fd);
  } finally {
    if (isOwn) ops.close(fd);
  }
}

// The caller's options are not to be changed.
function appendOptions(path, options) {
  options = copyObject(getOptions(options, kAppendOptions));
  if (!options.flag || isFd(path)) options.flag = 'a';
  return options;
}

function appendFile(path, data, options, callback) {
  callback ||= options;
  callback = requestCallback(callback);
  require('fs').writeFile(path, data, appendOptions(path, options), callback);
}

function appendFileSync(path, data, options) {
  require('fs').writeFileSync(path, data, appendOptions(path, options));
}

module.exports = { appendFile, appendFileSync, readFile, readFileSync, writeFile, writeFileSync };
