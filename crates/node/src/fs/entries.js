'use strict';
// The functions of `fs` on names: what a path leads to, links, modes, owners, times. Owned by `fs`. Arguments are
// checked here; the native ops do the work, at once or on the thread pool.

const { Float64Array, ObjectDefineProperty, Promise } = primordials;
const { requestCallback } = require('fs/async_op');

const ops = binding('fs');
const { kEmptyObject, promisify } = require('internal/util');
const { parseFileMode, validateFunction, validateInteger } = require('internal/validators');
const { F_OK } = require('fs/constants');
const {
  getOptions,
  getValidMode,
  getValidatedPath,
  kMaxUserId,
  toUnixTimestamp,
  validateSymlinkType,
} = require('fs/arguments');
const { getStatFsFromBinding, getStatsFromBinding } = require('fs/stats');

// --- Is it there -------------------------------------------------------------------------------------------

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = F_OK;
  }
  path = getValidatedPath(path);
  callback = requestCallback(callback);
  ops.access(path, getValidMode(mode, 'access'), callback);
}

function accessSync(path, mode) {
  ops.access(getValidatedPath(path), getValidMode(mode, 'access'));
}

function exists(path, callback) {
  validateFunction(callback, 'cb');
  try {
    path = getValidatedPath(path);
  } catch {
    // What is no path names nothing that exists.
    return callback(false);
  }
  ops.access(path, F_OK, (err) => callback(!err));
}

// The callback of `exists` takes no error, so `util.promisify` cannot guess its shape.
ObjectDefineProperty(exists, promisify.custom, {
  __proto__: null,
  value: function exists(path) {
    return new Promise((resolve) => require('fs').exists(path, resolve));
  },
});

let warnedOfType = false;

function existsSync(path) {
  try {
    path = getValidatedPath(path);
  } catch (err) {
    if (err?.code === 'ERR_INVALID_ARG_TYPE' && !warnedOfType) {
      warnedOfType = true;
      process.emitWarning('Passing invalid argument types to fs.existsSync is deprecated',
                          'DeprecationWarning', 'DEP0187');
    }
    return false;
  }
  return ops.exists(path);
}

// How many numbers a stat is made of.
const kStatNumbers = 18;

// --- Stats -------------------------------------------------------------------------------------------------

function stat(path, options = { bigint: false, throwIfNoEntry: true }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = requestCallback(callback);
  options = getOptions(options);
  path = getValidatedPath(path);
  // An abort stops what has not begun; the call itself is short.
  if (options.signal?.aborted) {
    const { AbortError } = require('internal/errors');
    callback(new AbortError(undefined, { cause: options.signal.reason }));
    return;
  }
  ops.stat(path, options.bigint === true, options.throwIfNoEntry !== false, (err, values) => {
    if (err) return callback(err);
    callback(null, values === undefined ? undefined : getStatsFromBinding(values));
  });
}

function lstat(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  ops.lstat(path, options.bigint === true, true, (err, values) => {
    if (err) return callback(err);
    callback(null, getStatsFromBinding(values));
  });
}

// What the synchronous forms are told the numbers in, which become Stats before anything else can ask.
let numbers;

function statAtOnce(path, options, follows) {
  path = getValidatedPath(path);
  const throws = options.throwIfNoEntry !== false;
  if (options.bigint === true) {
    const values = follows ? ops.stat(path, true, throws) : ops.lstat(path, true, throws);
    return values === undefined ? undefined : getStatsFromBinding(values);
  }
  numbers ??= new Float64Array(kStatNumbers);
  return ops.statInto(path, follows, throws, numbers) ? getStatsFromBinding(numbers) : undefined;
}

function statSync(path, options = { bigint: false, throwIfNoEntry: true }) {
  return statAtOnce(path, options, true);
}

function lstatSync(path, options = { bigint: false, throwIfNoEntry: true }) {
  return statAtOnce(path, options, false);
}

function statfs(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  ops.statfs(path, options.bigint === true, (err, values) => {
    if (err) return callback(err);
    callback(null, getStatFsFromBinding(values));
  });
}

function statfsSync(path, options = { bigint: false }) {
  return getStatFsFromBinding(ops.statfs(getValidatedPath(path), options.bigint === true));
}

// --- Names and links ---------------------------------------------------------------------------------------

function rename(oldPath, newPath, callback) {
  callback = requestCallback(callback);
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  ops.rename(oldPath, newPath, callback);
}

function renameSync(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  ops.rename(oldPath, getValidatedPath(newPath, 'newPath'));
}

function link(existingPath, newPath, callback) {
  callback = requestCallback(callback);
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  ops.link(existingPath, newPath, callback);
}

function linkSync(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  ops.link(existingPath, getValidatedPath(newPath, 'newPath'));
}

function symlink(target, path, type, callback) {
  if (callback === undefined) {
    callback = type;
    type = undefined;
  } else {
    validateSymlinkType(type);
  }
  callback = requestCallback(callback);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  ops.symlink(target, path, callback);
}

function symlinkSync(target, path, type) {
  validateSymlinkType(type);
  target = getValidatedPath(target, 'target');
  ops.symlink(target, getValidatedPath(path));
}

function readlink(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = requestCallback(callback);
  options = getOptions(options);
  path = getValidatedPath(path);
  ops.readlink(path, options.encoding, callback);
}

function readlinkSync(path, options) {
  options = getOptions(options);
  return ops.readlink(getValidatedPath(path), options.encoding);
}

function unlink(path, callback) {
  callback = requestCallback(callback);
  ops.unlink(getValidatedPath(path), callback);
}

function unlinkSync(path) {
  ops.unlink(getValidatedPath(path));
}

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  callback = requestCallback(callback);
  ops.copyFile(src, dest, getValidMode(mode, 'copyFile'), callback);
}

function copyFileSync(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  ops.copyFile(src, dest, getValidMode(mode, 'copyFile'));
}

// --- Modes, owners, times ----------------------------------------------------------------------------------

function chmod(path, mode, callback) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  callback = requestCallback(callback);
  ops.chmod(path, mode, callback);
}

function chmodSync(path, mode) {
  path = getValidatedPath(path);
  ops.chmod(path, parseFileMode(mode, 'mode'));
}

function chown(path, uid, gid, callback) {
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  ops.chown(path, uid, gid, callback);
}

function chownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  ops.chown(path, uid, gid);
}

function lchown(path, uid, gid, callback) {
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  ops.lchown(path, uid, gid, callback);
}

function lchownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  ops.lchown(path, uid, gid);
}

function utimes(path, atime, mtime, callback) {
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  ops.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

function utimesSync(path, atime, mtime) {
  path = getValidatedPath(path);
  ops.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

function lutimes(path, atime, mtime, callback) {
  callback = requestCallback(callback);
  path = getValidatedPath(path);
  ops.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), callback);
}

function lutimesSync(path, atime, mtime) {
  path = getValidatedPath(path);
  ops.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime));
}

module.exports = {
  access,
  accessSync,
  chmod,
  chmodSync,
  chown,
  chownSync,
  copyFile,
  copyFileSync,
  exists,
  existsSync,
  lchown,
  lchownSync,
  link,
  linkSync,
  lstat,
  lstatSync,
  lutimes,
  lutimesSync,
  readlink,
  readlinkSync,
  rename,
  renameSync,
  stat,
  statSync,
  statfs,
  statfsSync,
  symlink,
  symlinkSync,
  unlink,
  unlinkSync,
  utimes,
  utimesSync,
};
