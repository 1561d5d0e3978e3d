'use strict';
// The array-like methods of Readable: those that give a stream and those that give a promise. Owner: stream.

const {
  MathFloor,
  Number,
  NumberIsNaN,
  ObjectDefineProperty,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  Symbol,
} = primordials;

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { kWeakHandler } = require('events/event_target');

const kEmpty = Symbol('kEmpty');
const kEnd = Symbol('kEnd');

function checkOptions(options) {
  if (options !== undefined && options !== null) validateObject(options, 'options');
  if (options?.signal !== undefined && options?.signal !== null) validateAbortSignal(options.signal, 'options.signal');
}

function checkFunction(fn) {
  if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'AsyncFunction'], fn);
}

function map(fn, options) {
  checkFunction(fn);
  checkOptions(options);
  let concurrency = 1;
  if (options?.concurrency !== undefined && options?.concurrency !== null) concurrency = MathFloor(options.concurrency);
  let highWaterMark = concurrency - 1;
  if (options?.highWaterMark !== undefined && options?.highWaterMark !== null) {
    highWaterMark = MathFloor(options.highWaterMark);
  }
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(highWaterMark, 'options.highWaterMark', 0);
  highWaterMark += concurrency;

  return async function* mapped() {
    const { AbortSignal } = require('events/abort_controller');
    const signals = [];
    if (options?.signal) signals.push(options.signal);
    const signal = AbortSignal.any(signals);
    const stream = this;
    const queue = [];
    const signalOptions = { signal };
    let next;
    let resume;
    let done = false;
    let running = 0;

    function onFailure() {
      done = true;
      afterItem();
    }
    function afterItem() {
      running -= 1;
      maybeResume();
    }
    function maybeResume() {
      if (resume && !done && running < concurrency && queue.length < highWaterMark) {
        resume();
        resume = null;
      }
    }
    async function pump() {
      try {
        for await (let value of stream) {
          if (done) return;
          if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
          try {
            value = fn(value, signalOptions);
            if (value === kEmpty) continue;
            value = PromiseResolve(value);
          } catch (err) {
            value = PromiseReject(err);
          }
          running += 1;
          PromisePrototypeThen(value, afterItem, onFailure);
          queue.push(value);
          if (next) {
            next();
            next = null;
          }
          if (!done && (queue.length >= highWaterMark || running >= concurrency)) {
            await new Promise((resolve) => {
              resume = resolve;
            });
          }
        }
        queue.push(kEnd);
      } catch (err) {
        const value = PromiseReject(err);
        PromisePrototypeThen(value, afterItem, onFailure);
        queue.push(value);
      } finally {
        done = true;
        if (next) {
          next();
          next = null;
        }
      }
    }
    pump();
    try {
      while (true) {
        while (queue.length > 0) {
          const value = await queue[0];
          if (value === kEnd) return;
          if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
          if (value !== kEmpty) yield value;
          queue.shift();
          maybeResume();
        }
        await new Promise((resolve) => {
          next = resolve;
        });
      }
    } finally {
      done = true;
      if (resume) {
        resume();
        resume = null;
      }
    }
  }.call(this);
}

function filter(fn, options) {
  checkFunction(fn);
  async function keep(value, signalOptions) {
    return await fn(value, signalOptions) ? value : kEmpty;
  }
  return map.call(this, keep, options);
}

async function* flatten(values) {
  for await (const value of values) yield* value;
}

function flatMap(fn, options) {
  return flatten(map.call(this, fn, options));
}

function toCount(number) {
  // A count, as the iterator helpers of the language read it.
  number = Number(number);
  if (NumberIsNaN(number)) return 0;
  if (number < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

function drop(number, options) {
  checkOptions(options);
  number = toCount(number);
  return async function* dropped() {
    if (options?.signal?.aborted) throw new AbortError();
    for await (const value of this) {
      if (options?.signal?.aborted) throw new AbortError();
      if (number-- <= 0) yield value;
    }
  }.call(this);
}

function take(number, options) {
  checkOptions(options);
  number = toCount(number);
  return async function* taken() {
    if (options?.signal?.aborted) throw new AbortError();
    for await (const value of this) {
      if (options?.signal?.aborted) throw new AbortError();
      if (number-- > 0) yield value;
      // Done without pulling a further value.
      if (number <= 0) return;
    }
  }.call(this);
}

async function forEach(fn, options) {
  checkFunction(fn);
  async function run(value, signalOptions) {
    await fn(value, signalOptions);
    return kEmpty;
  }
  // eslint-disable-next-line no-unused-vars
  for await (const unused of map.call(this, run, options));
}

async function some(fn, options = undefined) {
  for await (const unused of filter.call(this, fn, options)) return true; // eslint-disable-line no-unused-vars
  return false;
}

async function every(fn, options = undefined) {
  checkFunction(fn);
  return !(await some.call(this, async (...args) => !(await fn(...args)), options));
}

async function find(fn, options) {
  for await (const result of filter.call(this, fn, options)) return result;
  return undefined;
}

async function toArray(options) {
  checkOptions(options);
  const result = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
    result.push(value);
  }
  return result;
}

async function reduce(reducer, initialValue, options) {
  if (typeof reducer !== 'function') throw new ERR_INVALID_ARG_TYPE('reducer', ['Function', 'AsyncFunction'], reducer);
  checkOptions(options);
  let hasInitial = arguments.length > 1;
  if (options?.signal?.aborted) {
    const err = new AbortError(undefined, { cause: options.signal.reason });
    this.once('error', () => {}); // The promise tells of it.
    await require('stream/end_of_stream').finished(this.destroy(err)).catch(() => {});
    throw err;
  }
  const { AbortController } = require('events/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  if (options?.signal) {
    options.signal.addEventListener('abort', () => controller.abort(),
                                    { once: true, [kWeakHandler]: this });
  }
  let gotAny = false;
  try {
    for await (const value of this) {
      gotAny = true;
      if (options?.signal?.aborted) throw new AbortError();
      if (!hasInitial) {
        initialValue = value;
        hasInitial = true;
      } else {
        initialValue = await reducer(initialValue, value, { signal });
      }
    }
    if (!gotAny && !hasInitial) {
      const err = new ERR_MISSING_ARGS('reduce');
      err.message = 'Reduce of an empty stream requires an initial value';
      throw err;
    }
  } finally {
    controller.abort();
  }
  return initialValue;
}

function compose(stream, options) {
  checkOptions(options);
  const { isNodeStream, isWritable } = require('stream/predicates');
  if (isNodeStream(stream) && !isWritable(stream)) throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be writable');
  const composed = require('stream/compose').compose(this, stream);
  if (options?.signal) require('stream/add_abort_signal').addAbortSignalNoValidate(options.signal, composed);
  return composed;
}

const streamReturning = { __proto__: null, drop, filter, flatMap, map, take, compose };
const promiseReturning = { __proto__: null, every, forEach, reduce, toArray, some, find };

function define(prototype, name, value) {
  ObjectDefineProperty(prototype, name, {
    __proto__: null, value, enumerable: false, configurable: true, writable: true,
  });
}

function install(Readable) {
  for (const name in streamReturning) {
    const operator = streamReturning[name];
    const method = { [name](...args) {
      const result = operator.apply(this, args);
      return name === 'compose' ? result : Readable.from(result);
    } }[name];
    ObjectDefineProperty(method, 'length', { __proto__: null, value: operator.length });
    define(Readable.prototype, name, method);
  }
  for (const name in promiseReturning) {
    const operator = promiseReturning[name];
    const method = { [name](...args) {
      return PromiseResolve(operator.apply(this, args));
    } }[name];
    ObjectDefineProperty(method, 'length', { __proto__: null, value: operator.length });
    define(Readable.prototype, name, method);
  }
}

module.exports = { install };
