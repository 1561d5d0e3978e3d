'use strict';
// What happens to an exception that nobody caught.
//
// The engine calls `uncaught` from its one door into JavaScript; when it returns
// the exception was taken. Code in JavaScript that has such an exception in hand calls
// `triggerUncaughtException`, which takes the same way through the engine.

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET,
  },
} = require('internal/errors');
const { state: ids } = require('async_hooks/ids');

const kGenericUserError = 1;
const kHandlerFailed = 7;

let captureCallback = null;

function setUncaughtExceptionCaptureCallback(fn) {
  if (fn === null) {
    captureCallback = null;
    return;
  }
  if (typeof fn !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  }
  if (captureCallback !== null) {
    throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  }
  captureCallback = fn;
}

function hasUncaughtExceptionCaptureCallback() {
  return captureCallback !== null;
}

// Returns whether the program took the exception.
function onUncaughtException(err, fromPromise) {
  const origin = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  process.emit('uncaughtExceptionMonitor', err, origin);
  if (captureCallback !== null) {
    captureCallback(err);
  } else if (!process.emit('uncaughtException', err, origin)) {
    try {
      if (!process._exiting) {
        process._exiting = true;
        process.exitCode = kGenericUserError;
        process.emit('exit', kGenericUserError);
      }
    } catch {
      // The first exception is the one to report; an exit listener that
      // throws on the way down changes nothing.
    }
    return false;
  }

  if (ids.after && ids.id > 0) require('async_hooks/hooks').emitAfter(ids.id);
  ids.id = 0;
  ids.trigger = 0;
  ids.resource = null;
  return true;
}

// The engine's hook. `arrow` is the source line of an error that is no object.
function uncaught(err, fromPromise, arrow) {
  let taken;
  try {
    // Through `process`, where the method is public.
    taken = process._fatalException(err, fromPromise);
  } catch (second) {
    // A handler failed: nothing can be expected of the program any more.
    require('process/fatal').reportAndExit(second, undefined, kHandlerFailed);
    return;
  }
  if (!taken) require('process/fatal').reportAndExit(err, arrow);
}

function triggerUncaughtException(err, fromPromise) {
  binding('engine').triggerUncaughtException(err, fromPromise);
}

module.exports = {
  uncaught,
  onUncaughtException,
  triggerUncaughtException,
  setUncaughtExceptionCaptureCallback,
  hasUncaughtExceptionCaptureCallback,
};
