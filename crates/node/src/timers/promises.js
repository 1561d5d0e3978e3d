'use strict';
// node:timers/promises - timers as promises and async iterators, with abort
// signals.

const {
  Promise,
  PromiseReject,
  SafePromisePrototypeFinally,
  Symbol,
} = primordials;

const {
  AbortError,
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateNumber,
  validateObject,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { createTimeout, clear } = require('timers/list');
const { Immediate, clearImmediate } = require('timers/immediate');

const kScheduler = Symbol('kScheduler');

function readOptions(options) {
  validateObject(options, 'options');
  const { signal, ref = true } = options;
  validateAbortSignal(signal, 'options.signal');
  validateBoolean(ref, 'options.ref');
  return { signal, ref };
}

function abortError(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

function abortFlags() {
  const { kResistStopPropagation } = require('events/event_target');
  return { __proto__: null, [kResistStopPropagation]: true };
}

// A promise that `start(resolve)` settles, or that the signal rejects after
// `cancel(handle)`.
function cancellable(signal, start, cancel) {
  let onAbort;
  const promise = new Promise((resolve, reject) => {
    const handle = start(resolve);
    if (signal) {
      onAbort = () => {
        cancel(handle);
        reject(abortError(signal));
      };
      signal.addEventListener('abort', onAbort, abortFlags());
    }
  });
  if (onAbort === undefined) return promise;
  return SafePromisePrototypeFinally(
    promise, () => signal.removeEventListener('abort', onAbort));
}

function setTimeout(after, value, options = kEmptyObject) {
  let given;
  try {
    if (typeof after !== 'undefined') validateNumber(after, 'delay');
    given = readOptions(options);
  } catch (err) {
    return PromiseReject(err);
  }
  const { signal, ref } = given;
  if (signal?.aborted) return PromiseReject(abortError(signal));
  return cancellable(
    signal,
    (resolve) => createTimeout(resolve, after, [value], false, ref),
    clear);
}

function setImmediate(value, options = kEmptyObject) {
  let given;
  try {
    given = readOptions(options);
  } catch (err) {
    return PromiseReject(err);
  }
  const { signal, ref } = given;
  if (signal?.aborted) return PromiseReject(abortError(signal));
  return cancellable(
    signal,
    (resolve) => {
      const immediate = new Immediate(resolve, [value]);
      if (!ref) immediate.unref();
      return immediate;
    },
    clearImmediate);
}

async function* setInterval(after, value, options = kEmptyObject) {
  if (typeof after !== 'undefined') validateNumber(after, 'delay');
  const { signal, ref } = readOptions(options);
  if (signal?.aborted) throw abortError(signal);

  let onAbort;
  let interval;
  try {
    // Ticks that the consumer has not taken yet.
    let due = 0;
    let wake;
    interval = createTimeout(() => {
      due++;
      wake?.();
      wake = undefined;
    }, after, undefined, true, ref);

    if (signal) {
      onAbort = () => {
        clear(interval);
        wake?.(PromiseReject(abortError(signal)));
        wake = undefined;
      };
      signal.addEventListener('abort', onAbort,
                              { __proto__: null, once: true, ...abortFlags() });
    }

    while (!signal?.aborted) {
      if (due === 0) {
        await new Promise((resolve) => {
          wake = resolve;
        });
      }
      for (; due > 0; due--) yield value;
    }
    throw abortError(signal);
  } finally {
    if (interval !== undefined) clear(interval);
    signal?.removeEventListener('abort', onAbort);
  }
}

class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

const scheduler = { __proto__: Scheduler.prototype, [kScheduler]: true };

module.exports = {
  setTimeout,
  setImmediate,
  setInterval,
  scheduler,
};
