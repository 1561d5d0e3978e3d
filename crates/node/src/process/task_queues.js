'use strict';
// process.nextTick, queueMicrotask, and the drain that runs after each entry
// into JavaScript: all ticks, then microtasks, again until both are empty,
// then what is to be said about rejected promises.
//
// The engine calls `processTicksAndRejections` only when `tickInfo` says that
// there is a tick or a rejection; otherwise it runs microtasks itself.

const {
  ArrayPrototypeSlice,
  FunctionPrototypeBind,
  ReflectApply,
} = primordials;

const { runMicrotasks, enqueueMicrotask } = binding('engine');
const exitState = require('process/state');
const { validateFunction } = require('internal/validators');
const FixedQueue = require('internal/fixed_queue');
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

const queue = new FixedQueue();

class Tick {
  constructor(callback, args, id, trigger, context) {
    this.callback = callback;
    this.args = args;
    this.id = id;
    this.trigger = trigger;
    this.context = context;
  }
}

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
  const tick = new Tick(callback, args, id, trigger,
                        contextState.used ? captureContext() : undefined);
  if (ids.init) {
    require('async_hooks/hooks').emitInit(id, 'TickObject', trigger, tick);
  }
  tickInfo[kHasTickScheduled] = 1;
  queue.push(tick);
}

function runTick(tick) {
  ReflectApply(tick.callback, undefined, tick.args ?? []);
}

// The ids are not restored when a callback throws: the uncaught exception is
// handled as that of the tick, and its handling resets them.
function processTicksAndRejections() {
  const outerId = ids.id;
  const outerTrigger = ids.trigger;
  const outerResource = ids.resource;
  const outerContext = captureContext();
  let tick;
  do {
    while ((tick = queue.shift()) !== null) {
      ids.id = tick.id;
      ids.trigger = tick.trigger;
      ids.resource = tick;
      if (contextState.used) exchangeContext(tick.context);
      if (ids.hooks) {
        require('async_hooks/hooks').runHooked(tick.id, runTick, tick, true);
      } else {
        // Not a function of its own: programs read these stacks.
        const { callback, args } = tick;
        if (args === undefined) {
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
    }
    ids.id = outerId;
    ids.trigger = outerTrigger;
    ids.resource = outerResource;
    if (contextState.used) setContext(outerContext);
    runMicrotasks();
  } while (!queue.isEmpty() || processPromiseRejections());
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
  nextTick,
  queueMicrotask,
  runNextTicks,
  processTicksAndRejections,
  hasPendingTicks,
  engineHooks,
};
