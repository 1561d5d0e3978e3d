'use strict';

// What the functions of tests and suites are given: `TestContext` and `SuiteContext`.
//
// Owner: test. The contexts are thin: all state is in the node of `test/node`.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeUnshift,
  Error,
  Number,
  Promise,
} = primordials;

const { validateFunction, validateNumber, validateObject } = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');
const { failure, kinds } = require('test/failure');

const kMaxTimeout = 2 ** 31 - 1;

/** The file that the tests are run for, which is the program's, also when a module it loads declares the test. */
function filePathOf(node) {
  for (let n = node; n.parent !== null; n = n.parent) if (n.entryFile !== undefined) return n.entryFile;
  return node.run_.currentFile ?? process.argv[1];
}

function fullNameOf(node) {
  const names = [node.name];
  for (let n = node.parent; n !== null && n.parent !== null; n = n.parent) ArrayPrototypeUnshift(names, n.name);
  return ArrayPrototypeJoin(names, ' > ');
}

function logOf(node, message, data) {
  node.run_.stream.log({
    __proto__: null,
    name: node.name,
    nesting: node.nesting,
    testId: node.id,
    parentId: node.parent?.id,
    message,
    data,
  }, node.location);
}

class TestContext {
  #node;
  #assert;

  constructor(node) {
    this.#node = node;
  }

  get signal() { return this.#node.signal; }
  get name() { return this.#node.name; }
  get filePath() { return filePathOf(this.#node); }
  get fullName() { return fullNameOf(this.#node); }
  get error() { return this.#node.error?.cause ?? this.#node.error; }

  get passed() {
    const node = this.#node;
    return node.ended || node.isOver ? node.error === null : false;
  }

  get attempt() { return this.#node.attempt; }
  get tags() { return this.#node.tags; }

  get workerId() {
    const id = process.env.NODE_TEST_WORKER_ID;
    return id === undefined ? undefined : Number(id);
  }

  diagnostic(message) { this.#node.diagnostic(message); }
  log(message, data) { logOf(this.#node, message, data); }

  plan(count, options = { __proto__: null }) {
    if (this.#node.plan !== null) throw failure('cannot set plan more than once', kinds.testCode);
    const { Plan } = require('test/plan');
    this.#node.plan = new Plan(count, options);
  }

  get assert() {
    this.#assert ??= require('test/assertions').makeAssertions(this.#node);
    return this.#assert;
  }

  get mock() {
    const { MockTracker } = require('test/mock');
    this.#node.mock ??= new MockTracker();
    return this.#node.mock;
  }

  runOnly(value) {
    this.#node.onlyMode = Boolean(value);
  }

  skip(message) {
    this.#node.skipped = true;
    this.#node.message = message || undefined;
  }

  todo(message) {
    this.#node.todo = true;
    this.#node.message = message || undefined;
  }

  test(name, options, fn) {
    const parent = this.#node;
    const node = require('test/declare').makeNode(parent, 'test', name, options, fn);
    return parent.add(node) ?? node.start();
  }

  before(fn, options) { require('test/hooks').addHook(this.#node, 'before', fn, options); }
  after(fn, options) { require('test/hooks').addHook(this.#node, 'after', fn, options); }
  beforeEach(fn, options) { require('test/hooks').addHook(this.#node, 'beforeEach', fn, options); }
  afterEach(fn, options) { require('test/hooks').addHook(this.#node, 'afterEach', fn, options); }

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

  get signal() { return this.#node.signal; }
  get name() { return this.#node.name; }
  get filePath() { return filePathOf(this.#node); }
  get fullName() { return fullNameOf(this.#node); }
  get passed() { return this.#node.ended ? this.#node.error === null : false; }
  get attempt() { return this.#node.attempt; }

  diagnostic(message) { this.#node.diagnostic(message); }
  log(message, data) { logOf(this.#node, message, data); }
}

module.exports = { SuiteContext, TestContext };
