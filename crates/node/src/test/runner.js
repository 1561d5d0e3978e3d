'use strict';

// The tree of tests and suites, and how it is run.
//
// Owner: test. Each node runs its children in order, as many at once as its `concurrency` says. The root stands for the
// program: it ends when the event loop has nothing left, and then the summary is printed and the exit code set.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ErrorCaptureStackTrace,
  Promise,
  PromisePrototypeThen,
  PromiseResolve,
  ReflectApply,
  RegExpPrototypeExec,
  StringPrototypeSplit,
} = primordials;

const { AsyncLocalStorage } = require('async_hooks');
const { AbortController } = require('events/abort_controller');
const { AbortError } = require('internal/errors');
const {
  validateAbortSignal,
  validateFunction,
  validateNumber,
  validateObject,
  validateUint32,
} = require('internal/validators');
const { isPromise } = require('util/types');
const { clearTimeout, setTimeout } = require('timers');

const kMaxTimeout = 2 ** 31 - 1;
const kPendingAtExit = 'Promise resolution is still pending but the event loop has already resolved';

const storage = new AsyncLocalStorage();
let root;

function now() {
  return require('perf_hooks').performance.now();
}

// Where the program declared the test: the first frame of the stack outside the runtime.
function findLocation() {
  const holder = {};
  ErrorCaptureStackTrace(holder, declare);
  if (typeof holder.stack !== 'string') return undefined;
  const lines = StringPrototypeSplit(holder.stack, '\n');
  for (let i = 1; i < lines.length; i++) {
    const match = RegExpPrototypeExec(/(?:at |\()(?:file:\/\/)?([^() ]+):(\d+):(\d+)\)?$/, lines[i]);
    if (match !== null && RegExpPrototypeExec(/^node:/, match[1]) === null) {
      return { __proto__: null, file: match[1], line: +match[2], column: +match[3] };
    }
  }
  return undefined;
}

// Why a test failed: `kind` is Node's `failureType`, `cause` what was thrown.
class Failure {
  #brand;

  constructor(kind, cause) {
    this.kind = kind;
    this.cause = cause;
  }

  static is(value) {
    return value !== null && typeof value === 'object' && #brand in value;
  }
}

function failure(kind, cause) {
  return new Failure(kind, cause);
}

// Calls a test's or hook's function; those that take one argument more than they get are given a callback.
function callBody(fn, context) {
  if (fn.length !== 2) return ReflectApply(fn, context, [context]);
  return new Promise((resolve, reject) => {
    let calls = 0;
    const result = ReflectApply(fn, context, [context, (error) => {
      calls++;
      if (calls > 1) {
        const { node } = storage.getStore() ?? { node: root };
        node.fail(failure('multipleCallbackInvocations', 'callback invoked multiple times'));
      } else if (error) {
        reject(error);
      } else {
        resolve();
      }
    }]);
    if (isPromise(result)) {
      PromisePrototypeThen(result, undefined, () => {});
      reject(failure('callbackAndPromisePresent', 'passed a callback but also returned a Promise'));
    }
  });
}

class TestNode {
  constructor(parent, type, name, options, fn) {
    const { concurrency, expectFailure, plan, signal, skip, timeout, todo } = options;
    this.parent = parent;
    this.type = type;
    this.name = name;
    this.fn = fn;
    this.location = undefined;
    this.children = [];
    this.waiting = [];
    this.active = 0;
    this.hooks = { __proto__: null, before: [], after: [], beforeEach: [], afterEach: [] };
    this.skipped = skip;
    this.todo = todo;
    this.expectFailure = expectFailure;
    this.concurrency = parent === null ? 1 : parent.inheritedConcurrency(concurrency);
    this.timeout = timeout ?? (type === 'suite' || parent === null ? null : parent.type === 'suite' ? parent.timeout : null);
    this.outerSignal = signal;
    this.controller = new AbortController();
    this.plan = null;
    this.error = null;
    this.cancelled = false;
    this.passed = false;
    this.started = false;
    this.ended = false;
    this.startTime = 0;
    this.duration = 0;
    this.diagnostics = [];
    this.mock = null;
    this.building = undefined;
    this.stop = undefined;
    this.done = new Promise((resolve) => { this.settle = resolve; });
    const { SuiteContext, TestContext } = require('test/context');
    this.context = type === 'suite' ? new SuiteContext(this) : new TestContext(this);
    if (plan !== undefined) this.context.plan(plan);
  }

  inheritedConcurrency(wanted) {
    if (wanted === true) return Infinity;
    if (typeof wanted === 'number') return wanted;
    return wanted === false || this.type !== 'suite' ? 1 : this.concurrency;
  }

  fail(error) {
    if (this.error === null) this.error = error;
  }

  cancel(error) {
    if (this.ended) return;
    this.cancelled = true;
    this.fail(error);
    this.controller.abort(new AbortError('The operation was aborted'));
  }

  addHook(kind, fn, options) {
    if (fn === undefined) fn = () => {};
    validateFunction(fn, 'fn');
    if (options !== undefined) validateObject(options, 'options');
    const hook = {
      __proto__: null,
      fn,
      timeout: checkTimeout(options?.timeout),
      promise: undefined,
    };
    if (options?.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
    ArrayPrototypePush(this.hooks[kind], hook);
    // A running test has passed the point where its `before` hooks run.
    if (kind === 'before' && this.started && this.type === 'test' && this.parent !== null) {
      const promise = this.runBefore();
      PromisePrototypeThen(promise, undefined, (error) => this.fail(asFailure(error, 'hookFailed')));
    }
  }

  runHook(hook, context) {
    // A hook runs inside the suite or test that declares it, whichever test it is given.
    return storage.run({ __proto__: null, node: this }, () =>
      limited(hook.timeout, () => callBody(hook.fn, context), 'hook'));
  }

  // Runs each `before` hook once; whoever comes while one runs waits for it.
  async runBefore() {
    const { before } = this.hooks;
    for (let i = 0; i < before.length; i++) {
      before[i].promise ??= this.runHook(before[i], this.context);
      await before[i].promise;
    }
  }

  async runBeforeEach(context) {
    if (this.parent !== null) await this.parent.runBeforeEach(context);
    const { beforeEach } = this.hooks;
    for (let i = 0; i < beforeEach.length; i++) await this.runHook(beforeEach[i], context);
  }

  async runAfterEach(context) {
    const { afterEach } = this.hooks;
    for (let i = 0; i < afterEach.length; i++) await this.runHook(afterEach[i], context);
    if (this.parent !== null) await this.parent.runAfterEach(context);
  }

  async runAfter() {
    const { after } = this.hooks;
    for (let i = 0; i < after.length; i++) {
      try {
        await this.runHook(after[i], this.context);
      } catch (error) {
        this.fail(asFailure(error, 'hookFailed'));
      }
    }
  }

  addChild(child) {
    ArrayPrototypePush(this.children, child);
    if (this.ended) {
      child.fail(failure('parentAlreadyFinished', 'test could not be started because its parent finished'));
      child.finish();
      return;
    }
    ArrayPrototypePush(this.waiting, child);
    // The children of a suite start when it runs, all others as soon as there is room.
    if (this.type !== 'suite' || this.started) this.startWaiting();
  }

  startWaiting() {
    while (this.waiting.length > 0 && this.active < this.concurrency) {
      const child = ArrayPrototypeShift(this.waiting);
      this.active++;
      const next = () => {
        this.active--;
        this.startWaiting();
      };
      PromisePrototypeThen(child.done, next);
      storage.run({ __proto__: null, node: child }, () => child.run());
    }
  }

  async waitForChildren() {
    for (let i = 0; i < this.children.length; i++) await this.children[i].done;
  }

  async run() {
    this.started = true;
    this.startTime = now();
    if (this.error !== null || (this.skipped && this.type === 'test')) {
      this.cancelChildren();
      return this.finish();
    }
    if (this.outerSignal?.aborted) {
      this.cancel(failure('cancelledByParent', this.outerSignal.reason));
      return this.finish();
    }
    try {
      const interrupted = new Promise((resolve, reject) => { this.stop = reject; });
      PromisePrototypeThen(interrupted, undefined, () => {});
      if (this.outerSignal !== undefined) {
        const onAbort = () => {
          const error = failure('testAborted', this.outerSignal.reason);
          this.cancel(error);
          this.stop(error);
        };
        require('events/add_abort_listener').addAbortListener(this.outerSignal, onAbort);
      }
      const body = () => firstOf(this.type === 'suite' ? this.runSuite() : this.runTest(), interrupted);
      await limited(this.timeout, body, 'test');
    } catch (error) {
      const reason = asFailure(error, 'testCodeFailure');
      if (reason.kind === 'testTimeoutFailure') this.cancel(reason);
      else this.fail(reason);
    }
    this.cancelChildren();
    if (this.type === 'test') {
      try {
        await this.parent.runAfterEach(this.context);
      } catch (error) {
        this.fail(asFailure(error, 'hookFailed'));
      }
    }
    await this.runAfter();
    this.finish();
  }

  async runTest() {
    for (let node = this.parent, chain = []; ; node = node.parent) {
      if (node !== null) {
        ArrayPrototypePush(chain, node);
        continue;
      }
      for (let i = chain.length - 1; i >= 0; i--) if (chain[i].hooks.before.length > 0) await chain[i].runBefore();
      break;
    }
    await this.parent.runBeforeEach(this.context);
    if (this.error !== null) return;
    await callBody(this.fn, this.context);
    await this.waitForChildren();
    if (this.plan !== null) await this.plan.check();
  }

  async runSuite() {
    await this.building;
    if (this.error !== null) return;
    if (this.children.length > 0 && !this.skipped) {
      try {
        if (this.parent.hooks.before.length > 0) await this.parent.runBefore();
        await this.runBefore();
      } catch (error) {
        throw asFailure(error, 'hookFailed');
      }
    }
    this.startWaiting();
    await this.waitForChildren();
  }

  cancelChildren() {
    const { children } = this;
    this.waiting.length = 0;
    for (let i = 0; i < children.length; i++) {
      const child = children[i];
      if (child.ended) continue;
      child.cancel(failure('cancelledByParent', 'test did not finish before its parent and was cancelled'));
      child.cancelChildren();
      child.finish();
    }
  }

  finish() {
    if (this.ended) return;
    this.ended = true;
    this.duration = this.startTime === 0 ? 0 : now() - this.startTime;
    if (this.error === null) {
      let failed = 0;
      for (let i = 0; i < this.children.length; i++) {
        const child = this.children[i];
        if (!child.passed && !child.todo) failed++;
      }
      if (failed > 0) this.error = failure('subtestsFailed', `${failed} subtest${failed > 1 ? 's' : ''} failed`);
    }
    if (this.expectFailure && !this.skipped) {
      this.error = this.error === null ?
        failure('expectedFailure', 'test was expected to fail but passed') :
        null;
    }
    this.passed = this.error === null;
    if (this.mock !== null) this.mock.reset();
    this.controller.abort(new AbortError('The operation was aborted'));
    if (this.parent === root) require('test/report').reportTop(root);
    this.settle();
  }
}

function asFailure(error, kind) {
  return Failure.is(error) ? error : failure(kind, error);
}

function firstOf(promise, other) {
  return new Promise((resolve, reject) => {
    PromisePrototypeThen(promise, resolve, reject);
    PromisePrototypeThen(other, resolve, reject);
  });
}

function limited(timeout, body, what) {
  if (timeout === null || timeout === Infinity) return asyncCall(body);
  return new Promise((resolve, reject) => {
    const text = `${what} timed out after ${timeout}ms`;
    const timer = setTimeout(() => reject(failure('testTimeoutFailure', text)), timeout);
    const end = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    PromisePrototypeThen(asyncCall(body), end(resolve), end(reject));
  });
}

async function asyncCall(body) {
  return body();
}

function checkTimeout(timeout) {
  if (timeout === undefined || timeout === null) return null;
  if (timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, kMaxTimeout);
  return timeout;
}

function checkConcurrency(concurrency) {
  if (concurrency === undefined || concurrency === null) return;
  if (typeof concurrency === 'number') validateUint32(concurrency, 'options.concurrency', true);
  else if (typeof concurrency !== 'boolean') {
    const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
    throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
  }
}

// Reads `([name], [options], [fn])`, adds the test to `parent` and starts it when it is its turn.
function declare(parent, type, name, options, fn, overrides) {
  if (typeof name === 'function') {
    fn = name;
    options = undefined;
    name = undefined;
  } else if (name !== null && typeof name === 'object') {
    fn = options;
    options = name;
    name = undefined;
  }
  if (typeof options === 'function') {
    fn = options;
    options = undefined;
  }
  if (options === null || typeof options !== 'object') options = undefined;
  const settings = { __proto__: null, ...options, ...overrides };
  if (typeof fn !== 'function') {
    fn = () => {};
  }
  settings.timeout = checkTimeout(settings.timeout);
  checkConcurrency(settings.concurrency);
  if (settings.signal !== undefined) validateAbortSignal(settings.signal, 'options.signal');
  if (typeof name !== 'string' || name === '') name = fn.name || '<anonymous>';

  const node = new TestNode(parent, type, name, settings, fn);
  node.location = findLocation();
  if (parent.skipped && parent.type === 'suite') node.skipped ||= parent.skipped;
  if (parent.todo && parent.type === 'suite') node.todo ||= parent.todo;
  if (type === 'suite' && !node.skipped) {
    try {
      const context = node.context;
      node.building = storage.run({ __proto__: null, node }, () => ReflectApply(fn, context, [context]));
      if (isPromise(node.building)) PromisePrototypeThen(node.building, undefined, () => {});
    } catch (error) {
      node.fail(failure('testCodeFailure', error));
    }
  }
  if (parent.plan !== null && type === 'test') parent.plan.count();
  parent.addChild(node);
  return type === 'suite' ? PromiseResolve(undefined) : node.done;
}

function onUncaught(error) {
  const node = storage.getStore()?.node ?? root;
  const reason = failure('uncaughtException', error);
  if (node === root || node.ended) {
    root.fail(reason);
    ArrayPrototypePush(root.diagnostics,
                       `Error: ${node === root ? 'A resource' : `Test "${node.name}"`} generated asynchronous activity ` +
                       `after the test ended. This activity created the error "${error}" and would have caused the test ` +
                       'to fail, but instead triggered an uncaughtException event.');
    process.exitCode = 1;
  } else {
    node.fail(reason);
    node.stop?.(reason);
  }
}

function endRoot() {
  if (root.ended) return;
  const { children } = root;
  for (let i = 0; i < children.length; i++) cancelPending(children[i]);
  root.ended = true;
  root.duration = now() - root.startTime;
  require('test/report').reportEnd(root);
}

function cancelPending(node) {
  for (let i = 0; i < node.children.length; i++) cancelPending(node.children[i]);
  if (node.ended) return;
  node.waiting.length = 0;
  node.cancel(failure('cancelledByParent', kPendingAtExit));
  node.finish();
}

async function onBeforeExit() {
  if (root.ended) return;
  const { children } = root;
  for (let i = 0; i < children.length; i++) cancelPending(children[i]);
  await root.runAfter();
  endRoot();
}

function getRoot() {
  if (root !== undefined) return root;
  root = new TestNode(null, 'test', '<root>', { __proto__: null }, undefined);
  root.started = true;
  root.startTime = now();
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  process.once('beforeExit', onBeforeExit);
  process.once('exit', endRoot);
  return root;
}

function currentNode() {
  return storage.getStore()?.node ?? getRoot();
}

module.exports = {
  currentNode,
  declare,
  failure,
  getRoot,
};
