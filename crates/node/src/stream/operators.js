'use strict';
// The array-like methods of Readable: map(), filter() and the like, which give a stream, and
// toArray(), some() and the like, which give a promise. Owner: stream. Each is written as an async
// generator or function over `this`; install() turns them into methods.

const {
  ArrayPrototypePush,
  MathFloor,
  Number,
  NumberIsNaN,
  ObjectDefineProperty,
  ObjectKeys,
  PromisePrototypeThen,
  PromiseResolve,
  ReflectApply,
} = primordials;

const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_MISSING_ARGS,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { OrderedWork, kSkip } = require('stream/ordered_work');

function isNothing(value) {
  return value === undefined || value === null;
}

function checkFunction(fn, name = 'fn') {
  if (typeof fn !== 'function') {
    throw new ERR_INVALID_ARG_TYPE(name, ['Function', 'AsyncFunction'], fn);
  }
}

function checkOptions(options) {
  if (!isNothing(options)) validateObject(options, 'options');
  if (!isNothing(options?.signal)) validateAbortSignal(options.signal, 'options.signal');
}

function checkAborted(options) {
  const signal = options?.signal;
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

// --- operators that give a stream ------------------------------------------------------------

function map(fn, options) {
  checkFunction(fn);
  checkOptions(options);
  let concurrency = 1;
  if (!isNothing(options?.concurrency)) concurrency = MathFloor(options.concurrency);
  let waiting = concurrency - 1;
  if (!isNothing(options?.highWaterMark)) waiting = MathFloor(options.highWaterMark);
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(waiting, 'options.highWaterMark', 0);

  const { AbortSignal } = require('events/abort_controller');
  const signal = AbortSignal.any(options?.signal ? [options.signal] : []);
  const work = new OrderedWork(this, fn, {
    concurrency,
    capacity: waiting + concurrency,
    signal,
  });
  return work.results();
}

function filter(fn, options) {
  checkFunction(fn);
  const keep = async (value, given) => (await fn(value, given) ? value : kSkip);
  return ReflectApply(map, this, [keep, options]);
}

function flatMap(fn, options) {
  const values = ReflectApply(map, this, [fn, options]);
  return flatten(values);
}

async function* flatten(values) {
  for await (const value of values) yield* value;
}

/** A count, as the iterator helpers of the language read it. */
function toCount(value) {
  const count = Number(value);
  if (NumberIsNaN(count)) return 0;
  if (count < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', count);
  return count;
}

function drop(number, options = undefined) {
  checkOptions(options);
  return dropFrom(this, toCount(number), options);
}

async function* dropFrom(stream, count, options) {
  checkAborted(options);
  for await (const value of stream) {
    checkAborted(options);
    if (count-- <= 0) yield value;
  }
}

function take(number, options = undefined) {
  checkOptions(options);
  return takeFrom(this, toCount(number), options);
}

async function* takeFrom(stream, count, options) {
  checkAborted(options);
  for await (const value of stream) {
    checkAborted(options);
    if (count-- > 0) yield value;
    // Done without waiting for a value more than asked for.
    if (count <= 0) return;
  }
}

function compose(stream, options) {
  checkOptions(options);
  const { isNodeStream, isWritable } = require('stream/predicates');
  if (isNodeStream(stream) && !isWritable(stream)) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be writable');
  }
  const composed = require('stream/compose').compose(this, stream);
  if (options?.signal) {
    require('stream/add_abort_signal').addAbortSignal(options.signal, composed);
  }
  return composed;
}

// --- operators that give a promise -----------------------------------------------------------

async function some(fn, options = undefined) {
  const kept = ReflectApply(filter, this, [fn, options]);
  const { done } = await kept.next();
  await kept.return();
  return !done;
}

async function every(fn, options = undefined) {
  checkFunction(fn);
  const fails = async (value, given) => !(await fn(value, given));
  return !(await ReflectApply(some, this, [fails, options]));
}

async function find(fn, options) {
  const kept = ReflectApply(filter, this, [fn, options]);
  const { value } = await kept.next();
  await kept.return();
  return value;
}

async function forEach(fn, options) {
  checkFunction(fn);
  const run = async (value, given) => {
    await fn(value, given);
    return kSkip;
  };
  // Nothing comes of it but its end.
  await ReflectApply(map, this, [run, options]).next();
}

async function toArray(options) {
  checkOptions(options);
  const values = [];
  for await (const value of this) {
    checkAborted(options);
    ArrayPrototypePush(values, value);
  }
  return values;
}

function ignore() {}

async function reduce(reducer, initialValue, options) {
  checkFunction(reducer, 'reducer');
  checkOptions(options);
  let hasValue = arguments.length > 1;
  let value = initialValue;
  const outer = options?.signal;
  if (outer?.aborted) {
    const err = new AbortError(undefined, { cause: outer.reason });
    // The promise tells of it; the stream's own event has no other listener.
    this.once('error', ignore);
    const { finished } = require('stream/end_of_stream');
    await PromisePrototypeThen(finished(this.destroy(err)), undefined, ignore);
    throw err;
  }
  const { AbortController } = require('events/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort();
  outer?.addEventListener('abort', abort, { __proto__: null, once: true });
  try {
    for await (const chunk of this) {
      checkAborted(options);
      value = hasValue ? await reducer(value, chunk, { signal }) : chunk;
      hasValue = true;
    }
  } finally {
    outer?.removeEventListener('abort', abort);
    controller.abort();
  }
  if (!hasValue) {
    const err = new ERR_MISSING_ARGS('reduce');
    err.message = 'Reduce of an empty stream requires an initial value';
    throw err;
  }
  return value;
}

// --- methods ---------------------------------------------------------------------------------

const giveStream = { __proto__: null, drop, filter, flatMap, map, take };
const givePromise = { __proto__: null, every, forEach, reduce, toArray, some, find };

function defineMethod(prototype, name, operator, wrap) {
  const method = {
    [name](...args) {
      return wrap(ReflectApply(operator, this, args));
    },
  }[name];
  ObjectDefineProperty(method, 'length', { __proto__: null, value: operator.length });
  ObjectDefineProperty(prototype, name, {
    __proto__: null,
    value: method,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

function install(Readable) {
  const { prototype } = Readable;
  defineMethod(prototype, 'compose', compose, (composed) => composed);
  const streamNames = ObjectKeys(giveStream);
  for (let i = 0; i < streamNames.length; i++) {
    const name = streamNames[i];
    defineMethod(prototype, name, giveStream[name], (values) => Readable.from(values));
  }
  const promiseNames = ObjectKeys(givePromise);
  for (let i = 0; i < promiseNames.length; i++) {
    const name = promiseNames[i];
    defineMethod(prototype, name, givePromise[name], (promise) => PromiseResolve(promise));
  }
}

module.exports = { install };
