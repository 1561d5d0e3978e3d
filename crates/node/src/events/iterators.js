'use strict';
// events.once and events.on: an emitter or event target as a promise and as
// an async iterator. Loaded on first use.

const {
  Error,
  Promise,
  PromiseReject,
  PromiseResolve,
  NumberMAX_SAFE_INTEGER,
  ObjectSetPrototypeOf,
  SymbolAsyncIterator,
  SymbolDispose,
  SymbolFor,
  ArrayPrototypePush,
} = primordials;

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const FixedQueue = require('internal/fixed_queue');
const { addAbortListener } = require('events/add_abort_listener');

// Lets readline take an event's first argument alone as the value.
const kFirstEventParam = SymbolFor('nodejs.kFirstEventParam');
const kWatermarkData = SymbolFor('nodejs.watermarkData');

let asyncIteratorPrototype;
function getAsyncIteratorPrototype() {
  if (asyncIteratorPrototype === undefined) {
    const { ObjectGetPrototypeOf } = primordials;
    asyncIteratorPrototype = ObjectGetPrototypeOf(
      ObjectGetPrototypeOf(async function*() {}).prototype);
  }
  return asyncIteratorPrototype;
}

function isEmitter(value) {
  return typeof value.on === 'function';
}

function listen(emitter, name, listener, flags) {
  if (isEmitter(emitter)) {
    if (flags?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter?.addEventListener === 'function') {
    emitter.addEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function unlisten(emitter, name, listener, flags) {
  if (typeof emitter?.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter?.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

// Flags for listening to 'abort' of a signal past stopImmediatePropagation.
function abortFlags() {
  const { kResistStopPropagation } = require('events/event_target');
  return { __proto__: null, once: true, [kResistStopPropagation]: true };
}

function once(emitter, name, options = kEmptyObject) {
  validateObject(options, 'options');
  const signal = options.signal;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) {
    throw new AbortError(undefined, { cause: signal.reason });
  }
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (onError !== undefined) emitter.removeListener('error', onError);
      if (signal !== undefined) unlisten(signal, 'abort', onAbort);
    };
    const onEvent = (...args) => {
      settle();
      resolve(args);
    };
    const onAbort = () => {
      unlisten(emitter, name, onEvent);
      if (onError !== undefined) unlisten(emitter, 'error', onError);
      reject(new AbortError(undefined, { cause: signal?.reason }));
    };
    let onError;

    listen(emitter, name, onEvent, { __proto__: null, once: true });
    if (name !== 'error' && typeof emitter.once === 'function') {
      // 'error' of an event target is an event like any other.
      onError = (err) => {
        unlisten(emitter, name, onEvent);
        if (signal !== undefined) unlisten(signal, 'abort', onAbort);
        reject(err);
      };
      emitter.once('error', onError);
    }
    if (signal !== undefined) listen(signal, 'abort', onAbort, abortFlags());
  });
}

function on(emitter, event, options = kEmptyObject) {
  validateObject(options, 'options');
  const signal = options.signal;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) {
    throw new AbortError(undefined, { cause: signal.reason });
  }
  // The doubled spellings are those readline and older programs use.
  const highWaterMark =
    options.highWaterMark ?? options.highWatermark ?? NumberMAX_SAFE_INTEGER;
  validateInteger(highWaterMark, 'options.highWaterMark', 1);
  const lowWaterMark = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(lowWaterMark, 'options.lowWaterMark', 1);

  const events = new FixedQueue();
  const waiting = new FixedQueue();
  const listening = [];
  let size = 0;
  let paused = false;
  let error = null;
  let finished = false;
  let abortListener;

  function listenTo(name, listener) {
    listen(emitter, name, listener);
    ArrayPrototypePush(listening, { name, listener });
  }

  function eventHandler(value) {
    const waiter = waiting.shift();
    if (waiter !== null) {
      waiter.resolve({ value, done: false });
      return;
    }
    size++;
    if (!paused && size > highWaterMark) {
      paused = true;
      emitter.pause?.();
    }
    events.push(value);
  }

  function errorHandler(err) {
    const waiter = waiting.shift();
    if (waiter === null) error = err;
    else waiter.reject(err);
    iterator.return();
  }

  function abort() {
    errorHandler(new AbortError(undefined, { cause: signal?.reason }));
  }

  function close() {
    abortListener?.[SymbolDispose]();
    for (let i = 0; i < listening.length; i++) {
      unlisten(emitter, listening[i].name, listening[i].listener);
    }
    listening.length = 0;
    finished = true;
    const result = { value: undefined, done: true };
    for (let w = waiting.shift(); w !== null; w = waiting.shift()) {
      w.resolve(result);
    }
    return PromiseResolve(result);
  }

  const iterator = ObjectSetPrototypeOf({
    next() {
      // Events that came before an error or the end are still delivered.
      if (size > 0) {
        const value = events.shift();
        size--;
        if (paused && size < lowWaterMark) {
          // What has closed has nothing to go on with.
          if (!finished) emitter.resume?.();
          paused = false;
        }
        return PromiseResolve({ value, done: false });
      }
      if (error !== null) {
        const rejected = PromiseReject(error);
        error = null;
        return rejected;
      }
      if (finished) return close();
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
    },

    return() {
      return close();
    },

    throw(err) {
      if (!err || !(err instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator',
                                       'Error', err);
      }
      errorHandler(err);
    },

    [SymbolAsyncIterator]() {
      return this;
    },

    [kWatermarkData]: {
      get size() { return size; },
      get low() { return lowWaterMark; },
      get high() { return highWaterMark; },
      get isPaused() { return paused; },
    },
  }, getAsyncIteratorPrototype());

  const first = options[kFirstEventParam];
  listenTo(event, first ? eventHandler : (...args) => eventHandler(args));
  if (event !== 'error' && isEmitter(emitter)) listenTo('error', errorHandler);
  const closeEvents = options.close;
  if (closeEvents?.length) {
    for (let i = 0; i < closeEvents.length; i++) {
      listenTo(closeEvents[i], close);
    }
  }
  if (signal) abortListener = addAbortListener(signal, abort);
  return iterator;
}

module.exports = { once, on, kFirstEventParam };
