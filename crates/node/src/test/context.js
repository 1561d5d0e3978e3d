'use strict';

// What the functions of tests and suites are given: `TestContext`, `SuiteContext`, and the assertions bound to a test.
//
// Owner: test. The contexts are thin: all state is in the node of `test/runner`.

const {
  ArrayPrototypePush,
  Error,
  ObjectKeys,
  Promise,
  ReflectApply,
  SafeMap,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE }, notYet } = require('internal/errors');
const { validateFunction, validateNumber, validateObject, validateString, validateUint32 } = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');

const kNotForTests = ['AssertionError', 'Assert', 'CallTracker', 'strict'];
const kMaxTimeout = 2 ** 31 - 1;
const registered = new SafeMap();

function registerAssertion(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  registered.set(name, fn);
}

// The file the tests are run for, which is the program's, also when a module it loads declares the test.
function filePath() {
  return process.argv[1];
}

function fullName(node) {
  const { parent } = node;
  return parent === null || parent.parent === null ? node.name : `${fullName(parent)} > ${node.name}`;
}

// How many assertions and subtests a test says it makes.
class Plan {
  #expected;
  #wait;
  #actual = 0;
  #reached = undefined;

  constructor(expected, wait) {
    this.#expected = expected;
    this.#wait = wait;
  }

  count() {
    this.#actual++;
    if (this.#actual === this.#expected) this.#reached?.();
  }

  async check() {
    if (this.#actual < this.#expected && this.#wait !== undefined && this.#wait !== false) await this.#waitForRest();
    if (this.#actual !== this.#expected) {
      const { failure } = require('test/runner');
      throw failure('testCodeFailure', `plan expected ${this.#expected} assertions but received ${this.#actual}`);
    }
  }

  #waitForRest() {
    return new Promise((resolve, reject) => {
      let timer;
      if (typeof this.#wait === 'number') {
        timer = setTimeout(() => {
          const { failure } = require('test/runner');
          reject(failure('testTimeoutFailure',
                         `plan timed out after ${this.#wait}ms with ${this.#actual} assertions when expecting ` +
                         `${this.#expected}`));
        }, this.#wait);
      }
      this.#reached = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function makeAssertions(node) {
  const assert = require('assert');
  const bound = { __proto__: null };
  const add = (name, fn) => {
    bound[name] = (...args) => {
      node.plan?.count();
      return ReflectApply(fn, node.context, args);
    };
  };
  const names = ObjectKeys(assert);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    let excluded = false;
    for (let j = 0; j < kNotForTests.length; j++) excluded ||= kNotForTests[j] === name;
    if (!excluded && typeof assert[name] === 'function') add(name, assert[name]);
  }
  bound.snapshot = () => { throw notYet('test.assert.snapshot'); };
  bound.fileSnapshot = () => { throw notYet('test.assert.fileSnapshot'); };
  registered.forEach((fn, name) => add(name, fn));
  return bound;
}

class TestContext {
  #node;
  #assert;

  constructor(node) {
    this.#node = node;
  }

  get signal() { return this.#node.controller.signal; }
  get name() { return this.#node.name; }
  get filePath() { return filePath(); }
  get fullName() { return fullName(this.#node); }
  get error() { return this.#node.error?.cause ?? null; }
  get passed() { return this.#node.error === null; }
  get attempt() { return 0; }

  get assert() {
    this.#assert ??= makeAssertions(this.#node);
    return this.#assert;
  }

  get mock() {
    const { MockTracker } = require('test/mock');
    this.#node.mock ??= new MockTracker();
    return this.#node.mock;
  }

  diagnostic(message) {
    ArrayPrototypePush(this.#node.diagnostics, message);
  }

  plan(count, options) {
    if (this.#node.plan !== null) {
      const { failure } = require('test/runner');
      throw failure('testCodeFailure', 'cannot set plan more than once');
    }
    validateUint32(count, 'count');
    if (options !== undefined) validateObject(options, 'options');
    const wait = options?.wait;
    if (typeof wait === 'number') {
      validateNumber(wait, 'options.wait', 0, kMaxTimeout);
    } else if (wait !== undefined && typeof wait !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.wait', ['boolean', 'number'], wait);
    }
    this.#node.plan = new Plan(count, wait);
  }

  // Which tests run is chosen by `--test-only` alone, so there is nothing to remember without it.
  runOnly() {}

  skip(message) {
    this.#node.skipped = message || true;
  }

  todo(message) {
    this.#node.todo = message || true;
  }

  test(name, options, fn) {
    return require('test/runner').declare(this.#node, 'test', name, options, fn);
  }

  before(fn, options) { this.#node.addHook('before', fn, options); }
  after(fn, options) { this.#node.addHook('after', fn, options); }
  beforeEach(fn, options) { this.#node.addHook('beforeEach', fn, options); }
  afterEach(fn, options) { this.#node.addHook('afterEach', fn, options); }

  waitFor(condition, options = { __proto__: null }) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = 50, timeout = 1000 } = options;
    validateNumber(interval, 'options.interval', 0, kMaxTimeout);
    validateNumber(timeout, 'options.timeout', 0, kMaxTimeout);
    return pollUntil(condition, interval, timeout);
  }
}

// Tries `condition` every `interval` ms until it does not throw; also one that never settles ends at `timeout`.
function pollUntil(condition, interval, timeout) {
  return new Promise((resolve, reject) => {
    let cause;
    let again;
    let ended = false;
    const expiry = setTimeout(() => {
      ended = true;
      clearTimeout(again);
      const error = new Error('waitFor() timed out');
      if (cause !== undefined) error.cause = cause;
      reject(error);
    }, timeout);
    const attempt = async () => {
      try {
        const result = await condition();
        clearTimeout(expiry);
        ended = true;
        resolve(result);
      } catch (error) {
        cause = error;
        if (!ended) again = setTimeout(attempt, interval);
      }
    };
    attempt();
  });
}

class SuiteContext {
  #node;

  constructor(node) {
    this.#node = node;
  }

  get signal() { return this.#node.controller.signal; }
  get name() { return this.#node.name; }
  get filePath() { return filePath(); }
  get fullName() { return fullName(this.#node); }
  get passed() { return this.#node.error === null; }
  get attempt() { return 0; }

  diagnostic(message) {
    ArrayPrototypePush(this.#node.diagnostics, message);
  }
}

module.exports = { SuiteContext, TestContext, registerAssertion };
