'use strict';

// One test or suite of the tree: how it is declared, run, interrupted and ended. Reporting in order is `test/order`,
// hooks are `test/hooks`, the run they belong to (settings, counters, stream) is `test/harness`.
//
// Owner: test. A node runs its children in order, as many at once as its `concurrency` says. Suites declare first and run
// later; a test runs its subtests while its own function runs.

const {
  ArrayPrototypeFilter,
  ArrayPrototypeIncludes,
  ArrayPrototypeIndexOf,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  MathFloor,
  ObjectFreeze,
  Promise,
  PromiseAll,
  PromisePrototypeThen,
  PromiseResolve,
  ReflectApply,
  SafeArrayIterator,
  Symbol,
} = primordials;

const { AsyncLocalStorage } = require('async_hooks');
const { currentContext, exchangeContext, setContext } = require('async_hooks/context');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateNumber, validateUint32 } = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');
const { isPromise } = require('util/types');
const { asFailure, failure, kinds } = require('test/failure');
const { excludedByOnly, excludedByText } = require('test/filter');
const hooks = require('test/hooks');
const order = require('test/order');

const { nanosSinceStart } = binding('process');

const kMaxTimeout = 2 ** 31 - 1;
const kOnlyWarning = "'only' and 'runOnly' require the --test-only command-line option.";
const kCancelled = 'test did not finish before its parent and was cancelled';

/** Whose code runs: a node, or a hook (which has the same `node`, `context` and `raise`). */
const storage = new AsyncLocalStorage();

const kNone = ObjectFreeze([]);
const kTimedOut = Symbol('kTimedOut');

function noop() {}

function isAwaitable(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Nanoseconds of a clock that only runs forward; programs may replace the public one. */
function now() {
  return nanosSinceStart();
}

/** Milliseconds since `start`. */
function since(start) {
  return (nanosSinceStart() - start) / 1e6;
}

function joinTags(own, inherited) {
  if (own.length === 0) return inherited;
  const all = ArrayPrototypeSlice(inherited);
  for (let i = 0; i < own.length; i++) if (!ArrayPrototypeIncludes(all, own[i])) ArrayPrototypePush(all, own[i]);
  return ObjectFreeze(all);
}

function checkTimeout(timeout) {
  if (timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, kMaxTimeout);
  return timeout;
}

/** How many children run at once: a number, all, one, or as many as the parent says. */
function checkConcurrency(concurrency, inherited) {
  switch (typeof concurrency) {
    case 'number':
      validateUint32(concurrency, 'options.concurrency', true);
      return concurrency;
    case 'boolean':
      return concurrency ? Infinity : 1;
    default:
      if (concurrency === undefined || concurrency === null) return inherited;
      throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
  }
}

const kTicksToCount = 8;

class TestNode {
  constructor(run, parent, type, options, fn, location) {
    const { concurrency, only, plan, signal, skip, tags, timeout, todo } = options;
    this.node = this;
    this.run_ = run;
    this.parent = parent;
    this.type = type;
    this.name = options.name;
    this.location = location;
    this.nesting = parent === null ? 0 : parent.nesting + (parent.parent === null ? 0 : 1);
    this.id = run.nextId++;
    this.only = Boolean(only);
    // `only: false` is said of a test that shall not run when others are chosen.
    this.refusesOnly = only === false;
    this.hasOnlyBelow = false;
    this.onlyInherited = this.only || (parent !== null && parent.type === 'suite' && parent.onlyInherited && !parent.hasOnlyBelow);
    this.onlyMode = parent === null && run.settings.only;
    this.tags = parent === null ? kNone : parent.tags;
    if (tags !== undefined) this.tags = joinTags(require('test/settings').canonicalTags(tags, 'options.tags'), this.tags);
    this.concurrency = checkConcurrency(concurrency, parent === null ? 1 : parent.inheritedConcurrency);
    this.inheritedConcurrency = concurrency === undefined || concurrency === null ?
      (parent === null ? 1 : parent.inheritedConcurrency) : this.concurrency;
    const ownTimeout = timeout === undefined || timeout === null ? undefined : checkTimeout(timeout);
    this.inheritedTimeout = ownTimeout ?? (parent === null ? run.settings.timeout : parent.inheritedTimeout);
    // A suite takes as long as its tests do, unless it says itself how long it may take.
    this.timeout = type === 'suite' ? ownTimeout ?? Infinity : this.inheritedTimeout;
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    this.skipped = skip !== undefined && skip !== false;
    this.todo = (todo !== undefined && todo !== false) || (parent !== null && parent.todo);
    this.message = typeof skip === 'string' ? skip : typeof todo === 'string' ? todo : undefined;
    this.expected = require('test/expected').readExpectation(options.expectFailure) ?? parent?.expected;
    this.fn = this.skipped || typeof fn !== 'function' ? noop : fn;

    this.children = [];
    // Children in line, from `waitingFrom` on.
    this.waiting = [];
    this.waitingFrom = 0;
    this.active = 0;
    this.nextReport = 0;
    this.reported = 0;
    this.number = 0;
    this.hooks = null;
    this.plan = null;
    this.error = null;
    this.passed = false;
    this.cancelled = false;
    this.excluded = undefined;
    this.started = false;
    this.startReported = false;
    this.ended = false;
    // No numbers yet: one that becomes another kind of number would give all tests a new shape.
    this.startTime = undefined;
    this.duration = undefined;
    this.diagnostics = null;
    this.mock = null;
    this.attempt = run.attempt;
    this.passedOnAttempt = undefined;
    this.random = undefined;
    this.channelContext = undefined;
    this.building = undefined;
    this.interrupt = undefined;
    this.expire = undefined;
    this.isTimedOut = false;
    this.timer = undefined;
    this.abortController = undefined;
    this.stopListening = undefined;
    this.asyncContext = currentContext();
    this.settle = undefined;
    this.context_ = undefined;

    if (plan !== undefined) this.context.plan(plan);
    if (run.settings.warnsOfOnly && (this.only || parent?.onlyMode)) this.diagnostic(kOnlyWarning);
    if (signal !== undefined) this.#listen(signal);
  }

  get context() {
    if (this.context_ === undefined) {
      const { SuiteContext, TestContext } = require('test/context');
      this.context_ = this.type === 'suite' ? new SuiteContext(this) : new TestContext(this);
    }
    return this.context_;
  }

  get root() { return this.run_.root; }

  /** The signal that tells the program's code that the test is over. */
  get signal() {
    if (this.abortController === undefined) {
      const { AbortController } = require('events/abort_controller');
      this.abortController = new AbortController();
      if (this.ended) this.abortController.abort();
    }
    return this.abortController.signal;
  }

  #listen(signal) {
    const onAbort = () => {
      const error = failure(signal.reason, kinds.aborted);
      // Children that watch this node's signal shall say so, so they are told before they are cancelled.
      this.cancel(error);
      this.interrupt?.(error);
    };
    if (signal.aborted) {
      onAbort();
      this.fn = noop;
      return;
    }
    const listener = require('events/add_abort_listener').addAbortListener(signal, onAbort);
    this.stopListening = () => listener[primordials.SymbolDispose]();
  }

  diagnostic(message) {
    this.diagnostics ??= [];
    ArrayPrototypePush(this.diagnostics, message);
  }

  fail(error) {
    if (this.error !== null) return;
    this.error = error;
    this.passed = false;
  }

  cancel(error) {
    if (this.ended || this.cancelled) return;
    this.cancelled = true;
    this.fail(error ?? failure(kCancelled, kinds.cancelledByParent));
    this.abortController?.abort();
  }

  /** An error that nobody caught came from the node's code; false when the node is over. */
  raise(error) {
    if (this.ended) return false;
    this.fail(error);
    this.abortController?.abort();
    this.interrupt?.(error);
    return true;
  }

  // --- Declaring -------------------------------------------------------------------------------------------

  /** Adds a child; answers with the promise that the declaring call returns, or undefined when the caller is to start the
   * child and to return what that gives. */
  add(child) {
    ArrayPrototypePush(this.children, child);
    if (child.only && this.type === 'suite') {
      for (let n = this; n !== null && !n.hasOnlyBelow; n = n.parent) n.hasOnlyBelow = n.type === 'suite' || n.parent === null;
    }
    if (child.only && this.parent === null) this.hasOnlyBelow = true;
    if (this.plan !== null && child.type === 'test') this.plan.count();
    if (child.type === 'suite') child.build();
    if (this.type === 'suite') {
      if (!this.isBuilding) this.#addLate(child);
      return PromiseResolve();
    }
    if (this.ended || this.isOver) {
      this.#addLate(child);
      return PromiseResolve();
    }
    if (child.type === 'suite') {
      this.run_.startSoon(child);
      return PromiseResolve();
    }
    if (this.run_.startsAtOnce && !this.onlyMode) return undefined;
    return this.run_.startSoon(child);
  }

  // A child whose parent is over fails at once and is reported as a test of the root.
  #addLate(child) {
    const error = failure('test could not be started because its parent finished', kinds.parentFinished);
    child.fail(error);
    child.excluded = false;
    const { children } = this;
    children.length--;
    const { root } = this.run_;
    child.parent = root;
    child.nesting = 0;
    ArrayPrototypePush(root.children, child);
    child.number = order.enlist(child);
    child.startTime = now();
    child.finish();
    if (child.type === 'test') runOrphan(child);
  }

  /** Runs a suite's function, which declares its children. */
  build() {
    if (this.error !== null || this.fn === noop || (this.refusesOnly && this.run_.settings.only)) return;
    const { context, fn } = this;
    this.isBuilding = true;
    const before = exchangeContext(this.asyncContext);
    try {
      const result = storage.run(this, ReflectApply, fn, context, [context]);
      if (isAwaitable(result)) {
        const end = () => { this.isBuilding = false; };
        this.building = PromisePrototypeThen(new Promise((resolve, reject) => follow(result, resolve, reject)), end, (error) => {
          end();
          this.fail(asFailure(error, kinds.testCode));
        });
      }
    } catch (error) {
      this.fail(asFailure(error, kinds.testCode));
    } finally {
      setContext(before);
      if (this.building === undefined) this.isBuilding = false;
    }
  }

  /** Whether the settings leave this node out; asked when it could start. */
  isExcluded() {
    if (this.excluded !== undefined) return this.excluded;
    const { settings } = this.run_;
    let excluded = excludedByOnly(this) || excludedByText(settings, this);
    if (excluded && this.type === 'suite') {
      // Below a suite that is left out as such, only what asks for itself stays.
      const { children } = this;
      for (let i = 0; i < children.length; i++) if (!children[i].isExcluded()) excluded = false;
      if (this.error !== null) excluded = false;
    }
    this.excluded = excluded;
    return excluded;
  }

  // --- Running ---------------------------------------------------------------------------------------------

  /** Tells that the node is in line, and runs it when there is room. The promise settles when the node has ended. */
  start() {
    if (!this.run_.shuffles()) this.number = order.enlist(this);
    this.run_.stream.enqueue(order.head(this, this.type), this.location);
    const { parent } = this;
    if (parent.active < parent.concurrency && !this.run_.shuffles()) {
      this.#leaveQueue(this.type);
      if (this.run_.tracing.hasSubscribers) return this.#runTraced();
      return this.type === 'suite' ? this.#runSuite() : this.#runTest();
    }
    const done = new Promise((resolve) => { this.settle = resolve; });
    ArrayPrototypePush(parent.waiting, this);
    if (this.run_.shuffles()) this.run_.startShuffled(parent);
    return done;
  }

  #leaveQueue(type) {
    this.parent.active++;
    this.run_.stream.dequeue(order.head(this, type), this.location);
  }

  startWaiting() {
    while (this.waiting.length > this.waitingFrom && this.active < this.concurrency) {
      const child = this.run_.shuffles() ? this.#takeRandom() : this.#takeNext();
      // The type told is the parent's, as reporters know it from Node.
      child.#runWaiting(this.type);
    }
  }

  async #runWaiting(type) {
    this.#leaveQueue(type);
    if (this.run_.tracing.hasSubscribers) await this.#runTraced();
    else if (this.type === 'suite') await this.#runSuite();
    else await this.#runTest();
    this.settle();
  }

  // Without moving those behind it, which may be thousands.
  #takeNext() {
    const child = this.waiting[this.waitingFrom++];
    if (this.waitingFrom === this.waiting.length) {
      this.waiting = [];
      this.waitingFrom = 0;
    }
    return child;
  }

  #takeRandom() {
    this.random ??= require('test/random').createSeededGenerator(this.run_.settings.seed);
    const at = MathFloor(this.random() * this.waiting.length);
    const child = ArrayPrototypeSplice(this.waiting, at, 1)[0];
    // It is reported in the order that it runs in.
    const { children } = this;
    const from = ArrayPrototypeIndexOf(children, child);
    let to = this.nextReport;
    while (to < from && (children[to].started || children[to].ended)) to++;
    ArrayPrototypeSplice(children, from, 1);
    ArrayPrototypeSplice(children, to, 0, child);
    child.number = order.enlist(child);
    return child;
  }

  // Inside the context that subscribers of the tracing channel give.
  #runTraced() {
    const { tracing } = this.run_;
    this.channelContext = {
      __proto__: null, name: this.name, nesting: this.nesting, file: this.location?.[2], type: this.type,
    };
    const before = exchangeContext(this.asyncContext);
    try {
      return tracing.start.runStores(this.channelContext, () => {
        this.asyncContext = currentContext();
        return this.type === 'suite' ? this.#runSuite() : this.#runTest();
      });
    } finally {
      setContext(before);
    }
  }

  #begin() {
    this.started = true;
    this.startTime = now();
    if (this.error === null && this.run_.rerun !== undefined) this.run_.rerun.apply(this);
  }

  #failed(thrown) {
    const reason = asFailure(thrown, kinds.testCode);
    if (reason.failureType === kinds.timeout && !this.ended) {
      this.cancelled = true;
      this.abortController?.abort();
    }
    this.fail(this.expected === undefined ? reason : this.#judge(reason));
  }

  #judge(reason) {
    if (reason.failureType === kinds.testCode || reason.failureType === kinds.uncaught) {
      return require('test/expected').judge(this.expected, reason);
    }
    return reason;
  }

  // Few frames may stand between the program's functions, since stacks are short: so this is one function.
  async #runTest() {
    this.#begin();
    let runsHooks = false;
    try {
      if (this.error === null && hooks.has(this.parent, 'before')) await hooks.runBefore(this.parent);
      // A test that is not to run has no hooks of its own either.
      runsHooks = this.error === null && !this.skipped && this.passedOnAttempt === undefined;
      if (runsHooks && hooks.hasEach(this, 'beforeEach')) await hooks.runEach(this, 'beforeEach');
      if (runsHooks && this.error === null) {
        this.#startTimer();
        const { context, fn } = this;
        const before = exchangeContext(this.asyncContext);
        let result;
        try {
          result = fn.length === 2 ?
            storage.run(this, callWithCallback, fn, context) :
            storage.run(this, ReflectApply, fn, context, [context]);
        } finally {
          setContext(before);
        }
        if (result instanceof CallbackAndPromise) {
          this.fail(failure('passed a callback but also returned a Promise', kinds.callbackAndPromise));
          ({ result } = result);
        }
        // A test that has nothing to wait for needs no race.
        if (isAwaitable(result)) this.#checkTime(await this.#limited(result));
        if (this.children.length > 0) this.#checkTime(await this.#limited(this.waitForChildren()));
        // What calls back may assert on in the same turn: Node takes some microtasks until it counts, and programs' own
        // tests have come to need them.
        if (this.plan) {
          for (let i = 0; i < kTicksToCount; i++) await undefined;
        }
        const rest = this.plan?.check();
        if (rest !== undefined) this.#checkTime(await this.#limited(rest));
        this.#expectFailure();
        this.isOver = true;
      }
    } catch (error) {
      this.#failed(error);
    }
    // What comes after the function never runs on its stack.
    await undefined;
    if (this.ended) return;
    if (runsHooks && hooks.hasEach(this, 'afterEach')) await hooks.runEach(this, 'afterEach');
    if (hooks.has(this, 'after')) await hooks.runAfter(this);
    this.finish();
  }

  #expectFailure() {
    if (this.expected !== undefined && this.error === null) {
      this.fail(failure('test was expected to fail but passed', kinds.expectedFailure));
    }
  }

  // Waits for `work` until the time is over, the signal aborts or an error of the test's was caught by nobody.
  #limited(work) {
    return new Promise((resolve, reject) => {
      this.interrupt = reject;
      this.expire = () => resolve(kTimedOut);
      if (this.error !== null) reject(this.error);
      if (this.isTimedOut) this.expire();
      follow(work, resolve, reject);
    });
  }

  // The node's time runs from its function's call on, hooks before it not counted.
  #startTimer() {
    if (this.timeout === Infinity || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.isTimedOut = true;
      this.expire?.();
    }, this.timeout);
    this.timer.unref();
  }

  // Made here, so that its stack tells who waited.
  #checkTime(result) {
    if (result === kTimedOut) throw failure(`test timed out after ${this.timeout}ms`, kinds.timeout);
  }

  /** Settles when all subtests have ended, those declared meanwhile included. */
  async waitForChildren() {
    for (let i = 0; i < this.children.length; i++) {
      const child = this.children[i];
      if (!child.ended && child.excluded !== true) await child.whenEnded();
    }
  }

  whenEnded() {
    this.ending ??= new Promise((resolve) => { this.tellEnd = resolve; });
    return this.ending;
  }

  async #runSuite() {
    this.#begin();
    try {
      if (this.building !== undefined) await this.building;
      if (this.error === null) {
        this.#startTimer();
        if (!this.skipped) {
          if (hooks.has(this.parent, 'before')) await hooks.runBefore(this.parent);
          if (hooks.has(this, 'before')) this.#checkTime(await this.#limited(hooks.runBefore(this)));
        }
        const chosen = ArrayPrototypeFilter(this.children, (child) => !child.isExcluded());
        if (chosen.length > 0) this.#checkTime(await this.#limited(allStarted(chosen)));
        this.#expectFailure();
      }
    } catch (error) {
      this.#failed(error);
    }
    if (this.ended) return;
    if (hooks.has(this, 'after')) await hooks.runAfter(this);
    this.finish();
  }

  // --- Ending ----------------------------------------------------------------------------------------------

  /** Ends what still runs below, with `error` when it is given. */
  cancelChildren(error) {
    const { children } = this;
    this.waiting = [];
    this.waitingFrom = 0;
    for (let i = 0; i < children.length; i++) {
      const child = children[i];
      if (child.ended || child.isExcluded()) continue;
      if (child.number === 0) child.number = order.enlist(child);
      child.cancel(error);
      child.finish(error);
    }
  }

  /** Ends the node: counts, tells and makes room for the next. */
  finish(pendingError) {
    if (this.ended) return;
    this.isOver = true;
    this.cancelChildren(pendingError);
    this.duration = this.startTime === undefined ? 0 : since(this.startTime);
    if (this.error === null) {
      let failed = 0;
      const { children } = this;
      for (let i = 0; i < children.length; i++) {
        if (children[i].error !== null && !children[i].todo) failed++;
      }
      if (failed > 0) this.fail(failure(`${failed} subtest${failed > 1 ? 's' : ''} failed`, kinds.subtests));
    }
    this.passed = this.error === null;
    this.ended = true;
    this.stopListening?.();
    if (this.timer !== undefined) clearTimeout(this.timer);
    if (this.mock !== null) this.mock.reset();
    this.abortController?.abort();
    const { channelContext, parent, run_: run } = this;
    if (channelContext !== undefined) {
      if (this.error !== null) {
        channelContext.error = this.error;
        run.tracing.error.publish(channelContext);
      }
      run.tracing.end.publish(channelContext);
    }
    if (parent !== null) {
      if (this.started) parent.active--;
      order.complete(this);
      order.flush(parent);
      this.tellEnd?.();
      parent.startWaiting();
      if (parent.parent === null) run.afterTopLevel();
    }
  }
}

// As in Node, the function of a test that came too late runs nonetheless. The test has failed already: whatever becomes of
// it changes nothing.
function runOrphan(node) {
  try {
    const result = storage.run(node, ReflectApply, node.fn, node.context, [node.context]);
    if (isPromise(result)) PromisePrototypeThen(result, undefined, noop);
  } catch {
    // Told by the error that it has.
  }
}

// Stacks show who waits for a promise, but not who waits for what merely has a `then`.
function follow(work, resolve, reject) {
  if (isPromise(work)) PromisePrototypeThen(work, resolve, reject);
  else PromisePrototypeThen(PromiseResolve(work), (value) => resolve(value), (error) => reject(error));
}

function startOne(node) {
  return node.start();
}

function whenStarted(node) {
  return new Promise((resolve, reject) => {
    PromisePrototypeThen(startOne(node), resolve, reject);
  });
}

/** Starts all; settles when all have ended. Async stacks show the engine's own function, so it is used. */
function allStarted(nodes) {
  return PromiseAll(new SafeArrayIterator(ArrayPrototypeMap(nodes, (node) => whenStarted(node))));
}

/** What a function gave that took a callback and gave a promise as well. */
class CallbackAndPromise {
  constructor(result) {
    this.result = result;
  }
}

/** Calls a function that takes a callback; the promise follows the callback. */
function callWithCallback(fn, context) {
  let settle;
  let reject;
  const promise = new Promise((onDone, onFail) => {
    settle = onDone;
    reject = onFail;
  });
  let called = false;
  const done = (error) => {
    if (called) throw failure('callback invoked multiple times', kinds.multipleCallbacks);
    called = true;
    if (error) reject(error);
    else settle();
  };
  const result = ReflectApply(fn, context, [context, done]);
  return isPromise(result) ? new CallbackAndPromise(result) : promise;
}

module.exports = { CallbackAndPromise, TestNode, callWithCallback, checkTimeout, isAwaitable, noop, now, since, storage };
