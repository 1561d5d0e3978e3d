'use strict';

// The error that says why a test failed: ERR_TEST_FAILURE with a `failureType`, around what was thrown as `cause`.
//
// Owner: test. Its stack leaves out the runtime's own frames, which say nothing to who reads a report, but for the one that
// tells that a function was entered with an async context of its own.

const {
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  RegExpPrototypeExec,
  String,
} = primordials;

const { codes: { ERR_TEST_FAILURE }, overrideStackTrace } = require('internal/errors');

const kOwnFrame = /^node:(internal\/(?!async_hooks\/)|test\b)/;

const kinds = {
  __proto__: null,
  aborted: 'testAborted',
  callbackAndPromise: 'callbackAndPromisePresent',
  cancelledByParent: 'cancelledByParent',
  expectedFailure: 'expectedFailure',
  hook: 'hookFailed',
  multipleCallbacks: 'multipleCallbackInvocations',
  parentFinished: 'parentAlreadyFinished',
  subtests: 'subtestsFailed',
  testCode: 'testCodeFailure',
  timeout: 'testTimeoutFailure',
  uncaught: 'uncaughtException',
  unhandledRejection: 'unhandledRejection',
};

function formatWithoutOwnFrames(error, trace) {
  const lines = [];
  for (let i = 0; i < trace.length; i++) {
    const file = trace[i].getFileName();
    if (typeof file === 'string' && RegExpPrototypeExec(kOwnFrame, file) !== null) continue;
    ArrayPrototypePush(lines, String(trace[i]));
  }
  const head = `${error.name} [${error.code}]: ${error.message}`;
  return lines.length === 0 ? head : `${head}\n    at ${ArrayPrototypeJoin(lines, '\n    at ')}`;
}

function make(cause, kind) {
  try {
    return new ERR_TEST_FAILURE(cause, kind);
  } catch {
    // A value whose own way to be shown fails is shown without it.
    const { inspect } = require('util/inspect');
    const error = new ERR_TEST_FAILURE(inspect(cause, { __proto__: null, customInspect: false }), kind);
    error.cause = cause;
    return error;
  }
}

/** Makes the error for `cause`, an error or a text. */
function failure(cause, kind) {
  const error = make(cause, kind);
  overrideStackTrace.set(error, formatWithoutOwnFrames);
  return error;
}

function isFailure(error) {
  return error?.code === 'ERR_TEST_FAILURE' && typeof error.failureType === 'string';
}

/** What was thrown, as the error of a test: errors of the runner itself stay as they are. */
function asFailure(thrown, kind) {
  return isFailure(thrown) ? thrown : failure(thrown, kind);
}

module.exports = { asFailure, failure, isFailure, kinds };
