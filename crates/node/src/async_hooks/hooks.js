'use strict';
// createHook: callbacks for the life of asynchronous resources. Loaded when the
// first hook is made; until one is enabled, resources only count their ids.
//
// A hook that throws cannot be recovered from: the program's idea of what runs
// would be wrong from there on. The process ends, as Node's does.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  ErrorCaptureStackTrace,
  SafeFinalizationRegistry,
  SafeWeakMap,
  Symbol,
  SymbolPrototypeToString,
} = primordials;

const {
  codes: { ERR_ASYNC_CALLBACK, ERR_INVALID_ARG_VALUE },
} = require('internal/errors');
const { addHooks } = require('internal/promise_hooks');
const { validateBoolean } = require('internal/validators');
const { state: ids, defaultTrigger } = require('async_hooks/ids');

const kInit = Symbol('init');
const kBefore = Symbol('before');
const kAfter = Symbol('after');
const kDestroy = Symbol('destroy');
const kPromiseResolve = Symbol('promiseResolve');
const kNoPromiseHook = Symbol('kNoPromiseHook');

// The enabled hooks. While hooks run, what they enable and disable waits for the end of the outermost round: neither that
// nor the rounds within see it.
let active = [];
let waiting;
let rounds = 0;

function endRound() {
  if (--rounds > 0 || waiting === undefined) return;
  active = waiting;
  waiting = undefined;
  updateFlags();
}

function change(hooks) {
  if (rounds > 0) {
    waiting = hooks;
    return;
  }
  active = hooks;
  updateFlags();
}

function fatal(error) {
  if (typeof error?.stack === 'string') {
    process._rawDebug(error.stack);
  } else {
    const holder = { message: typeof error === 'symbol' ? SymbolPrototypeToString(error) : error };
    ErrorCaptureStackTrace(holder, fatal);
    process._rawDebug(holder.stack);
  }
  const { getOptionValue } = require('internal/options');
  if (getOptionValue('--abort-on-uncaught-exception')) process.abort();
  process.exit(1);
}

function each(callback, id) {
  const hooks = active;
  rounds++;
  try {
    for (let i = 0; i < hooks.length; i++) {
      if (hooks[i][callback] !== undefined) hooks[i][callback](id);
    }
  } catch (err) {
    fatal(err);
  }
  endRound();
}

function emitInit(id, type, trigger, resource) {
  const hooks = active;
  rounds++;
  try {
    for (let i = 0; i < hooks.length; i++) {
      if (hooks[i][kInit] !== undefined) {
        hooks[i][kInit](id, type, trigger, resource);
      }
    }
  } catch (err) {
    fatal(err);
  }
  endRound();
}

function emitBefore(id) {
  if (ids.before) each(kBefore, id);
}

function emitAfter(id) {
  if (ids.after) each(kAfter, id);
}

// --- destroy -------------------------------------------------------------------

// Told in a moment of its own: the resource may be in use right now.
let gone = [];

function emitDestroy(id) {
  if (gone.length === 0) {
    require('process/task_queues').enqueue(() => {
      const batch = gone;
      gone = [];
      for (let i = 0; i < batch.length; i++) each(kDestroy, batch[i]);
    });
  }
  ArrayPrototypePush(gone, id);
}

const destroyed = new SafeWeakMap();
const registry = new SafeFinalizationRegistry((record) => {
  if (!record.done) emitDestroy(record.id);
});

// The resource is gone when its object is collected.
function destroyWithObject(object, id) {
  const record = { id, done: false };
  destroyed.set(object, record);
  registry.register(object, record);
}

function emitDestroyOf(object, id) {
  const record = destroyed.get(object);
  if (record !== undefined) record.done = true;
  emitDestroy(id);
}

// Runs `fn(item)` between `before` and `after`. After a throw the handling of
// the uncaught exception emits `after`.
function runHooked(id, fn, item, destroyAfter) {
  emitBefore(id);
  try {
    fn(item);
  } finally {
    if (destroyAfter && ids.destroy) emitDestroy(id);
  }
  emitAfter(id);
}

// --- promises ------------------------------------------------------------------

const promiseIds = new SafeWeakMap();
const stack = [];

function identify(promise) {
  let known = promiseIds.get(promise);
  if (known === undefined) {
    // Made before the hooks were enabled: it has an id, and no `init`.
    known = { id: ++ids.last, trigger: defaultTrigger() };
    promiseIds.set(promise, known);
  }
  return known;
}

function onPromiseInit(promise, parent) {
  const trigger = parent === undefined ? defaultTrigger() : identify(parent).id;
  const known = { id: ++ids.last, trigger };
  promiseIds.set(promise, known);
  if (ids.init) emitInit(known.id, 'PROMISE', trigger, promise);
  if (ids.destroy) registry.register(promise, { id: known.id, done: false });
}

function onPromiseBefore(promise) {
  const known = identify(promise);
  ArrayPrototypePush(stack, { id: ids.id, trigger: ids.trigger,
                              resource: ids.resource });
  ids.id = known.id;
  ids.trigger = known.trigger;
  ids.resource = promise;
  emitBefore(known.id);
}

function onPromiseAfter(promise) {
  const known = identify(promise);
  emitAfter(known.id);
  // Unless a hook's enabling fell between the two.
  const before = ArrayPrototypePop(stack);
  if (ids.id === known.id) {
    ids.id = before?.id ?? 0;
    ids.trigger = before?.trigger ?? 0;
    ids.resource = before === undefined ? null : before.resource;
  }
}

// Runs `fn` as what the promise's reactions run as; in a promise that no hook knows, as it is.
function runAsPromise(promise, fn) {
  const known = promiseIds.get(promise);
  if (known === undefined) return fn();
  onPromiseBefore(promise);
  try {
    return fn();
  } finally {
    onPromiseAfter(promise);
  }
}

function onPromiseResolve(promise) {
  each(kPromiseResolve, identify(promise).id);
}

let unhookPromises;

function updateFlags() {
  let tracksPromises = false;
  let resolves = false;
  ids.init = ids.before = ids.after = ids.destroy = false;
  for (let i = 0; i < active.length; i++) {
    const hook = active[i];
    if (hook[kInit]) ids.init = true;
    if (hook[kBefore]) ids.before = true;
    if (hook[kAfter]) ids.after = true;
    if (hook[kDestroy]) ids.destroy = true;
    if (hook[kPromiseResolve]) resolves = true;
    if (!hook[kNoPromiseHook]) tracksPromises = true;
  }
  ids.hooks = active.length > 0;
  unhookPromises?.();
  unhookPromises = tracksPromises ? addHooks({
    __proto__: null,
    init: onPromiseInit,
    before: onPromiseBefore,
    after: onPromiseAfter,
    settled: resolves ? onPromiseResolve : undefined,
  }) : undefined;
}

class AsyncHook {
  constructor({ init, before, after, destroy, promiseResolve, trackPromises }) {
    const check = (fn, name) => {
      if (fn !== undefined && typeof fn !== 'function') {
        throw new ERR_ASYNC_CALLBACK(`hook.${name}`);
      }
    };
    check(init, 'init');
    check(before, 'before');
    check(after, 'after');
    check(destroy, 'destroy');
    check(promiseResolve, 'promiseResolve');
    if (trackPromises !== undefined) {
      validateBoolean(trackPromises, 'trackPromises');
      if (!trackPromises && promiseResolve !== undefined) {
        throw new ERR_INVALID_ARG_VALUE(
          'trackPromises', trackPromises,
          'must not be false when promiseResolve is enabled');
      }
    }
    this[kInit] = init;
    this[kBefore] = before;
    this[kAfter] = after;
    this[kDestroy] = destroy;
    this[kPromiseResolve] = promiseResolve;
    this[kNoPromiseHook] = trackPromises === false;
  }

  enable() {
    const hooks = ArrayPrototypeSlice(waiting ?? active);
    if (ArrayPrototypeIndexOf(hooks, this) === -1) {
      ArrayPrototypePush(hooks, this);
      change(hooks);
    }
    return this;
  }

  disable() {
    const hooks = ArrayPrototypeSlice(waiting ?? active);
    const at = ArrayPrototypeIndexOf(hooks, this);
    if (at !== -1) {
      ArrayPrototypeSplice(hooks, at, 1);
      change(hooks);
    }
    return this;
  }
}

function createHook(callbacks) {
  return new AsyncHook(callbacks);
}

module.exports = {
  createHook,
  destroyWithObject,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitDestroyOf,
  emitInit,
  runAsPromise,
  runHooked,
};
