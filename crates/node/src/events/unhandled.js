'use strict';
// What `emit('error')` throws when nobody listens, and the note on the stack
// that tells where the event was emitted. Loaded on the first such error.

const {
  Error,
  ErrorCaptureStackTrace,
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  ObjectDefineProperty,
  StringPrototypeSplit,
  Symbol,
} = primordials;

const { codes: { ERR_UNHANDLED_ERROR } } = require('internal/errors');
const EventEmitter = require('events');

// Carries a function that returns the stack to print if the error turns out
// to be fatal; building it earlier would be waste.
const kEnhanceStack = Symbol('enhanceStack');

// The longest run of lines that both stacks share, as [length, index in own].
function sharedRun(own, other) {
  for (let i = 0; i < own.length - 3; i++) {
    let at = 0;
    while (at < other.length && other[at] !== own[i]) at++;
    if (at === other.length) continue;
    let length = 1;
    const most = other.length - at < own.length - i ?
      other.length - at : own.length - i;
    while (length < most && own[i + length] === other[at + length]) length++;
    if (length > 3) return [length, i];
  }
  return [0, 0];
}

function describeEmitter(emitter) {
  try {
    const { name } = emitter.constructor;
    return name === 'EventEmitter' ? '' : ` on ${name} instance`;
  } catch {
    // A program's own `constructor` getter may throw: the name is a courtesy.
    return '';
  }
}

// The error's stack with the emit site below it; lines in common are folded.
function withEmitSite(emitter, error, site) {
  const head = `\nEmitted 'error' event${describeEmitter(emitter)} at:\n`;
  const errorLines =
    ArrayPrototypeSlice(StringPrototypeSplit(error.stack, '\n'), 1);
  const siteLines =
    ArrayPrototypeSlice(StringPrototypeSplit(site.stack, '\n'), 1);
  const { 0: length, 1: offset } = sharedRun(siteLines, errorLines);
  if (length > 0) {
    ArrayPrototypeSplice(siteLines, offset + 1, length - 2,
                         '    [... lines matching original stack trace ...]');
  }
  return error.stack + head + ArrayPrototypeJoin(siteLines, '\n');
}

function throwUnhandled(emitter, args) {
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
    throw error; // Unhandled 'error' event
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
  throw unhandled; // Unhandled 'error' event
}

module.exports = { throwUnhandled, kEnhanceStack };
