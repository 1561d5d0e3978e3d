'use strict';

// `AssertionError`: what every failed assertion throws.
//
// Owner: assert; the test runner uses it too. Texts are made by `assert/message`, which is loaded only when there is
// one to make, so that a program whose assertions hold never pays for it.

const {
  ArrayPrototypeJoin,
  Error,
  ErrorCaptureStackTrace,
  ObjectAssign,
  ObjectDefineProperty,
  String,
  StringPrototypeSlice,
  StringPrototypeSplit,
} = primordials;

const { customInspectSymbol } = require('internal/util');
const { validateObject } = require('internal/validators');

const kMaxShownLines = 10;
const kMaxShownLength = 512;

// Operators whose custom message is the headline of the difference instead of the whole text.
const kWithDifference = {
  __proto__: null,
  deepStrictEqual: true,
  partialDeepStrictEqual: true,
  strictEqual: true,
};

function textOf(options, diff) {
  const { message, actual, expected, operator } = options;
  if (message != null && !kWithDifference[operator]) return String(message);
  const custom = message ? `${message}` : undefined;
  return require('assert/message').createMessage(actual, expected, operator, custom, diff);
}

// `actual` and `expected` stand in the message already; below it long strings are only hinted at.
function shorten(text) {
  const lines = StringPrototypeSplit(text, '\n', kMaxShownLines + 1);
  if (lines.length > kMaxShownLines) {
    lines.length = kMaxShownLines;
    return `${ArrayPrototypeJoin(lines, '\n')}\n...`;
  }
  // What is dropped is the beginning: programs' snapshots know it so.
  return text.length > kMaxShownLength ? `${StringPrototypeSlice(text, kMaxShownLength)}...` : text;
}

class AssertionError extends Error {
  constructor(options) {
    validateObject(options, 'options');
    const { message, operator, stackStartFn, stackStartFunction, details, diff = 'simple' } = options;
    super(textOf(options, diff));

    this.generatedMessage = !message;
    // The code belongs to the name while the stack is written, and only there.
    ObjectDefineProperty(this, 'name', {
      __proto__: null,
      value: 'AssertionError [ERR_ASSERTION]',
      enumerable: false,
      writable: true,
      configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      for (let i = 0; i < details.length; i++) {
        this[`message ${i}`] = details[i].message;
        this[`actual ${i}`] = details[i].actual;
        this[`expected ${i}`] = details[i].expected;
        this[`operator ${i}`] = details[i].operator;
        this[`stack trace ${i}`] = details[i].stack;
      }
    } else {
      this.actual = options.actual;
      this.expected = options.expected;
      this.operator = operator;
    }
    ErrorCaptureStackTrace(this, stackStartFn || stackStartFunction);
    // Reading it writes it, with the name of the moment.
    this.stack; // eslint-disable-line no-unused-expressions
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [customInspectSymbol](recurseTimes, context) {
    const { inspect } = require('util/inspect');
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = shorten(actual);
    if (typeof expected === 'string') this.expected = shorten(expected);
    const text = inspect(this, ObjectAssign({ __proto__: null }, context, { customInspect: false, depth: 0 }));
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}

module.exports = AssertionError;
