'use strict';

// Errors that Node raises from native code: a plain error with a `code`, without the code in its stack as those of
// internal/errors have. Owned by `buffer`. Functions return the error; the caller throws it, so that the throw stands
// where it happens.

const { Error, RangeError, TypeError } = primordials;

function withCode(error, code) {
  error.code = code;
  return error;
}

function notABuffer() {
  return withCode(new TypeError('argument must be a buffer'), 'ERR_INVALID_ARG_TYPE');
}

function notABufferSource() {
  const message = 'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.';
  return withCode(new TypeError(message), 'ERR_INVALID_ARG_TYPE');
}

function notAString() {
  return withCode(new TypeError('argument must be a string'), 'ERR_INVALID_ARG_TYPE');
}

function indexOutOfRange() {
  return withCode(new RangeError('Index out of range'), 'ERR_OUT_OF_RANGE');
}

function offsetOutOfBounds() {
  return withCode(new RangeError('"offset" is outside of buffer bounds'), 'ERR_BUFFER_OUT_OF_BOUNDS');
}

function unopenableBlob() {
  return withCode(new TypeError('Unable to open file as blob'), 'ERR_INVALID_ARG_VALUE');
}

/** `name` and `number` are ICU's for what went wrong; Node reports them as `code` and `errno`. */
function transcodeFailed(name, number) {
  const error = withCode(new Error(`Unable to transcode Buffer [${name}]`), name);
  error.errno = number;
  return error;
}

module.exports = {
  indexOutOfRange,
  notABuffer,
  notABufferSource,
  notAString,
  offsetOutOfBounds,
  transcodeFailed,
  unopenableBlob,
};
