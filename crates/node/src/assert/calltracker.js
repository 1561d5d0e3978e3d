'use strict';

// `assert.CallTracker` (deprecated): counts the calls of functions and says which were called too often or too rarely.
//
// Owner: assert, which loads this when somebody asks for the class.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  FunctionPrototype,
  ObjectFreeze,
  Proxy,
  ReflectApply,
  SafeSet,
  SafeWeakMap,
} = primordials;

const AssertionError = require('assert/assertion_error');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_UNAVAILABLE_DURING_EXIT } } = require('internal/errors');
const { deprecate } = require('internal/util');
const { validateUint32 } = require('internal/validators');

const noop = FunctionPrototype;

class TrackedFunction {
  #calls = [];

  constructor(name, expected, stack) {
    this.name = name;
    this.expected = expected;
    this.stack = stack;
  }

  record(thisArg, args) {
    ArrayPrototypePush(this.#calls, ObjectFreeze({
      thisArg,
      arguments: ObjectFreeze(ArrayPrototypeSlice(args)),
    }));
  }

  reset() {
    this.#calls = [];
  }

  get calls() {
    return ObjectFreeze(ArrayPrototypeSlice(this.#calls));
  }

  report() {
    const actual = this.#calls.length;
    if (actual === this.expected) return undefined;
    return {
      message: `Expected the ${this.name} function to be executed ${this.expected} time(s) but was executed ` +
        `${actual} time(s).`,
      actual,
      expected: this.expected,
      operator: this.name,
      stack: this.stack,
    };
  }
}

class CallTracker {
  #all = new SafeSet();
  #byFunction = new SafeWeakMap();

  #get(tracked) {
    const entry = this.#byFunction.get(tracked);
    if (entry === undefined) throw new ERR_INVALID_ARG_VALUE('tracked', tracked, 'is not a tracked function');
    return entry;
  }

  reset(tracked) {
    if (tracked === undefined) this.#all.forEach((entry) => entry.reset());
    else this.#get(tracked).reset();
  }

  getCalls(tracked) {
    return this.#get(tracked).calls;
  }

  calls(fn, expected = 1) {
    if (process._exiting) throw new ERR_UNAVAILABLE_DURING_EXIT();
    if (typeof fn === 'number') {
      expected = fn;
      fn = noop;
    } else if (fn === undefined) {
      fn = noop;
    }
    validateUint32(expected, 'expected', true);

    const stack = new Error();
    const entry = new TrackedFunction(fn.name || 'calls', expected, stack);
    const tracked = new Proxy(fn, {
      __proto__: null,
      apply(target, thisArg, args) {
        entry.record(thisArg, args);
        return ReflectApply(target, thisArg, args);
      },
    });
    this.#all.add(entry);
    this.#byFunction.set(tracked, entry);
    return tracked;
  }

  report() {
    const reports = [];
    this.#all.forEach((entry) => {
      const report = entry.report();
      if (report !== undefined) ArrayPrototypePush(reports, report);
    });
    return reports;
  }

  verify() {
    const details = this.report();
    if (details.length === 0) return;
    const message = details.length === 1 ?
      details[0].message :
      'Functions were not called the expected number of times';
    throw new AssertionError({ message, details });
  }
}

module.exports = {
  CallTracker: deprecate(CallTracker, 'assert.CallTracker is deprecated.', 'DEP0173'),
};
