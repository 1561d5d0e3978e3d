'use strict';
// The timers of an environment: lists by duration, a heap of those lists by
// expiry, and one native timer set for the earliest.
//
// Timers of equal duration expire in the order they were made, so each list
// is sorted by construction and creating or clearing a timer is O(1); the heap
// holds durations, which are few. Runs in the loop's timers phase; `now` is the
// loop's clock in whole milliseconds.

const {
  MathMax,
  MathTrunc,
  NumberIsFinite,
  ReflectApply,
  SafeMap,
  Symbol,
  SymbolDispose,
  SymbolToPrimitive,
} = primordials;

const {
  scheduleTimer,
  toggleTimerRef,
  getLibuvNow,
} = binding('timers');
const {
  codes: { ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');
const { customInspectSymbol } = require('internal/util');
const { append, init, isEmpty, peek, remove } = require('internal/linkedlist');
const PriorityQueue = require('internal/priority_queue');
const { state: ids } = require('async_hooks/ids');
const {
  state: contextState,
  captureContext,
  exchangeContext,
  setContext,
} = require('async_hooks/context');

const TIMEOUT_MAX = 2 ** 31 - 1;

const kTimeout = Symbol('timeout');
const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const kAsyncId = Symbol('asyncId');
const kTriggerId = Symbol('triggerId');
const kContext = Symbol('kAsyncContextFrame');

// How many timers keep the loop alive.
let refCount = 0;

class TimersList {
  constructor(expiry, msecs) {
    this._idleNext = this;
    this._idlePrev = this;
    this.expiry = expiry;
    // Orders lists that expire in the same millisecond.
    this.id = lastListId++;
    this.msecs = msecs;
    this.position = 0;
  }

  // Shown inside a Timeout: the neighbours are of no interest there.
  [customInspectSymbol](_, options) {
    const { inspect } = require('util/inspect');
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }
}

let lastListId = 0;
const lists = new SafeMap();
const byExpiry = new PriorityQueue(
  (a, b) => (a.expiry === b.expiry ? a.id - b.id : a.expiry - b.expiry),
  (list, position) => {
    list.position = position;
  });
// When the native timer is due, Infinity while it is not set.
let nextExpiry = Infinity;

// Timers whose number a program has asked for, so that it can clear by it.
const byPrimitive = new SafeMap();

function incRef() {
  if (refCount++ === 0) toggleTimerRef(true);
}

function decRef() {
  if (--refCount === 0) toggleTimerRef(false);
}

function insert(timer, msecs, start) {
  msecs = MathTrunc(msecs);
  timer._idleStart = start;
  let list = lists.get(msecs);
  if (list === undefined) {
    const expiry = start + msecs;
    list = new TimersList(expiry, msecs);
    lists.set(msecs, list);
    byExpiry.insert(list);
    if (nextExpiry > expiry) {
      scheduleTimer(msecs);
      nextExpiry = expiry;
    }
  }
  append(list, timer);
}

// Warnings given once for the process, as a loop may make thousands of timers.
let warnedNegative = false;
let warnedNaN = false;

function warnDuration(after) {
  let text;
  let type;
  if (after > TIMEOUT_MAX) {
    text = `${after} does not fit into a 32-bit signed integer.`;
    type = 'TimeoutOverflowWarning';
  } else if (after < 0) {
    if (warnedNegative) return;
    warnedNegative = true;
    text = `${after} is a negative number.`;
    type = 'TimeoutNegativeWarning';
  } else if (after !== after) {
    if (warnedNaN) return;
    warnedNaN = true;
    text = `${after} is not a number.`;
    type = 'TimeoutNaNWarning';
  } else {
    return;
  }
  process.emitWarning(`${text}\nTimeout duration was set to 1.`, type);
}

class Timeout {
  constructor(callback, after, args, isRepeat, isRefed) {
    if (after === undefined) {
      after = 1;
    } else {
      after *= 1;
      if (!(after >= 1 && after <= TIMEOUT_MAX)) {
        warnDuration(after);
        after = 1;
      }
    }
    this._idleTimeout = after;
    this._idlePrev = this;
    this._idleNext = this;
    this._idleStart = null;
    // Set after creation: it has to be an own, nullable field from the start.
    this._onTimeout = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? after : null;
    this._destroyed = false;
    if (isRefed) incRef();
    this[kRefed] = isRefed;
    this[kHasPrimitive] = false;
    this[kAsyncId] = ++ids.last;
    this[kTriggerId] = ids.forcedTrigger >= 0 ? ids.forcedTrigger : ids.id;
    this[kContext] = contextState.used ? captureContext() : undefined;
    if (ids.init) announce(this);
  }

  // Deep lists of neighbours would drown what the reader looks for.
  [customInspectSymbol](_, options) {
    const { inspect } = require('util/inspect');
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }

  refresh() {
    const msecs = this._idleTimeout;
    // -1 once cleared: that is final.
    if (msecs < 0 || msecs === undefined) return this;
    insert(this, msecs, getLibuvNow());
    if (this._destroyed) {
      this._destroyed = false;
      this[kAsyncId] = ++ids.last;
      this[kTriggerId] = ids.id;
      this[kContext] = captureContext();
      if (ids.init) announce(this);
      if (this[kRefed]) incRef();
    }
    return this;
  }

  unref() {
    if (this[kRefed]) {
      this[kRefed] = false;
      if (!this._destroyed) decRef();
    }
    return this;
  }

  ref() {
    if (!this[kRefed]) {
      this[kRefed] = true;
      if (!this._destroyed) incRef();
    }
    return this;
  }

  hasRef() {
    return this[kRefed];
  }

  close() {
    if (this instanceof Timeout) clear(this);
    return this;
  }

  [SymbolDispose]() {
    clear(this);
  }

  [SymbolToPrimitive]() {
    const id = this[kAsyncId];
    if (!this[kHasPrimitive]) {
      this[kHasPrimitive] = true;
      byPrimitive.set(id, this);
    }
    return id;
  }
}

function announce(timer) {
  require('async_hooks/hooks')
    .emitInit(timer[kAsyncId], 'Timeout', timer[kTriggerId], timer);
}

// Told once per life of a timer, when it can no longer fire.
function retire(timer) {
  timer._destroyed = true;
  // A program may keep the object: it must not keep the stores as well.
  timer[kContext] = undefined;
  if (timer[kHasPrimitive]) byPrimitive.delete(timer[kAsyncId]);
  if (timer[kRefed]) decRef();
  if (ids.destroy) require('async_hooks/hooks').emitDestroy(timer[kAsyncId]);
}

function clear(timer) {
  timer._onTimeout = undefined;
  timer._timerArgs = undefined;
  if (timer._destroyed) return;
  remove(timer);
  if (timer[kRefed]) {
    // Lists of unrefed timers are left: sockets make such timers again and
    // again, and an empty list costs one wake-up at most.
    const list = lists.get(MathTrunc(timer._idleTimeout));
    if (list !== undefined && isEmpty(list)) {
      byExpiry.removeAt(list.position);
      lists.delete(list.msecs);
    }
  }
  retire(timer);
  timer._idleTimeout = -1;
}

function clearByPrimitive(id) {
  // Numbers and numeric strings mean the same timer.
  const timer = byPrimitive.get(+id);
  if (timer !== undefined) clear(timer);
}

function createTimeout(callback, after, args, isRepeat, isRefed) {
  const timer = new Timeout(callback, after, args, isRepeat, isRefed);
  insert(timer, timer._idleTimeout, getLibuvNow());
  return timer;
}

// A timer for the library itself, which never keeps the process alive.
function setUnrefTimeout(callback, after) {
  return createTimeout(callback, after, undefined, false, false);
}

// Reads a timeout given by a program, as sockets and servers do.
function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !NumberIsFinite(msecs)) {
    throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  }
  if (msecs > TIMEOUT_MAX) {
    process.emitWarning(
      `${msecs} does not fit into a 32-bit signed integer.` +
      `\nTimer duration was truncated to ${TIMEOUT_MAX}.`,
      'TimeoutOverflowWarning');
    return TIMEOUT_MAX;
  }
  return msecs;
}

// --- the timers phase --------------------------------------------------------

function call(timer) {
  const args = timer._timerArgs;
  if (args === undefined) timer._onTimeout();
  else ReflectApply(timer._onTimeout, timer, args);
}

// Runs one timer. Whatever its callback does, a repeating timer goes on and
// another one ends: hence the `finally`.
function fire(timer) {
  const start = timer._repeat ? getLibuvNow() : 0;
  ids.id = timer[kAsyncId];
  ids.trigger = timer[kTriggerId];
  ids.resource = timer;
  if (contextState.used) exchangeContext(timer[kContext]);
  let threw = true;
  try {
    if (ids.hooks) {
      require('async_hooks/hooks').runHooked(timer[kAsyncId], call, timer, false);
    } else {
      call(timer);
    }
    threw = false;
  } finally {
    if (timer._repeat && timer._idleTimeout !== -1) {
      timer._idleTimeout = timer._repeat;
      // A timer that refreshed itself starts over from this firing all the same.
      insert(timer, timer._idleTimeout, start || getLibuvNow());
    } else if (!timer._idleNext && !timer._idlePrev && !timer._destroyed) {
      retire(timer);
    }
    if (!threw) leave();
  }
}

// After a throw the ids stay for the handlers of the exception, which reset them.
function leave() {
  ids.id = 0;
  ids.trigger = 0;
  ids.resource = null;
  if (contextState.used) setContext(undefined);
}

function createRunner(runNextTicks) {
  // Runs the due timers of one list. Returns whether any ran.
  function runList(list, now, ran) {
    const { msecs } = list;
    let timer;
    while ((timer = peek(list)) !== null) {
      const elapsed = now - timer._idleStart;
      if (elapsed < msecs) {
        // The clock may be behind the timers that a callback has just made:
        // the list must never be due in this same millisecond for ever.
        list.expiry = MathMax(timer._idleStart + msecs, now + 1);
        list.id = lastListId++;
        byExpiry.percolateDown(list.position);
        return ran;
      }
      if (ran) {
        // Ticks and microtasks of the previous timer come first, and may
        // clear or refresh this one: look again after them.
        ran = false;
        runNextTicks();
        continue;
      }
      remove(timer);
      if (!timer._onTimeout) {
        if (!timer._destroyed) retire(timer);
        continue;
      }
      ran = true;
      fire(timer);
    }
    // A callback may have cleared the last timer, and the list with it, and
    // perhaps made another list of the same duration since.
    if (lists.get(msecs) === list) {
      lists.delete(msecs);
      byExpiry.removeAt(list.position);
    }
    return ran;
  }

  // Called by the loop when the native timer is due, and again at once after
  // a callback that threw. Returns when to call next: 0 for not at all,
  // negative when that timer must not keep the loop alive.
  return function processTimers(now) {
    nextExpiry = Infinity;
    let ran = false;
    let list;
    while ((list = byExpiry.peek()) !== undefined) {
      if (list.expiry > now) {
        // Callbacks take time, so this one may be due by now. It still waits for the next turn: what else the loop has
        // to do comes first.
        nextExpiry = list.expiry;
        return refCount > 0 ? nextExpiry : -nextExpiry;
      }
      ran = runList(list, now, ran);
    }
    return 0;
  };
}

module.exports = {
  TIMEOUT_MAX,
  kTimeout,
  kRefed,
  kAsyncId,
  kTriggerId,
  kContext,
  Timeout,
  clear,
  clearByPrimitive,
  createRunner,
  createTimeout,
  getTimerDuration,
  leave,
  refedTimers: () => refCount,
  setUnrefTimeout,
};
