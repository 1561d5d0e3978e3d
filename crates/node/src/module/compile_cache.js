'use strict';
// The on-disk cache of compiled code behind `module.enableCompileCache`. The engine hands out no code cache yet, so
// enabling answers FAILED with the reason, which is what programs already have to expect from a read-only disk.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const FAILED = 0;
const DISABLED = 3;

function enable(options) {
  const given = typeof options === 'object' && options !== null ? options.directory : options;
  if (given !== undefined && typeof given !== 'string') {
    const error = new ERR_INVALID_ARG_TYPE('cacheDir', 'string', given);
    error.message = 'cacheDir should be a string';
    throw error;
  }
  if (process.env.NODE_DISABLE_COMPILE_CACHE) {
    return { __proto__: null, status: DISABLED, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE' };
  }
  return { __proto__: null, status: FAILED, message: 'The compile cache is not available in weir yet' };
}

function directory() {
  return undefined;
}

/** There is nothing to write while the cache cannot be enabled. */
function flush() {}

module.exports = { directory, enable, flush };
