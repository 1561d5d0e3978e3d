'use strict';

// What `ok` throws: its message quotes the call's own source, so it needs the function whose caller is meant.
//
// Owner: assert; the test runner's `t.assert.ok` uses it too.

const { ErrorCaptureStackTrace } = primordials;

const AssertionError = require('assert/assertion_error');
const { isError } = require('internal/util');

function sourceMessage(stackStartFn) {
  // Only the place of the caller is wanted, and a captured trace is the cheapest way to it.
  const probe = {};
  ErrorCaptureStackTrace(probe, stackStartFn);
  const place = binding('errors').getErrorSourcePositions(probe);
  if (place?.sourceLine === undefined) return undefined;
  const { expressionAt } = require('assert/source_expression');
  return `The expression evaluated to a falsy value:\n\n  ${expressionAt(place.sourceLine, place.startColumn)}\n`;
}

/** Throws for a falsy `value`; `count` says how many arguments there were, `diff` how differences are shown. */
function failOk(diff, stackStartFn, count, value, message) {
  let generatedMessage = false;
  if (count === 0) {
    generatedMessage = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message == null) {
    generatedMessage = true;
    message = sourceMessage(stackStartFn);
  } else if (isError(message)) {
    throw message;
  }
  const error = new AssertionError({
    actual: value,
    expected: true,
    message,
    operator: '==',
    stackStartFn,
    diff,
  });
  error.generatedMessage = generatedMessage;
  throw error;
}

module.exports = { failOk };
