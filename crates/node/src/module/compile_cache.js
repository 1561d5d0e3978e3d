'use strict';
// `module.enableCompileCache` and its kin: the on-disk cache of compiled code as programs ask for it. The native side keeps
// the code; here are the answers.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const path = require('path');

const native = binding('module');

const FAILED = 0;
const ENABLED = 1;
const ALREADY_ENABLED = 2;
const DISABLED = 3;

function enable(options) {
  const isObject = typeof options === 'object' && options !== null;
  const given = isObject ? options.directory : options;
  const portable = isObject && options.portable === true;
  if (given !== undefined && typeof given !== 'string') {
    const error = new ERR_INVALID_ARG_TYPE('cacheDir', 'string', given);
    error.message = 'cacheDir should be a string';
    throw error;
  }
  if (process.env.NODE_DISABLE_COMPILE_CACHE) {
    return { __proto__: null, status: DISABLED, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE' };
  }
  const known = directory();
  if (known !== undefined) return { __proto__: null, status: ALREADY_ENABLED, directory: known };
  const wanted = given || process.env.NODE_COMPILE_CACHE || path.join(require('os').tmpdir(), 'node-compile-cache');
  try {
    const folder = native.enableCompileCache(path.resolve(wanted), process.argv[1] ?? '', portable);
    return { __proto__: null, status: ENABLED, directory: folder };
  } catch (error) {
    // A policy's refusal is no failure of the disk.
    if (error.code === 'ERR_ACCESS_DENIED') return { __proto__: null, status: FAILED, message: error.message };
    return { __proto__: null, status: FAILED, message: `Cannot create cache directory: ${error.message}` };
  }
}

/** The folder, when the user or the program asked for one; the cache that is kept unasked is nobody's business. */
function directory() {
  return native.compileCacheDirectory();
}

function flush() {
  native.saveCompileCache();
}

module.exports = { directory, enable, flush };
