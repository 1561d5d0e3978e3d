'use strict';
// process.emitWarning and the listener that prints warnings.
//
// A warning is an event first ('warning' on process, in the next tick); the
// printing is a listener like any other, which boot adds unless --no-warnings
// is given.

const {
  ArrayIsArray,
  Error,
  ErrorCaptureStackTrace,
  ErrorPrototypeToString,
  SafeSet,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateString } = require('internal/validators');

let disabled;
let hintShown = false;
// False once --redirect-warnings proved unusable, undefined before its look-up.
let redirectPath;
let consoleError;

function write(text) {
  if (redirectPath === undefined) {
    redirectPath =
      require('internal/options').getOptionValue('--redirect-warnings') || false;
  }
  if (redirectPath !== false) {
    try {
      require('fs').appendFileSync(redirectPath, `${text}\n`);
      return;
    } catch {
      // The file cannot be written: warnings go to stderr from here on.
      redirectPath = false;
    }
  }
  // Through the console, and so through `process.stderr`, which a program may have redirected.
  consoleError ??= require('console').error;
  consoleError(text);
}

function isDisabled(warning) {
  if (disabled === undefined) {
    const names = require('internal/options').getOptionValue('--disable-warning');
    disabled = new SafeSet();
    for (let i = 0; i < names?.length; i++) disabled.add(names[i]);
  }
  if (disabled.size === 0) return false;
  return (warning.code && disabled.has(warning.code)) ||
    (warning.name && disabled.has(warning.name));
}

function onWarning(warning) {
  if (!(warning instanceof Error)) return;
  const isDeprecation = warning.name === 'DeprecationWarning';
  if (isDeprecation && process.noDeprecation) return;
  if (isDisabled(warning)) return;

  const trace = process.traceProcessWarnings ||
    (isDeprecation && process.traceDeprecation);
  let text = `(${process.release.name}:${process.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  if (trace && warning.stack) {
    text += `${warning.stack}`;
  } else {
    text += typeof warning.toString === 'function' ?
      `${warning.toString()}` : ErrorPrototypeToString(warning);
  }
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace && !hintShown) {
    hintShown = true;
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    const name = require('path').basename(process.argv0 || 'node', '.exe');
    text += `\n(Use \`${name} ${flag} ...\` to show where the warning was created)`;
  }
  write(text);
}

function createWarning(warning, type, code, ctor, detail) {
  // The frames come from the capture below; collecting them twice is waste.
  const limit = Error.stackTraceLimit;
  const writable = require('internal/errors').isErrorStackTraceLimitWritable();
  if (writable) Error.stackTraceLimit = 0;
  const error = new Error(warning);
  if (writable) Error.stackTraceLimit = limit;
  error.name = `${type || 'Warning'}`;
  if (code !== undefined) error.code = code;
  if (detail !== undefined) error.detail = detail;
  ErrorCaptureStackTrace(error, ctor || process.emitWarning);
  return error;
}

// Reads the overloaded arguments. Returns the warning to emit, or undefined
// for a deprecation that is silenced.
function prepare(warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !ArrayIsArray(type)) {
    ctor = type.ctor;
    code = type.code;
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = '';
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string') {
    // A silenced deprecation is not worth an error object.
    if (type === 'DeprecationWarning' && process.noDeprecation) return undefined;
    return createWarning(warning, type, code, ctor, detail);
  }
  if (!(warning instanceof Error)) {
    throw new ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning' && process.noDeprecation) {
    return undefined;
  }
  return warning;
}

function emitWarning(warning, type, code, ctor) {
  const prepared = prepare(warning, type, code, ctor);
  if (prepared === undefined) return;
  if (prepared.name === 'DeprecationWarning' && process.throwDeprecation) {
    // In a tick: an uncaught exception, not a throw into unprepared code.
    process.nextTick(() => {
      throw prepared;
    });
    return;
  }
  process.nextTick(emitNow, prepared);
}

function emitNow(warning) {
  process.emit('warning', warning);
}

// For code that is about to end the process.
function emitWarningSync(warning, type, code, ctor) {
  const prepared = prepare(warning, type, code, ctor);
  if (prepared !== undefined) emitNow(prepared);
}

module.exports = { emitWarning, emitWarningSync, onWarning };
