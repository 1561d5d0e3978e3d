'use strict';

// What `assert.throws`, `rejects`, `doesNotThrow` and `doesNotReject` do with the error that came or did not come.
//
// Owner: assert, which loads this with the first of those calls. `fn` is always the public method: its name is the
// operator, and stacks begin at its caller; `diff` is the
// kind of difference that messages show.

const {
  ArrayPrototypePush,
  Error,
  FunctionPrototypeCall,
  ObjectKeys,
  ObjectPrototypeIsPrototypeOf,
  RegExpPrototypeExec,
  String,
  Symbol,
} = primordials;

const AssertionError = require('assert/assertion_error');
const {
  codes: {
    ERR_AMBIGUOUS_ARGUMENT,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_VALUE,
  },
} = require('internal/errors');
const { isError } = require('internal/util');
const { isDeepStrictEqual } = require('util/comparisons');
const { inspect } = require('util/inspect');
const { isPromise, isRegExp } = require('util/types');

// What `waitFor` gives for a promise that was fulfilled.
const kSettled = Symbol('settled');

const expectationTypes = ['Function', 'Error', 'RegExp', 'Object'];

function isThenable(value) {
  return isPromise(value) ||
    (value !== null && typeof value === 'object' &&
      typeof value.then === 'function' && typeof value.catch === 'function');
}

async function waitFor(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isThenable(promise)) throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (!isThenable(promiseFn)) {
    throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return kSettled;
}

function newFailure(diff, fn, actual, expected, message) {
  return new AssertionError({
    actual,
    expected,
    message,
    operator: fn.name,
    stackStartFn: fn,
    diff,
  });
}

function throwFailure(diff, fn, actual, expected, message) {
  if (isError(message)) throw message;
  throw newFailure(diff, fn, actual, expected, message);
}

function kindOf(fn) {
  return fn.name === 'rejects' || fn.name === 'doesNotReject' ? 'rejection' : 'exception';
}

// The optional arguments are [error][, message]; a string in the first place is the message.
function readExpectation(args) {
  const expected = args[0];
  if (typeof expected === 'string') {
    if (args.length === 2) throw new ERR_INVALID_ARG_TYPE('error', expectationTypes, expected);
    return { expected: undefined, message: expected };
  }
  if (expected !== null && expected !== undefined &&
      typeof expected !== 'object' && typeof expected !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('error', expectationTypes, expected);
  }
  return { expected, message: args[1] };
}

/** Nothing was thrown where something had to be. */
function failMissing(diff, fn, args) {
  const { expected, message } = readExpectation(args);
  let details = expected?.name ? ` (${expected.name})` : '';
  details += message ? `: ${message}` : '.';
  throwFailure(diff, fn, undefined, expected, `Missing expected ${kindOf(fn)}${details}`);
}

/** Something was thrown where nothing may be. */
function failUnwanted(diff, fn, error, args) {
  let { 0: expected, 1: message } = args;
  if (typeof expected === 'string') {
    message = expected;
    expected = undefined;
  }
  if (expected && !matchesUnwanted(error, expected)) throw error;
  const details = message ? `: ${message}` : '.';
  throwFailure(diff, fn, error, expected,
               `Got unwanted ${kindOf(fn)}${details}\nActual message: "${error?.message}"`);
}

function matchesUnwanted(error, expected) {
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) return RegExpPrototypeExec(expected, String(error)) !== null;
    throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && error instanceof expected) return true;
  // A class of errors that this one is not of: it is not asked as a validation function.
  if (ObjectPrototypeIsPrototypeOf(Error, expected)) return false;
  return FunctionPrototypeCall(expected, {}, error) === true;
}

/** Something was thrown, as wanted: is it what was wanted? */
function checkThrown(diff, fn, error, args) {
  const { expected, message } = readExpectation(args);
  if (typeof args[0] === 'string') {
    // A text equal to the error's was most likely meant as what to look for.
    const isObject = typeof error === 'object' && error !== null;
    if (isObject && error.message === message) {
      throw new ERR_AMBIGUOUS_ARGUMENT('error/message',
                                       `The error message "${error.message}" is identical to the message.`);
    }
    if (!isObject && error === message) {
      throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${error}" is identical to the message.`);
    }
  }
  if (!expected) return;
  if (typeof expected === 'function') checkWithFunction(diff, fn, error, expected, message);
  else if (isRegExp(expected)) checkWithRegExp(diff, fn, error, expected, message);
  else checkWithObject(diff, fn, error, expected, message);
}

// Fails with the caller's message, or with the one that is made when there is none.
function failCheck(diff, fn, error, expected, message, makeMessage) {
  const generatedMessage = !message;
  const failure = newFailure(diff, fn, error, expected, generatedMessage ? makeMessage() : message);
  failure.generatedMessage = generatedMessage;
  throw failure;
}

function checkWithRegExp(diff, fn, error, expected, message) {
  const text = String(error);
  if (RegExpPrototypeExec(expected, text) !== null) return;
  failCheck(diff, fn, error, expected, message, () =>
    `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`);
}

function checkWithFunction(diff, fn, error, expected, message) {
  if (expected.prototype !== undefined && error instanceof expected) return;

  if (ObjectPrototypeIsPrototypeOf(Error, expected)) {
    failCheck(diff, fn, error, expected, message, () => {
      const start = `The error is expected to be an instance of "${expected.name}". Received `;
      return isError(error) ?
        `${start}"${error.name}"\n\nError message:\n\n${error.message}` :
        `${start}"${inspect(error, { depth: -1 })}"`;
    });
  }

  const result = FunctionPrototypeCall(expected, {}, error);
  if (result === true) return;
  failCheck(diff, fn, error, expected, message, () => {
    const name = expected.name ? `"${expected.name}" ` : '';
    const caught = isError(error) ? `\n\nCaught error:\n\n${error}` : '';
    return `The ${name}validation function is expected to return "true". Received ${inspect(result)}${caught}`;
  });
}

// Holds of both sides what is compared, so that the difference shows nothing else. Its name is seen in messages.
class Comparison {
  constructor(object, keys, actual) {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (!(key in object)) continue;
      // Where a pattern matched, both sides show the text.
      this[key] = actual !== undefined && matchesPattern(actual[key], object[key]) ? actual[key] : object[key];
    }
  }
}

function matchesPattern(value, pattern) {
  return typeof value === 'string' && isRegExp(pattern) && RegExpPrototypeExec(pattern, value) !== null;
}

function failWithDifference(diff, fn, error, expected, shownActual, shownExpected, message) {
  const failure = new AssertionError({
    actual: shownActual,
    expected: shownExpected,
    message,
    operator: 'deepStrictEqual',
    stackStartFn: fn,
    diff,
  });
  failure.actual = error;
  failure.expected = expected;
  failure.operator = fn.name;
  throw failure;
}

function checkWithObject(diff, fn, error, expected, message) {
  if (typeof error !== 'object' || error === null) {
    failWithDifference(diff, fn, error, expected, error, expected, message);
  }
  const keys = ObjectKeys(expected);
  if (expected instanceof Error) {
    ArrayPrototypePush(keys, 'name', 'message');
  } else if (keys.length === 0) {
    throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  }

  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (matchesPattern(error[key], expected[key])) continue;
    if (key in error && isDeepStrictEqual(error[key], expected[key])) continue;
    if (message) throwFailure(diff, fn, error, expected, message);
    failWithDifference(diff, fn, error, expected,
                       new Comparison(error, keys), new Comparison(expected, keys, error));
  }
}

module.exports = { checkThrown, failMissing, failUnwanted, kSettled, waitFor };
