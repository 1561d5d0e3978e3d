'use strict';
// `fs.realpath` and its native twin. Owned by `fs`. The system resolves paths in one call; only a failure is looked
// into, because `fs.realpath` tells, as Node does, which part of the path could not be read.

const { StringPrototypeSplit } = primordials;
const { requestCallback } = require('fs/async_op');

const ops = binding('fs');
const { getOptions, getValidatedPath, toPathIfFileURL, validatePath } = require('fs/arguments');
const { S_IFIFO, S_IFSOCK } = require('fs/constants');
const { isFileType } = require('fs/stats');

function textPath(path) {
  path = toPathIfFileURL(path);
  if (typeof path !== 'string') path += '';
  validatePath(path);
  return require('path').resolve(path);
}

function inEncoding(path, encoding) {
  if (!encoding || encoding === 'utf8') return path;
  const bytes = require('buffer').Buffer.from(path);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

// The error of the first part of `path` that cannot be followed.
function explain(path, err) {
  const parts = StringPrototypeSplit(path, '/');
  let reached = '';
  for (let i = 1; i < parts.length; i++) {
    reached = `${reached}/${parts[i]}`;
    try {
      ops.lstat(reached, false, true);
      ops.stat(reached, false, true);
    } catch (failure) {
      return failure;
    }
  }
  return err;
}

// The longest chain of links that is followed, as in the kernel.
const kMaxLinks = 40;

/**
 * Where a path leads that is good but has no name at its end: the links of /proc/self/fd to pipes and sockets. Undefined
 * where it is none of those.
 */
function nameless(path) {
  const { basename, dirname, join, resolve } = require('path');
  try {
    const stats = ops.stat(path, false, true);
    if (!isFileType(stats, S_IFIFO) && !isFileType(stats, S_IFSOCK)) return undefined;
    for (let i = 0; i < kMaxLinks; i++) {
      const folder = ops.realpath(dirname(path), 'utf8', false);
      path = resolve(folder, ops.readlink(join(folder, basename(path)), 'utf8'));
      if (ops.lstat(path, false, false) === undefined) return path;
    }
  } catch {
    // What cannot be followed is the first error's to tell.
  }
  return undefined;
}

function realpathSync(path, options) {
  options = getOptions(options);
  path = textPath(path);
  try {
    return ops.realpath(path, options.encoding, false);
  } catch (err) {
    const found = nameless(path);
    if (found === undefined) throw explain(path, err);
    return inEncoding(found, options.encoding);
  }
}

function realpath(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = requestCallback(callback);
  options = getOptions(options);
  path = textPath(path);
  ops.realpath(path, options.encoding, true, (err, resolved) => {
    if (!err) return callback(null, resolved);
    if (err.code === 'ERR_ACCESS_DENIED') return callback(err);
    const found = nameless(path);
    if (found === undefined) callback(explain(path, err));
    else callback(null, inEncoding(found, options.encoding));
  });
}

realpathSync.native = (path, options) => {
  options = getOptions(options);
  return ops.realpath(getValidatedPath(path), options.encoding, true);
};

realpath.native = (path, options, callback) => {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = requestCallback(callback);
  options = getOptions(options);
  ops.realpath(getValidatedPath(path), options.encoding, true, callback);
};

module.exports = { realpath, realpathSync };
