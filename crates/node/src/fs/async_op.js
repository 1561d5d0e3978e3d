'use strict';
// Failures of the native operations on their way to a promise. Owner: fs.

const { ErrorCaptureStackTrace, PromisePrototypeThen, PromiseReject } = primordials;

const { AbortError } = require('internal/errors');

// An error made on the thread pool has no stack of its own; the one taken here shows the functions that await it.
function rejectWithStack(error) {
  ErrorCaptureStackTrace(error, rejectWithStack);
  return PromiseReject(error);
}

/** The promise of an operation, its error extended by the stack of the functions that wait for it. */
function operation(promise) {
  return PromisePrototypeThen(promise, undefined, rejectWithStack);
}

function checkAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

module.exports = { checkAborted, operation };
