'use strict';
// Whole files: readFile, writeFile, appendFile. Owned by `fs`. One crossing to native code does all of a file; only
// writing that must be flushed to disk is made of steps.

const ops = binding('fs');
const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const { AbortError } = require('internal/errors');
const { parseFileMode, validateBoolean, validateFunction } = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const {
  copyObject,
  getOptions,
  getValidatedPath,
  isFd,
  stringToFlags,
  validateStringAfterArrayBufferView,
} = require('fs/arguments');
const { mergeFailures } = require('fs/descriptors');

const kReadOptions = { __proto__: null, flag: 'r' };
const kWriteOptions = { __proto__: null, encoding: 'utf8', mode: 0o666, flag: 'w', flush: false };
const kAppendOptions = { __proto__: null, encoding: 'utf8', mode: 0o666, flag: 'a', flush: false };

const toBuffer = (bytes) => new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const target = (path) => (isFd(path) ? path : getValidatedPath(path));
const abortError = (signal) => new AbortError(undefined, { cause: signal.reason });

// --- Reading -------------------------------------------------------------------------------------------------

function readFile(path, options, callback) {
  callback ||= options;
  validateFunction(callback, 'cb');
  options = getOptions(options, kReadOptions);
  const { encoding, signal } = options;
  path = target(path);
  const flags = stringToFlags(options.flag || 'r', 'options.flag');
  if (signal?.aborted) return callback(abortError(signal));
  ops.readFile(path, flags, (err, bytes) => {
    if (signal?.aborted) return callback(abortError(signal));
    if (err) return callback(err);
    let result = toBuffer(bytes);
    if (encoding && encoding !== 'buffer') {
      try {
        result = result.toString(encoding);
      } catch (tooLong) {
        return callback(tooLong);
      }
    }
    callback(null, result);
  });
}

function readFileSync(path, options) {
  options = getOptions(options, kReadOptions);
  const flags = stringToFlags(options.flag || 'r', 'options.flag');
  const { encoding } = options;
  if (encoding === 'utf8' || encoding === 'utf-8') return ops.readFileUtf8(target(path), flags);
  const buffer = toBuffer(ops.readFile(target(path), flags));
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer;
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
  validateFunction(callback, 'cb');
  options = getOptions(options, kWriteOptions);
  const { signal } = options;
  const flush = checkFlush(options.flush);
  const bytes = dataOf(data, options.encoding);
  path = target(path);
  const flags = stringToFlags(options.flag || 'w');
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (signal?.aborted) return callback(abortError(signal));
  const done = (err) => callback(signal?.aborted ? abortError(signal) : err);
  if (flush) writeAndFlush(path, bytes, flags, mode, done);
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
  validateFunction(callback, 'cb');
  require('fs').writeFile(path, data, appendOptions(path, options), callback);
}

function appendFileSync(path, data, options) {
  require('fs').writeFileSync(path, data, appendOptions(path, options));
}

module.exports = { appendFile, appendFileSync, readFile, readFileSync, writeFile, writeFileSync };
