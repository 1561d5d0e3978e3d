'use strict';
// What happens to an exception that nobody caught.
//
// The engine calls `uncaught` from its one door into JavaScript; when it returns
// the exception was taken. Code in JavaScript that has such an exception in hand calls
// `triggerUncaughtException`, which takes the same way through the engine.

const { Error, ReflectApply, StringPrototypeRepeat } = primordials;

const {
  codes: {
    ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE,
    ERR_INVALID_ARG_TYPE,
    ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET,
  },
} = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { state: ids } = require('async_hooks/ids');

const { traceThrows } = binding('engine');

// What is uncaught next left the text of --eval: Node puts the source line into its stack, so that its first line stays.
let textThrew = false;

function noteTextThrew() {
  textThrew = true;
}

const kGenericUserError = 1;
const kNoHandler = 6;

// A method of an object, as which it shows in stacks.
const capture = { captureFn: null };
// Takes what is thrown in its own part of the program, however late: the interactive mode. Answers whether it did.
let scopeHandler = null;
// The module `domain`, once it is loaded: `ready()` tells whether a domain would take what is thrown now, `take(err)` whether
// one took it, `loaded` is the stack of its loading.
let domains = null;

function setScopeHandler(fn) {
  scopeHandler = fn;
}

function setDomainHandler(handler) {
  domains = handler;
}

function setUncaughtExceptionCaptureCallback(fn) {
  if (domains !== null) {
    const error = new ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
    error.stack += `\n${StringPrototypeRepeat('-', 40)}\n${domains.loaded}`;
    throw error;
  }
  if (fn === null) {
    capture.captureFn = null;
    return;
  }
  if (typeof fn !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  }
  if (scopeHandler !== null) throw new ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
  if (capture.captureFn !== null) {
    throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  }
  capture.captureFn = fn;
}

function hasUncaughtExceptionCaptureCallback() {
  return capture.captureFn !== null || (domains !== null && domains.ready());
}

function noop() {
  // The engine drains after it.
}

// Returns whether the program took the exception.
function onUncaughtException(err, fromPromise) {
  const origin = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  process.emit('uncaughtExceptionMonitor', err, origin);
  if (domains !== null && domains.take(err)) {
    // Taken.
  } else if (scopeHandler !== null && scopeHandler(err)) {
    // Taken.
  } else if (capture.captureFn !== null) {
    capture.captureFn(err);
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

  // Ticks and microtasks that wait go on after the callbacks that are due, whatever there is.
  require('timers').setImmediate(noop);
  if (ids.after && ids.id > 0) require('async_hooks/hooks').emitAfter(ids.id);
  ids.id = 0;
  ids.trigger = 0;
  ids.resource = null;
  return true;
}

// The engine's hook. `arrow` is the source line of what is no native error,
// `frames` where it was thrown, `thrown` whether it left a callback. What a
// handler throws goes to the engine, which knows where.
function uncaught(err, fromPromise, arrow, frames, thrown) {
  if (textThrew) {
    textThrew = false;
    require('util/inspect_names').keepTitle(err);
  }
  if (thrown && !hasUncaughtExceptionCaptureCallback() && getOptionValue('--abort-on-uncaught-exception') === true) {
    require('process/fatal').trapAtThrow(err, frames);
  }
  // Through `process`, where the method is public.
  const handle = process._fatalException;
  if (typeof handle !== 'function') {
    require('process/fatal').reportAndExit(err, arrow, frames, kNoHandler);
  } else if (!ReflectApply(handle, process, [err, fromPromise])) {
    require('process/fatal').reportAndExit(err, arrow, frames);
  }
}

// The engine's hook for an error that must end the process.
function fatal(err, arrow, frames, code) {
  require('process/fatal').reportAndExit(err, arrow, frames, code);
}

// Whether the frames of an uncaught throw are wanted, which costs each throw
// that nothing catches.
function prepareUncaught() {
  if (getOptionValue('--trace-uncaught') === true || getOptionValue('--abort-on-uncaught-exception') === true) {
    traceThrows(Error.stackTraceLimit ?? 10);
  }
}

function triggerUncaughtException(err, fromPromise) {
  binding('engine').triggerUncaughtException(err, fromPromise);
}

module.exports = {
  fatal,
  noteTextThrew,
  prepareUncaught,
  setDomainHandler,
  setScopeHandler,
  uncaught,
  onUncaughtException,
  triggerUncaughtException,
  setUncaughtExceptionCaptureCallback,
  hasUncaughtExceptionCaptureCallback,
};
