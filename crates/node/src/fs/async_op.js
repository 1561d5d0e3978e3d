'use strict';
// What asynchronous operations share: failures on their way to a promise, and callbacks on theirs. Owner: fs.

const { ErrorCaptureStackTrace, PromisePrototypeThen, PromiseReject } = primordials;

const { asRequest } = require('async_hooks/ids');
const { AbortError } = require('internal/errors');
const { validateFunction } = require('internal/validators');

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

/** A request's callback, checked; while hooks are enabled, as a resource of theirs. */
function requestCallback(callback) {
  validateFunction(callback, 'cb');
  return asRequest('FSREQCALLBACK', callback);
}

module.exports = { checkAborted, operation, requestCallback };
