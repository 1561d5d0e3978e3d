'use strict';

// `mock.timers`: a clock that only the test moves, and timers, promises of timers and Date on it.
//
// Owner: test. What is mocked is replaced on globalThis, node:timers and node:timers/promises, and put back by reset();
// the runner itself took its timers before. Timers run in order of their time, those of one time in order of their making.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  Date,
  DatePrototypeGetTime,
  DatePrototypeToString,
  NumberIsNaN,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyDescriptors,
  Promise,
  PromiseReject,
  ReflectApply,
  ReflectConstruct,

  SymbolAsyncIterator,
  SymbolDispose,
  globalThis,
} = primordials;

const { AbortError, codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal,
  validateNumber,
  validateObject,
  validateStringArray,
  validateUint32,
} = require('internal/validators');
const { isDate } = require('util/types');

const kApis = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'];
const kClearOf = {
  __proto__: null, setTimeout: 'clearTimeout', setInterval: 'clearInterval', setImmediate: 'clearImmediate',
};
const kMaxTimeout = 2 ** 31 - 1;

// Before it is replaced: the runner may mock in several tests at once.
let isDateMocked = false;

class Timeout {
  #clock;

  constructor(clock, id, callback, runAt, interval, args) {
    this.#clock = clock;
    this.id = id;
    this.callback = callback;
    this.runAt = runAt;
    this.interval = interval;
    this.args = args;
  }

  hasRef() { return true; }
  ref() { return this; }
  unref() { return this; }
  refresh() { return this; }

  close() {
    this.#clock.remove(this);
    return this;
  }

  [SymbolDispose]() { this.#clock.remove(this); }
}

/** The time and what is to run at which time, soonest first. */
class Clock {
  now = 0;
  #queue = [];
  #nextId = 1;

  add(callback, delay, interval, args) {
    const timer = new Timeout(this, this.#nextId++, callback, this.now + delay, interval ? delay : undefined, args);
    this.#insert(timer);
    return timer;
  }

  #insert(timer) {
    let at = this.#queue.length;
    while (at > 0 && this.#queue[at - 1].runAt > timer.runAt) at--;
    ArrayPrototypeSplice(this.#queue, at, 0, timer);
  }

  remove(timer) {
    for (let i = 0; i < this.#queue.length; i++) {
      if (this.#queue[i] !== timer) continue;
      ArrayPrototypeSplice(this.#queue, i, 1);
      break;
    }
    if (timer instanceof Timeout) timer.interval = undefined;
  }

  removeById(id) {
    for (let i = 0; i < this.#queue.length; i++) {
      if (this.#queue[i].id === id) return this.remove(this.#queue[i]);
    }
    return undefined;
  }

  /** Moves on by `time`, running what falls due on the way. */
  tick(time) {
    const end = this.now + time;
    this.now = end;
    for (let timer = this.#queue[0]; timer !== undefined && timer.runAt <= end; timer = this.#queue[0]) {
      ArrayPrototypeSplice(this.#queue, 0, 1);
      // An interval that is cleared by its own callback has none afterwards.
      ReflectApply(timer.callback, undefined, timer.args);
      if (timer.interval !== undefined) {
        timer.runAt += timer.interval;
        this.#insert(timer);
      }
    }
  }

  /** How far the last timer is away; 0 without timers. */
  untilLast() {
    const last = this.#queue[this.#queue.length - 1];
    return last === undefined ? 0 : last.runAt - this.now;
  }
}

function delayOf(delay) {
  return delay > kMaxTimeout || !(delay >= 1) ? 1 : delay;
}

function abortError(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

// --- Promises ----------------------------------------------------------------------------------------------

function promised(clock, value, delay, options = kEmptyObject) {
  let signal;
  try {
    validateObject(options, 'options');
    ({ signal } = options);
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  } catch (error) {
    return PromiseReject(error);
  }
  if (signal?.aborted) return PromiseReject(abortError(signal));
  return new Promise((resolve, reject) => {
    let onAbort;
    const timer = clock.add(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    }, delay, false, []);
    if (signal === undefined) return;
    onAbort = () => {
      clock.remove(timer);
      reject(abortError(signal));
    };
    signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
  });
}

// An iterator whose steps are the interval's ticks, also those that nobody asked for yet.
function promisedInterval(clock, delay, value, options = kEmptyObject) {
  validateObject(options, 'options');
  const { signal } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  const values = [];
  const waiting = [];
  let error;
  let done = false;
  let timer;
  let onAbort;
  const stop = () => {
    if (done) return;
    done = true;
    clock.remove(timer);
    signal?.removeEventListener('abort', onAbort);
  };
  const begin = () => {
    if (timer !== undefined) return;
    timer = clock.add(() => {
      if (waiting.length > 0) ArrayPrototypeSplice(waiting, 0, 1)[0].resolve({ done: false, value });
      else ArrayPrototypePush(values, value);
    }, delayOf(delay), true, []);
    if (signal !== undefined) {
      onAbort = () => {
        error = abortError(signal);
        stop();
        while (waiting.length > 0) ArrayPrototypeSplice(waiting, 0, 1)[0].reject(error);
      };
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
    }
  };
  return {
    async next() {
      if (values.length > 0) return { done: false, value: ArrayPrototypeSplice(values, 0, 1)[0] };
      if (signal?.aborted && timer === undefined) throw abortError(signal);
      if (error !== undefined) {
        const thrown = error;
        error = undefined;
        throw thrown;
      }
      if (done) return { done: true, value: undefined };
      begin();
      return new Promise((resolve, reject) => ArrayPrototypePush(waiting, { __proto__: null, resolve, reject }));
    },
    async return() {
      stop();
      return { done: true, value: undefined };
    },
    async throw(reason) {
      stop();
      throw reason;
    },
    [SymbolAsyncIterator]() { return this; },
  };
}

// --- Date --------------------------------------------------------------------------------------------------

function makeDate(clock) {
  const RealDate = Date;
  function MockDate(...args) {
    if (new.target === undefined) return DatePrototypeToString(new RealDate(clock.now));
    return ReflectConstruct(RealDate, args.length === 0 ? [clock.now] : args, new.target === MockDate ? RealDate : new.target);
  }
  const { prototype, ...statics } = ObjectGetOwnPropertyDescriptors(RealDate);
  ObjectDefineProperties(MockDate, { __proto__: null, ...statics });
  MockDate.prototype = RealDate.prototype;
  const add = (name, value) => ObjectDefineProperty(MockDate, name, {
    __proto__: null, configurable: true, enumerable: false, writable: true, value,
  });
  add('now', function now() { return clock.now; });
  ObjectDefineProperty(MockDate, 'toString', {
    __proto__: null, configurable: true, enumerable: true, writable: true,
    value: function toString() { return 'function Date() { [native code] }'; },
  });
  ObjectDefineProperty(MockDate, 'isMock', { __proto__: null, configurable: true, enumerable: true, value: true });
  return MockDate;
}

// --- The public class --------------------------------------------------------------------------------------

class MockTimers {
  #isEnabled = false;
  #clock = new Clock();
  #apis = [];
  #restores = [];

  tick(time = 1) {
    this.#mustBeEnabled();
    checkTime(time);
    this.#clock.tick(time);
  }

  enable(options = { __proto__: null, apis: kApis, now: 0 }) {
    const given = { __proto__: null, ...options };
    if (this.#isEnabled) throw new ERR_INVALID_STATE('MockTimers is already enabled!');
    let { apis = kApis, now = 0 } = given;
    if (isDate(now)) now = DatePrototypeGetTime(now);
    validateNumber(now, 'now');
    checkTime(now);
    validateStringArray(apis, 'options.apis');
    for (let i = 0; i < apis.length; i++) {
      if (!ArrayPrototypeIncludes(kApis, apis[i])) {
        throw new ERR_INVALID_ARG_VALUE('options.apis', apis[i], `option ${apis[i]} is not supported`);
      }
    }
    if (isDateMocked && ArrayPrototypeIncludes(apis, 'Date')) {
      throw new ERR_INVALID_STATE('Date is already being mocked!');
    }
    this.#clock.now = now;
    this.#apis = ArrayPrototypeSlice(apis);
    this.#isEnabled = true;
    for (let i = 0; i < this.#apis.length; i++) this.#mock(this.#apis[i]);
  }

  setTime(time = 0) {
    validateNumber(time, 'time');
    checkTime(time);
    this.#mustBeEnabled();
    this.#clock.now = time;
  }

  [SymbolDispose]() { this.reset(); }

  reset() {
    if (!this.#isEnabled) return;
    for (let i = this.#restores.length - 1; i >= 0; i--) this.#restores[i]();
    this.#restores = [];
    this.#apis = [];
    this.#isEnabled = false;
    this.#clock = new Clock();
  }

  runAll() {
    this.#mustBeEnabled();
    this.#clock.tick(this.#clock.untilLast());
  }

  #mustBeEnabled() {
    if (!this.#isEnabled) throw new ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
  }

  #replace(object, name, value) {
    const descriptor = ObjectGetOwnPropertyDescriptor(object, name);
    ObjectDefineProperty(object, name, {
      __proto__: null, configurable: true, enumerable: descriptor?.enumerable === true, writable: true, value,
    });
    ArrayPrototypePush(this.#restores, () => {
      // What was inherited is inherited again.
      if (descriptor === undefined) delete object[name];
      else ObjectDefineProperty(object, name, descriptor);
    });
  }

  #mock(api) {
    const clock = this.#clock;
    if (api === 'Date') {
      isDateMocked = true;
      ArrayPrototypePush(this.#restores, () => { isDateMocked = false; });
      this.#replace(globalThis, 'Date', makeDate(clock));
      return;
    }
    if (api === 'AbortSignal.timeout') {
      const { AbortController, AbortSignal } = require('events/abort_controller');
      this.#replace(AbortSignal, 'timeout', function timeout(delay) {
        validateUint32(delay, 'delay', false);
        const controller = new AbortController();
        clock.add(() => controller.abort(), delay, false, []);
        return controller.signal;
      });
      return;
    }
    const promises = require('timers/promises');
    if (api === 'scheduler.wait') {
      this.#replace(promises.scheduler, 'wait', (delay, options) => promised(clock, undefined, delayOf(delay), options));
      return;
    }
    const { start, asPromise } = functionsOf(api, clock);
    const clear = (timer) => {
      if (timer instanceof Timeout) clock.remove(timer);
      else if (typeof timer === 'number' || typeof timer === 'string') clock.removeById(+timer);
    };
    const timers = require('timers');
    this.#replace(globalThis, api, start);
    this.#replace(globalThis, kClearOf[api], clear);
    this.#replace(timers, api, start);
    this.#replace(timers, kClearOf[api], clear);
    this.#replace(promises, api, asPromise);
  }
}

function functionsOf(api, clock) {
  switch (api) {
    case 'setTimeout':
      return {
        __proto__: null,
        start: (callback, delay, ...args) => clock.add(callback, delayOf(delay), false, args),
        asPromise: (delay, value, options) => promised(clock, value, delayOf(delay), options),
      };
    case 'setInterval':
      return {
        __proto__: null,
        start: (callback, delay, ...args) => clock.add(callback, delayOf(delay), true, args),
        asPromise: (delay, value, options) => promisedInterval(clock, delay, value, options),
      };
    default:
      return {
        __proto__: null,
        start: (callback, ...args) => clock.add(callback, 0, false, args),
        asPromise: (value, options) => promised(clock, value, 0, options),
      };
  }
}

function checkTime(time) {
  if (time < 0 || NumberIsNaN(time)) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', time);
}

module.exports = { MockTimers };
