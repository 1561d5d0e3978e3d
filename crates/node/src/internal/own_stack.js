'use strict';
// Stacks without the built-in code: where a program did what is told of. Used for warnings and samples; not for errors,
// whose stacks are V8's.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeJoin,
  Error,
  ErrorCaptureStackTrace,
  RegExpPrototypeExec,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const { isErrorStackTraceLimitWritable } = require('internal/errors');

const kBuiltInFrame = /^ {4}at (?:.* \()?(?:node|weir):/;

// Some of the frames above the program's are not the program's.
const kFrames = 30;

/**
 * Gives an error the stack of the moment with the program's frames alone, or as it is where only built-in code runs, and
 * answers the line of the nearest of them; undefined where there is none.
 */
function takeOwnStack(error) {
  const limit = Error.stackTraceLimit;
  const writable = isErrorStackTraceLimitWritable();
  if (writable) Error.stackTraceLimit = kFrames;
  ErrorCaptureStackTrace(error, takeOwnStack);
  if (writable) Error.stackTraceLimit = limit;
  const text = error.stack;
  // A program may render stacks its own way.
  if (typeof text !== 'string') return undefined;
  const lines = StringPrototypeSplit(text, '\n');
  let first;
  const own = ArrayPrototypeFilter(lines, (line) => {
    if (!StringPrototypeStartsWith(line, '    at ')) return true;
    if (RegExpPrototypeExec(kBuiltInFrame, line) !== null) return false;
    first ??= line;
    return true;
  });
  if (first !== undefined) error.stack = ArrayPrototypeJoin(own, '\n');
  return first;
}

module.exports = { takeOwnStack };
