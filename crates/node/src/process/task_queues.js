'use strict';
// process.nextTick, queueMicrotask, and the drain that runs after each entry
// into JavaScript: all ticks, then microtasks, again until both are empty,
// then what is to be said about rejected promises.
//
// The engine calls `processTicksAndRejections` only when `tickInfo` says that
// there is a tick or a rejection; otherwise it runs microtasks itself.

const {
  Array,
  ArrayPrototypeFill,
  ArrayPrototypeSlice,
  FunctionPrototypeBind,
  ReflectApply,
} = primordials;

const { runMicrotasks } = binding('engine');
const exitState = require('process/state');
const { validateFunction } = require('internal/validators');
const { state: ids } = require('async_hooks/ids');
const {
  state: contextState,
  captureContext,
  exchangeContext,
  setContext,
} = require('async_hooks/context');
const {
  tickInfo,
  onPromiseReject,
  setHasRejectionToWarn,
  hasRejectionToWarn,
  processPromiseRejections,
} = require('process/promises');

const kHasTickScheduled = 0;

// A queued tick is kFields entries of an array, so that queueing one allocates nothing: the callback, its arguments or
// undefined, the id, the trigger, the context, and the resource that hooks were told of or undefined. Full arrays link
// to the next one at index kEnd; a drained one is kept for the next burst.
const kFields = 6;
const kEnd = 128 * kFields;

function newChunk() {
  // Filled, so that reading it never looks at a prototype for a hole.
  return ArrayPrototypeFill(new Array(kEnd + 1), undefined);
}

let head = newChunk();
let read = 0;
let tail = head;
let write = 0;
let spare;

function nextTick(callback, a, b, c) {
  validateFunction(callback, 'callback');
  // Nothing is queued any more once the process exits.
  if (exitState.exiting) return;

  let args;
  switch (arguments.length) {
    case 1: break;
    case 2: args = [a]; break;
    case 3: args = [a, b]; break;
    case 4: args = [a, b, c]; break;
    default: args = ArrayPrototypeSlice(arguments, 1);
  }
  const id = ++ids.last;
  const trigger = ids.forcedTrigger >= 0 ? ids.forcedTrigger : ids.id;
  // Hooks hear of it before it is queued; what they queue themselves runs first.
  const resource = ids.init ? announce(id, trigger, callback, args) : undefined;
  if (write === kEnd) extend();
  const at = write;
  tail[at] = callback;
  if (args !== undefined) tail[at + 1] = args;
  tail[at + 2] = id;
  tail[at + 3] = trigger;
  if (contextState.used) tail[at + 4] = captureContext();
  if (resource !== undefined) tail[at + 5] = resource;
  write = at + kFields;
  tickInfo[kHasTickScheduled] = 1;
}

// Tells the hooks, and returns the object that stands for the tick.
function announce(id, trigger, callback, args) {
  const resource = { callback, args };
  require('async_hooks/hooks').emitInit(id, 'TickObject', trigger, resource);
  return resource;
}

function runTick(resource) {
  ReflectApply(resource.callback, undefined, resource.args ?? []);
}

function extend() {
  const fresh = spare ?? newChunk();
  spare = undefined;
  tail[kEnd] = fresh;
  tail = fresh;
  write = 0;
}

// The head's ticks have all been taken.
function advance() {
  if (head === tail) {
    read = write = 0;
    return;
  }
  const drained = head;
  head = drained[kEnd];
  drained[kEnd] = undefined;
  spare = drained;
  read = 0;
}

function isEmpty() {
  return head === tail && read === write;
}

// The ids are not restored when a callback throws: the uncaught exception is
// handled as that of the tick, and its handling resets them.
function processTicksAndRejections() {
  const outerId = ids.id;
  const outerTrigger = ids.trigger;
  const outerResource = ids.resource;
  const outerContext = captureContext();
  do {
    while (head !== tail || read !== write) {
      const chunk = head;
      const at = read;
      const callback = chunk[at];
      const args = chunk[at + 1];
      ids.id = chunk[at + 2];
      ids.trigger = chunk[at + 3];
      // Made when it is asked for, unless hooks were told of it.
      ids.resource = chunk[at + 5];
      if (contextState.used) {
        exchangeContext(chunk[at + 4]);
        chunk[at + 4] = undefined;
      }
      // Nothing is kept alive by a tick that ran.
      chunk[at] = undefined;
      if (args !== undefined) chunk[at + 1] = undefined;
      if (ids.resource !== undefined) chunk[at + 5] = undefined;
      read = at + kFields;
      if (read === kEnd) advance();
      if (ids.hooks) {
        ids.resource ??= { callback, args };
        require('async_hooks/hooks').runHooked(ids.id, runTick, ids.resource, true);
      } else if (args === undefined) {
        // Not in a function of their own: programs read these stacks.
        callback();
      } else {
        switch (args.length) {
          case 1: callback(args[0]); break;
          case 2: callback(args[0], args[1]); break;
          case 3: callback(args[0], args[1], args[2]); break;
          default: ReflectApply(callback, undefined, args);
        }
      }
    }
    ids.id = outerId;
    ids.trigger = outerTrigger;
    ids.resource = outerResource;
    if (contextState.used) setContext(outerContext);
    runMicrotasks();
  } while (!isEmpty() || processPromiseRejections());
  tickInfo[kHasTickScheduled] = 0;
  setHasRejectionToWarn(false);
}

// Between two timers or immediates: nothing at all costs two array reads.
function runNextTicks() {
  if (tickInfo[kHasTickScheduled] === 0 && !hasRejectionToWarn()) {
    runMicrotasks();
    if (tickInfo[kHasTickScheduled] === 0 && !hasRejectionToWarn()) return;
  }
  processTicksAndRejections();
}

function hasPendingTicks() {
  return tickInfo[kHasTickScheduled] === 1;
}

// --- microtasks --------------------------------------------------------------

// V8's own, which also reports what a microtask throws. It queues for the realm, whatever context the function is of.
let enqueueMicrotask;

function setEnqueue(enqueue) {
  enqueueMicrotask = enqueue;
}

function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  // The function itself is what V8 queues. What it throws goes from V8 to the engine as uncaught, and the other
  // microtasks still run.
  if (!ids.hooks) enqueueMicrotask(callback);
  else enqueueHooked(callback);
}

// As a resource that hooks see.
function enqueueHooked(callback) {
  const { AsyncResource } = require('async_hooks');
  const resource = new AsyncResource('Microtask', {
    __proto__: null,
    requireManualDestroy: true,
  });
  resource.callback = callback;
  enqueueMicrotask(() => {
    try {
      resource.runInAsyncScope(callback);
    } catch (err) {
      // Before the resource is told to be gone.
      require('process/execution').triggerUncaughtException(err, false);
    } finally {
      resource.emitDestroy();
    }
  });
}

// What the engine is to be given (`attach`), each time it starts.
function engineHooks() {
  return {
    tickInfo,
    processTicks: FunctionPrototypeBind(processTicksAndRejections, process),
    promiseReject: onPromiseReject,
  };
}

module.exports = {
  enqueue: (callback) => enqueueMicrotask(callback),
  nextTick,
  queueMicrotask,
  setEnqueue,
  runNextTicks,
  processTicksAndRejections,
  hasPendingTicks,
  engineHooks,
};
