'use strict';
// `fs.realpath` and its native twin. Owned by `fs`. The system resolves paths in one call; only a failure is looked
// into, because `fs.realpath` tells, as Node does, which part of the path could not be read.

const { StringPrototypeSplit } = primordials;

const ops = binding('fs');
const { validateFunction } = require('internal/validators');
const { getOptions, getValidatedPath, toPathIfFileURL, validatePath } = require('fs/arguments');

function textPath(path) {
  path = toPathIfFileURL(path);
  if (typeof path !== 'string') path += '';
  validatePath(path);
  return require('path').resolve(path);
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

function realpathSync(path, options) {
  options = getOptions(options);
  path = textPath(path);
  try {
    return ops.realpath(path, options.encoding, false);
  } catch (err) {
    throw explain(path, err);
  }
}

function realpath(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'cb');
  options = getOptions(options);
  path = textPath(path);
  ops.realpath(path, options.encoding, true, (err, resolved) => {
    if (err) return callback(err.code === 'ERR_ACCESS_DENIED' ? err : explain(path, err));
    callback(null, resolved);
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
  validateFunction(callback, 'cb');
  options = getOptions(options);
  ops.realpath(getValidatedPath(path), options.encoding, true, callback);
};

module.exports = { realpath, realpathSync };
