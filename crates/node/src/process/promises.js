'use strict';
// Rejected promises that nobody handles: noted when V8 reports them, judged
// when the ticks and microtasks of the turn are done.
//
// V8 tells of a rejection without handler and of a handler added later; a
// promise that is handled before the judgement is never mentioned.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  Error,
  Int32Array,
  ObjectHasOwn,
  SafeMap,
  SafeWeakMap,
} = primordials;

const { state: ids } = require('async_hooks/ids');
const { exchangeContext, captureContext } = require('async_hooks/context');

// V8's numbers for what it reports.
const kPromiseRejectWithNoHandler = 0;
const kPromiseHandlerAddedAfterReject = 1;
const kPromiseRejectAfterResolved = 2;
const kPromiseResolveAfterResolved = 3;

// Shared with the engine, which reads it after each entry into JavaScript:
// [a tick is scheduled, a rejection is to be judged].
const tickInfo = new Int32Array(2);
const kHasRejectionToWarn = 1;

// Judged at the end of the turn, in order of rejection.
const pending = new SafeMap();
// Promises judged and still unhandled: a late handler is worth a word.
const judged = new SafeWeakMap();
const handledLate = [];
let lastId = 0;
// Chosen at the first judgement, as the flag is not known when this loads.
let judge;

function hasRejectionToWarn() {
  return tickInfo[kHasRejectionToWarn] === 1;
}

function setHasRejectionToWarn(value) {
  tickInfo[kHasRejectionToWarn] = value ? 1 : 0;
}

function onPromiseReject(type, promise, reason) {
  if (type === kPromiseRejectWithNoHandler) {
    pending.set(promise, {
      reason,
      id: ++lastId,
      context: captureContext(),
    });
    setHasRejectionToWarn(true);
  } else if (type === kPromiseHandlerAddedAfterReject) {
    if (pending.delete(promise)) return;
    const info = judged.get(promise);
    if (info === undefined) return;
    judged.delete(promise);
    // Made here, so that its stack shows who added the handler.
    const warning = new Error(
      `Promise rejection was handled asynchronously (rejection id: ${info.id})`);
    warning.name = 'PromiseRejectionHandledWarning';
    warning.id = info.id;
    ArrayPrototypePush(handledLate, { promise, warning });
    setHasRejectionToWarn(true);
  } else if (type === kPromiseRejectAfterResolved) {
    settledAgain('reject', promise, reason);
  } else if (type === kPromiseResolveAfterResolved) {
    settledAgain('resolve', promise, reason);
  }
}

let warnedOfMultipleResolves = false;

// An old event that few listen to; races settle promises twice all the time.
function settledAgain(type, promise, reason) {
  if (process.listenerCount('multipleResolves') === 0) return;
  // In a tick, as an error of a listener must not reach the promise's code.
  process.nextTick(() => {
    process.emit('multipleResolves', type, promise, reason);
    if (warnedOfMultipleResolves) return;
    warnedOfMultipleResolves = true;
    process.emitWarning('The multipleResolves event has been deprecated.',
                        'DeprecationWarning', 'DEP0160');
  });
}

function isErrorLike(value) {
  return value !== null && typeof value === 'object' &&
    ObjectHasOwn(value, 'stack');
}

function noSideEffectsToString(value) {
  return binding('engine').detailString(value);
}

// Stands for a rejection whose reason is not an error.
class UnhandledPromiseRejection extends Error {
  code = 'ERR_UNHANDLED_REJECTION';

  constructor(reason) {
    super('This error originated either by throwing inside of an ' +
          'async function without a catch block, or by rejecting a promise ' +
          'which was not handled with .catch(). The promise rejected with ' +
          `the reason "${noSideEffectsToString(reason)}".`);
    this.name = 'UnhandledPromiseRejection';
  }
}

function raise(reason) {
  const error = isErrorLike(reason) ? reason :
    new UnhandledPromiseRejection(reason);
  require('process/execution').triggerUncaughtException(error, true);
}

const WARNING_NAME = 'UnhandledPromiseRejectionWarning';

function warn(info) {
  const { reason, id } = info;
  const warning = new Error(
    'Unhandled promise rejection. This error originated either by ' +
    'throwing inside of an async function without a catch block, ' +
    'or by rejecting a promise which was not handled with .catch(). ' +
    'To terminate the node process on unhandled promise ' +
    'rejection, use the CLI flag `--unhandled-rejections=strict` (see ' +
    'https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). ' +
    `(rejection id: ${id})`);
  warning.name = WARNING_NAME;
  try {
    if (isErrorLike(reason)) {
      warning.stack = reason.stack;
      process.emitWarning(reason.stack, WARNING_NAME);
    } else {
      process.emitWarning(noSideEffectsToString(reason), WARNING_NAME);
    }
  } catch {
    // The reason's `stack` may be a getter that throws; the warning below
    // is still given.
  }
  process.emitWarning(warning);
}

function emitRejection(promise, info) {
  return process.emit('unhandledRejection', info.reason, promise);
}

const judges = {
  __proto__: null,
  'throw'(promise, info) {
    if (!emitRejection(promise, info)) raise(info.reason);
  },
  'strict'(promise, info) {
    raise(info.reason);
    if (!emitRejection(promise, info)) warn(info);
  },
  'warn'(promise, info) {
    emitRejection(promise, info);
    warn(info);
  },
  'none'(promise, info) {
    emitRejection(promise, info);
  },
  'warn-with-error-code'(promise, info) {
    if (emitRejection(promise, info)) return;
    warn(info);
    process.exitCode = 1;
  },
};

// Returns whether more ticks or microtasks may have been queued.
function processPromiseRejections() {
  let again = handledLate.length > 0;
  while (handledLate.length > 0) {
    const { promise, warning } = ArrayPrototypeShift(handledLate);
    if (!process.emit('rejectionHandled', promise)) {
      process.emitWarning(warning);
    }
  }
  if (pending.size === 0) {
    setHasRejectionToWarn(false);
    return again;
  }

  if (judge === undefined) {
    const { getOptionValue } = require('internal/options');
    judge = judges[getOptionValue('--unhandled-rejections') || 'throw'];
  }
  // What is rejected from here on waits for the next round; what a listener
  // handles before its turn comes is not judged at all.
  const batch = [];
  pending.forEach((info, promise) => ArrayPrototypePush(batch, promise));
  for (let i = 0; i < batch.length; i++) {
    const promise = batch[i];
    const info = pending.get(promise);
    if (info === undefined) continue;
    pending.delete(promise);
    judged.set(promise, info);
    // Not restored when a listener throws: that is then an uncaught exception
    // of this context.
    const before = exchangeContext(info.context);
    if (ids.hooks) require('async_hooks/hooks').runAsPromise(promise, () => judge(promise, info));
    else judge(promise, info);
    exchangeContext(before);
    again = true;
  }
  return again || pending.size > 0;
}

module.exports = {
  tickInfo,
  onPromiseReject,
  hasRejectionToWarn,
  setHasRejectionToWarn,
  processPromiseRejections,
};
