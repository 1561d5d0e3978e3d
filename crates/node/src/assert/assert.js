'use strict';

// The public module `assert` (doc/api/assert.md), its strict flavour and the `Assert` class.
//
// Owner: assert. Nearly every test program runs through here, so what holds costs one comparison: everything that is
// about failures (messages, differences, sources) is loaded when the first assertion fails.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  NumberIsNaN,
  ObjectAssign,
  ObjectDefineProperty,
  ObjectIs,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  Symbol,
} = primordials;

const AssertionError = require('assert/assertion_error');
const { isDeepEqual, isDeepStrictEqual, isPartialStrictEqual } = require('util/comparisons');
const {
  codes: {
    ERR_CONSTRUCT_CALL_REQUIRED,
    ERR_INVALID_ARG_TYPE,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { failOk } = require('assert/ok');
const { defineLazyProperties, isError } = require('internal/util');
const { isRegExp } = require('util/types');
const { validateFunction, validateOneOf } = require('internal/validators');

const kOptions = Symbol('options');
const diffKinds = ['simple', 'full'];

// Methods may be taken off their instance; then they behave as those of the module.
function diffOf(self) {
  return self?.[kOptions]?.diff ?? 'simple';
}

function skipsPrototypes(self) {
  return self?.[kOptions]?.skipPrototype;
}

function fail(self, failure) {
  if (isError(failure.message)) throw failure.message;
  failure.diff = diffOf(self);
  throw new AssertionError(failure);
}

function requireBoth(count) {
  if (count < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
}

function ok(...args) {
  if (!args[0]) failOk(diffOf(this), ok, args.length, args[0], args[1]);
}

function strict(...args) {
  if (!args[0]) failOk(diffOf(this), strict, args.length, args[0], args[1]);
}

/** A set of assertions with options of its own. */
function Assert(options) {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  const settings = ObjectAssign({ __proto__: null, strict: true, skipPrototype: false }, options);
  if (settings.diff !== undefined) validateOneOf(settings.diff, 'options.diff', diffKinds);

  this.AssertionError = AssertionError;
  ObjectDefineProperty(this, kOptions, { __proto__: null, value: settings });
  if (settings.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

let failDeprecationShown = false;
function warnAboutFail() {
  if (failDeprecationShown) return;
  failDeprecationShown = true;
  process.emitWarning(
    'assert.fail() with more than one argument is deprecated. ' +
    'Please use assert.strictEqual() instead or only pass a message.',
    'DeprecationWarning', 'DEP0094');
}

const methods = {
  fail(actual, expected, message, operator, stackStartFn) {
    const count = arguments.length;
    const noMessage = actual == null && count <= 1;
    if (count === 0 || noMessage) {
      message = 'Failed';
    } else if (count === 1) {
      message = actual;
      actual = undefined;
    } else {
      warnAboutFail();
      if (count === 2) operator = '!=';
    }
    if (isError(message)) throw message;

    const failure = {
      actual,
      expected,
      operator: operator === undefined ? 'fail' : operator,
      stackStartFn: stackStartFn || methods.fail,
      diff: diffOf(this),
    };
    if (message !== undefined) failure.message = message;
    const error = new AssertionError(failure);
    if (noMessage) error.generatedMessage = true;
    throw error;
  },

  ok(...args) {
    if (!args[0]) failOk(diffOf(this), methods.ok, args.length, args[0], args[1]);
  },

  equal(actual, expected, message) {
    requireBoth(arguments.length);
    // eslint-disable-next-line eqeqeq
    if (actual != expected && !(NumberIsNaN(actual) && NumberIsNaN(expected))) {
      fail(this, { actual, expected, message, operator: '==', stackStartFn: methods.equal });
    }
  },

  notEqual(actual, expected, message) {
    requireBoth(arguments.length);
    // eslint-disable-next-line eqeqeq
    if (actual == expected || (NumberIsNaN(actual) && NumberIsNaN(expected))) {
      fail(this, { actual, expected, message, operator: '!=', stackStartFn: methods.notEqual });
    }
  },

  deepEqual(actual, expected, message) {
    requireBoth(arguments.length);
    if (!isDeepEqual(actual, expected)) {
      fail(this, { actual, expected, message, operator: 'deepEqual', stackStartFn: methods.deepEqual });
    }
  },

  notDeepEqual(actual, expected, message) {
    requireBoth(arguments.length);
    if (isDeepEqual(actual, expected)) {
      fail(this, { actual, expected, message, operator: 'notDeepEqual', stackStartFn: methods.notDeepEqual });
    }
  },

  deepStrictEqual(actual, expected, message) {
    requireBoth(arguments.length);
    if (!isDeepStrictEqual(actual, expected, skipsPrototypes(this))) {
      fail(this, { actual, expected, message, operator: 'deepStrictEqual', stackStartFn: methods.deepStrictEqual });
    }
  },

  notDeepStrictEqual(actual, expected, message) {
    requireBoth(arguments.length);
    if (isDeepStrictEqual(actual, expected, skipsPrototypes(this))) {
      fail(this, {
        actual, expected, message, operator: 'notDeepStrictEqual', stackStartFn: methods.notDeepStrictEqual,
      });
    }
  },

  strictEqual(actual, expected, message) {
    requireBoth(arguments.length);
    if (!ObjectIs(actual, expected)) {
      fail(this, { actual, expected, message, operator: 'strictEqual', stackStartFn: methods.strictEqual });
    }
  },

  notStrictEqual(actual, expected, message) {
    requireBoth(arguments.length);
    if (ObjectIs(actual, expected)) {
      fail(this, { actual, expected, message, operator: 'notStrictEqual', stackStartFn: methods.notStrictEqual });
    }
  },

  partialDeepStrictEqual(actual, expected, message) {
    requireBoth(arguments.length);
    if (!isPartialStrictEqual(actual, expected)) {
      fail(this, {
        actual, expected, message, operator: 'partialDeepStrictEqual', stackStartFn: methods.partialDeepStrictEqual,
      });
    }
  },

  throws(fn, ...args) {
    validateFunction(fn, 'fn');
    try {
      fn();
    } catch (error) {
      require('assert/exceptions').checkThrown(diffOf(this), methods.throws, error, args);
      return;
    }
    require('assert/exceptions').failMissing(diffOf(this), methods.throws, args);
  },

  async rejects(promiseFn, ...args) {
    const { checkThrown, failMissing, kSettled, waitFor } = require('assert/exceptions');
    const error = await waitFor(promiseFn);
    if (error === kSettled) failMissing(diffOf(this), methods.rejects, args);
    else checkThrown(diffOf(this), methods.rejects, error, args);
  },

  doesNotThrow(fn, ...args) {
    validateFunction(fn, 'fn');
    try {
      fn();
    } catch (error) {
      require('assert/exceptions').failUnwanted(diffOf(this), methods.doesNotThrow, error, args);
    }
  },

  async doesNotReject(promiseFn, ...args) {
    const { failUnwanted, kSettled, waitFor } = require('assert/exceptions');
    const error = await waitFor(promiseFn);
    if (error !== kSettled) failUnwanted(diffOf(this), methods.doesNotReject, error, args);
  },

  ifError(error) {
    if (error !== null && error !== undefined) failIfError(this, error);
  },

  match(string, regexp, message) {
    checkMatch(this, string, regexp, message, methods.match, true);
  },

  doesNotMatch(string, regexp, message) {
    checkMatch(this, string, regexp, message, methods.doesNotMatch, false);
  },
};

function failIfError(self, error) {
  let text;
  if (typeof error === 'object' && typeof error.message === 'string') {
    text = error.message.length === 0 && error.constructor ? error.constructor.name : error.message;
  } else {
    text = require('util/inspect').inspect(error);
  }
  const failure = new AssertionError({
    actual: error,
    expected: null,
    operator: 'ifError',
    message: `ifError got unwanted exception: ${text}`,
    stackStartFn: methods.ifError,
    diff: diffOf(self),
  });

  // The stack tells both stories: where the error was checked, and below it where it was made.
  const { stack } = error;
  if (typeof stack === 'string') {
    const start = StringPrototypeIndexOf(stack, '\n    at');
    if (start !== -1) failure.stack = joinStacks(failure.stack, StringPrototypeSlice(stack, start + 1));
  }
  throw failure;
}

// Frames that both have in common are printed once, at the end.
function joinStacks(stack, originalFrames) {
  const original = StringPrototypeSplit(originalFrames, '\n');
  let lines = StringPrototypeSplit(stack, '\n');
  for (let i = 0; i < original.length; i++) {
    const common = ArrayPrototypeIndexOf(lines, original[i]);
    if (common !== -1) {
      lines = ArrayPrototypeSlice(lines, 0, common);
      break;
    }
  }
  return `${ArrayPrototypeJoin(lines, '\n')}\n${originalFrames}`;
}

function checkMatch(self, string, regexp, message, fn, wanted) {
  if (!isRegExp(regexp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  if (typeof string === 'string' && (RegExpPrototypeExec(regexp, string) !== null) === wanted) return;
  if (isError(message)) throw message;

  const generatedMessage = !message;
  if (generatedMessage) {
    const { inspect } = require('util/inspect');
    message = typeof string !== 'string' ?
      `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})` :
      (wanted ? 'The input did not match the regular expression ' :
        'The input was expected to not match the regular expression ') +
        `${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
  }
  const error = new AssertionError({
    actual: string,
    expected: regexp,
    message,
    operator: fn.name,
    stackStartFn: fn,
    diff: diffOf(self),
  });
  error.generatedMessage = generatedMessage;
  throw error;
}

ObjectAssign(Assert.prototype, methods);

// `ok` of the module is the module itself.
function addMethods(target) {
  const own = target.ok;
  ObjectAssign(target, methods);
  target.ok = own;
}

const assert = module.exports = ok;
assert.AssertionError = AssertionError;
defineLazyProperties(assert, 'assert/calltracker', ['CallTracker']);
assert.ok = assert;
addMethods(assert);
assert.strict = strict;
assert.Assert = Assert;

strict.AssertionError = AssertionError;
defineLazyProperties(strict, 'assert/calltracker', ['CallTracker']);
strict.ok = assert;
addMethods(strict);
strict.equal = assert.strictEqual;
strict.deepEqual = assert.deepStrictEqual;
strict.notEqual = assert.notStrictEqual;
strict.notDeepEqual = assert.notDeepStrictEqual;
strict.strict = strict;
strict.Assert = Assert;
