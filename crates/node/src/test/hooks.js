'use strict';

// The hooks of tests and suites: `before` and `after` once, `beforeEach` and `afterEach` around each test below.
//
// Owner: test. A hook runs inside the node that declares it, whichever test it is given, and fails what it is run for.

const {
  ArrayPrototypePush,
  Promise,
  PromisePrototypeThen,
  PromiseResolve,
  ReflectApply,
} = primordials;

const { currentContext, exchangeContext, setContext } = require('async_hooks/context');
const { asFailure, failure, isFailure, kinds } = require('test/failure');
const { validateAbortSignal, validateObject } = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');

const kNoHooks = [];

class Hook {
  constructor(owner, kind, fn, options, location) {
    const { checkTimeout, noop } = require('test/node');
    const { signal, timeout } = options;
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    this.owner = owner;
    this.kind = kind;
    this.fn = typeof fn === 'function' ? fn : noop;
    this.signal = signal;
    this.timeout = timeout === undefined || timeout === null ? owner.inheritedTimeout : checkTimeout(timeout);
    this.location = location;
    this.asyncContext = currentContext();
    this.once = undefined;
  }

  /** Runs the hook for `context`; the promise rejects with why it failed. */
  async run(context) {
    if (this.signal?.aborted) throw failure(this.signal.reason, kinds.aborted);
    const { CallbackAndPromise, callWithCallback, isAwaitable, storage } = require('test/node');
    const { fn } = this;
    const running = new RunningHook(this, context);
    const before = exchangeContext(this.asyncContext);
    let result;
    try {
      result = fn.length === 2 ?
        storage.run(running, callWithCallback, fn, context) :
        storage.run(running, ReflectApply, fn, context, [context]);
    } finally {
      setContext(before);
    }
    if (result instanceof CallbackAndPromise) {
      throw failure('passed a callback but also returned a Promise', kinds.callbackAndPromise);
    }
    if (isAwaitable(result)) await this.#limited(result, running);
    running.ended = true;
    if (this.signal?.aborted) throw failure(this.signal.reason, kinds.aborted);
  }

  runOnce(context) {
    this.once ??= this.run(context);
    return this.once;
  }

  #limited(work, running) {
    return new Promise((resolve, reject) => {
      let timer;
      let listener;
      const end = (settle) => (value) => {
        clearTimeout(timer);
        listener?.[primordials.SymbolDispose]();
        running.ended = true;
        settle(value);
      };
      running.interrupt = end(reject);
      if (this.timeout !== Infinity) {
        const expire = () => running.interrupt(failure(`${this.kind} hook timed out after ${this.timeout}ms`, kinds.timeout));
        timer = setTimeout(expire, this.timeout);
        timer.unref();
      }
      if (this.signal !== undefined) {
        const { addAbortListener } = require('events/add_abort_listener');
        listener = addAbortListener(this.signal, () => running.interrupt(failure(this.signal.reason, kinds.aborted)));
      }
      PromisePrototypeThen(PromiseResolve(work), end(resolve), end(reject));
    });
  }
}

/** One run of a hook, as the code that it runs sees it. */
class RunningHook {
  constructor(hook, context) {
    this.hook = hook;
    this.node = hook.owner;
    this.context = context;
    this.ended = false;
    this.interrupt = undefined;
  }

  fail(error) {
    this.interrupt?.(error);
  }

  raise(error) {
    if (this.ended || this.interrupt === undefined) return false;
    this.interrupt(error);
    return true;
  }
}

function listOf(node, kind) {
  return node.hooks?.[kind] ?? kNoHooks;
}

function has(node, kind) {
  return listOf(node, kind).length > 0;
}

function hookFailure(kind, thrown) {
  const error = failure(`failed running ${kind} hook`, kinds.hook);
  error.cause = isFailure(thrown) ? thrown.cause : thrown;
  return error;
}

/** Adds a hook to a node. */
function addHook(node, kind, fn, options, location) {
  if (options !== undefined) validateObject(options, 'options');
  const hook = new Hook(node, kind, fn, options ?? { __proto__: null }, location);
  node.hooks ??= { __proto__: null, before: [], after: [], beforeEach: [], afterEach: [] };
  // A running test is past the point where its `before` hooks run.
  const isLate = node.type === 'test' && node.started && (node.parent !== null || node.run_.settings.isFileRun);
  if (kind === 'before' && isLate) {
    PromisePrototypeThen(hook.runOnce(node.context), undefined, (error) => node.fail(asFailure(error, kinds.testCode)));
  }
  ArrayPrototypePush(node.hooks[kind], hook);
}

/** Makes the hooks of one node those of another. */
function adoptHooks(hooks, owner) {
  if (hooks === null) return null;
  const names = ['before', 'after', 'beforeEach', 'afterEach'];
  for (let i = 0; i < names.length; i++) {
    const list = hooks[names[i]];
    for (let j = 0; j < list.length; j++) list[j].owner = owner;
  }
  return hooks;
}

/** Runs each `before` hook of a node once; whoever comes while one runs waits for it. */
async function runBefore(node) {
  const list = listOf(node, 'before');
  for (let i = 0; i < list.length; i++) {
    try {
      await list[i].runOnce(node.context);
    } catch (error) {
      throw hookFailure('before', error);
    }
  }
}

/** Whether a test has hooks of a kind above it. */
function hasEach(node, kind) {
  for (let n = node.parent; n !== null; n = n.parent) if (has(n, kind)) return true;
  return false;
}

/** Runs the hooks of all above a test, `beforeEach` from the outermost, `afterEach` from the innermost. */
async function runEach(node, kind) {
  const chain = [];
  for (let n = node.parent; n !== null; n = n.parent) if (has(n, kind)) ArrayPrototypePush(chain, n);
  const outermostFirst = kind === 'beforeEach';
  for (let i = 0; i < chain.length; i++) {
    const list = listOf(chain[outermostFirst ? chain.length - 1 - i : i], kind);
    try {
      await runList(list, node.context);
    } catch (error) {
      node.fail(hookFailure(kind, error));
      return;
    }
  }
}

async function runList(list, context) {
  for (let i = 0; i < list.length; i++) await list[i].run(context);
}

/** Runs each `after` hook of a node once, whatever the others do. */
async function runAfter(node) {
  const list = listOf(node, 'after');
  for (let i = 0; i < list.length; i++) {
    if (list[i].once !== undefined && node.parent !== null) continue;
    try {
      await list[i].runOnce(node.context);
    } catch (error) {
      if (node.error === null) node.failedAt = list[i].location;
      node.fail(hookFailure('after', error));
    }
  }
}

module.exports = { addHook, adoptHooks, has, hasEach, runAfter, runBefore, runEach };
