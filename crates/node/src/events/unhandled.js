'use strict';
// What `emit('error')` throws when nobody listens, and the note on the stack
// that tells where the event was emitted. Loaded on the first such error.

const {
  Error,
  ErrorCaptureStackTrace,
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  ObjectDefineProperty,
  StringPrototypeSplit,
  Symbol,
} = primordials;

const { codes: { ERR_UNHANDLED_ERROR } } = require('internal/errors');
const EventEmitter = require('events');

// Carries a function that returns the stack to print if the error turns out
// to be fatal; building it earlier would be waste.
const kEnhanceStack = Symbol('enhanceStack');

function describeEmitter(emitter) {
  try {
    const { name } = emitter.constructor;
    return name === 'EventEmitter' ? '' : ` on ${name} instance`;
  } catch {
    // A program's own `constructor` getter may throw: the name is a courtesy.
    return '';
  }
}

// The error's stack with the emit site below it.
function withEmitSite(emitter, error, site) {
  const frames = ArrayPrototypeJoin(
    ArrayPrototypeSlice(StringPrototypeSplit(site.stack, '\n'), 1), '\n');
  return `${error.stack}\nEmitted 'error' event${describeEmitter(emitter)} at:\n` +
    frames;
}

// The value to throw for `emitter.emit('error', ...args)`.
function unhandledError(emitter, args) {
  const error = args.length > 0 ? args[0] : undefined;
  if (error instanceof Error) {
    try {
      const site = {};
      ErrorCaptureStackTrace(site, EventEmitter.prototype.emit);
      ObjectDefineProperty(error, kEnhanceStack, {
        __proto__: null,
        value: () => withEmitSite(emitter, error, site),
        configurable: true,
      });
    } catch {
      // A frozen error cannot carry the note; it is thrown all the same.
    }
    return error;
  }

  let text;
  try {
    text = require('util/inspect').inspect(error);
  } catch {
    // A hostile inspect function must not hide that an error went unheard.
    text = error;
  }
  const unhandled = new ERR_UNHANDLED_ERROR(text);
  unhandled.context = error;
  return unhandled;
}

module.exports = { unhandledError, kEnhanceStack };
