'use strict';
// Directories: listing, making, removing one or a tree. Owned by `fs`. Arguments are checked here; the native ops do
// the work, at once or on the thread pool.

const { PromisePrototypeThen, StringPrototypeEndsWith, SymbolDispose } = primordials;
const { requestCallback } = require('fs/async_op');

const ops = binding('fs');
const { codes } = require('internal/errors');
const { getDeprecationWarningEmitter } = require('internal/util');
const { parseFileMode, validateBoolean } = require('internal/validators');
const { S_IFDIR } = require('fs/constants');
const {
  getOptions,
  getValidatedPath,
  validateRmOptions,
  validateRmdirOptions,
} = require('fs/arguments');
const { getDirents, isFileType } = require('fs/stats');

// --- Listing -----------------------------------------------------------------------------------------------

function readdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = requestCallback(callback);
  options = getOptions(options);
  path = getValidatedPath(path);
  if (options.recursive !== null && options.recursive !== undefined) {
    validateBoolean(options.recursive, 'options.recursive');
  }
  if (options.recursive) {
    PromisePrototypeThen(require('fs/dir').readdirDeepAsync(path, options),
                         (found) => process.nextTick(callback, null, found),
                         (err) => process.nextTick(callback, err));
    return;
  }
  const withTypes = !!options.withFileTypes;
  ops.readdir(path, options.encoding, withTypes, withTypes ? (err, found) => {
    if (err) return callback(err);
    callback(null, getDirents(path, found));
  } : callback);
}

function readdirSync(path, options) {
  options = getOptions(options);
  path = getValidatedPath(path);
  if (options.recursive !== null && options.recursive !== undefined) {
    validateBoolean(options.recursive, 'options.recursive');
  }
  if (options.recursive) return require('fs/dir').readdirDeepSync(path, options);
  const withTypes = !!options.withFileTypes;
  const found = ops.readdir(path, options.encoding, withTypes);
  return withTypes ? getDirents(path, found) : found;
}

// --- Making ------------------------------------------------------------------------------------------------

// The options of mkdir, which may be the mode alone.
function mkdirOptions(options) {
  if (typeof options === 'number' || typeof options === 'string') {
    return { __proto__: null, mode: parseFileMode(options, 'mode'), recursive: false };
  }
  let recursive = false;
  let mode = 0o777;
  if (options) {
    if (options.recursive !== undefined) {
      recursive = options.recursive;
      validateBoolean(recursive, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseFileMode(options.mode, 'options.mode');
  }
  return { __proto__: null, mode, recursive };
}

function mkdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  const { mode, recursive } = mkdirOptions(options);
  callback = requestCallback(callback);
  ops.mkdir(getValidatedPath(path), mode, recursive, callback);
}

function mkdirSync(path, options) {
  const { mode, recursive } = mkdirOptions(options);
  return ops.mkdir(getValidatedPath(path), mode, recursive);
}

let warnedOfTemplate = false;

// Some systems replace every X at the end, not just those that are added.
function checkedPrefix(prefix) {
  prefix = getValidatedPath(prefix, 'prefix');
  const isUnportable = typeof prefix === 'string' ? StringPrototypeEndsWith(prefix, 'X') : prefix.at(-1) === 0x58;
  if (isUnportable && !warnedOfTemplate) {
    warnedOfTemplate = true;
    process.emitWarning('mkdtemp() templates ending with X are not portable. ' +
                        'For details see: https://nodejs.org/api/fs.html');
  }
  return prefix;
}

function mkdtemp(prefix, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = requestCallback(callback);
  options = getOptions(options);
  ops.mkdtemp(checkedPrefix(prefix), options.encoding, callback);
}

function mkdtempSync(prefix, options) {
  options = getOptions(options);
  return ops.mkdtemp(checkedPrefix(prefix), options.encoding);
}

function mkdtempDisposableSync(prefix, options) {
  // A later chdir() must not lead the removal to another directory.
  const cwd = process.cwd();
  const path = mkdtempSync(prefix, options);
  const fullPath = typeof path === 'string' ? require('path').resolve(cwd, path) : path;
  const remove = () => ops.rm(fullPath, true, true, 0, 0);
  return { path, remove, [SymbolDispose]() { remove(); } };
}

// --- Removing ----------------------------------------------------------------------------------------------

const isDirectoryError = (path) => new codes.ERR_FS_EISDIR({
  code: 'EISDIR',
  message: 'is a directory',
  path,
  syscall: 'rm',
  errno: 21,
});

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  path = getValidatedPath(path);
  const { recursive, force, maxRetries, retryDelay } = validateRmOptions(options);
  callback = requestCallback(callback);
  ops.rm(path, recursive, force, maxRetries, retryDelay, (err) => {
    callback(err?.code === 'EISDIR' && !recursive ? isDirectoryError(path) : err);
  });
}

function rmSync(path, options) {
  path = getValidatedPath(path);
  const { recursive, force, maxRetries, retryDelay } = validateRmOptions(options);
  try {
    ops.rm(path, recursive, force, maxRetries, retryDelay);
  } catch (err) {
    if (err?.code === 'EISDIR' && !recursive) throw isDirectoryError(path);
    throw err;
  }
}

const warnOfRecursion = getDeprecationWarningEmitter('DEP0147',
  'In future versions of Node.js, fs.rmdir(path, { recursive: true }) will be removed. ' +
  'Use fs.rm(path, { recursive: true }) instead');

function rmdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  const { recursive, maxRetries, retryDelay } = validateRmdirOptions(options);
  if (!recursive) return ops.rmdir(path, callback);
  warnOfRecursion();
  ops.lstat(path, false, true, (err, stats) => {
    if (err) return callback(err);
    // The operation itself tells of what is no directory.
    if (!isFileType(stats, S_IFDIR)) return ops.rmdir(path, callback);
    ops.rm(path, true, false, maxRetries, retryDelay, callback);
  });
}

function rmdirSync(path, options) {
  path = getValidatedPath(path);
  const { recursive, maxRetries, retryDelay } = validateRmdirOptions(options);
  if (!recursive) return ops.rmdir(path);
  warnOfRecursion();
  if (!isFileType(ops.lstat(path, false, true), S_IFDIR)) return ops.rmdir(path);
  ops.rm(path, true, false, maxRetries, retryDelay);
}

module.exports = {
  mkdir,
  mkdirSync,
  mkdtemp,
  mkdtempDisposableSync,
  mkdtempSync,
  readdir,
  readdirSync,
  rm,
  rmSync,
  rmdir,
  rmdirSync,
};
