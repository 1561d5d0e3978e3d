'use strict';
// node:events - EventEmitter. `emit` is the hottest function of the library:
// it neither copies short listener lists nor allocates per call.
//
// The iterators, `once` the promise, and EventEmitterAsyncResource live in
// files of their own and load on first use. Must not load the event target
// module: most programs start without it.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSlice,
  ArrayPrototypeUnshift,
  Boolean,
  Error,
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ReflectApply,
  ReflectOwnKeys,
  String,
  Symbol,
  SymbolFor,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateNumber,
} = require('internal/validators');
const { spliceOne } = require('internal/util');

// Shown by `util.inspect`, so their descriptions are Node's.
const kShapeMode = Symbol('shapeMode');
const kCapture = Symbol('kCapture');

const kErrorMonitor = Symbol('events.errorMonitor');
const kRejection = SymbolFor('nodejs.rejection');
const kMaxEventTargetListeners = Symbol('events.maxEventTargetListeners');
const kMaxEventTargetListenersWarned =
  Symbol('events.maxEventTargetListenersWarned');

let defaultMaxListeners = 10;

function EventEmitter(opts) {
  FunctionPrototypeCall(EventEmitter.init, this, opts);
}
module.exports = EventEmitter;

const proto = EventEmitter.prototype;

// Present on the prototype so that a half-built emitter works.
proto._events = undefined;
proto._eventsCount = 0;
proto._maxListeners = undefined;
ObjectDefineProperty(proto, kCapture, {
  __proto__: null,
  value: false,
  writable: true,
  enumerable: false,
});

EventEmitter.init = function(opts) {
  if (this._events === undefined ||
      this._events === ObjectGetPrototypeOf(this)._events) {
    this._events = { __proto__: null };
    this._eventsCount = 0;
  }
  this._maxListeners = this._maxListeners || undefined;
  // A subclass that lays out its own `_events` (streams) sets this to true
  // beforehand: keys are then emptied, never deleted.
  this[kShapeMode] = this[kShapeMode] === true;
  if (opts?.captureRejections) {
    validateBoolean(opts.captureRejections, 'options.captureRejections');
    this[kCapture] = Boolean(opts.captureRejections);
  } else {
    // Assigned even when false: one own shape for all emitters.
    this[kCapture] = proto[kCapture];
  }
};

// --- limits ----------------------------------------------------------------

proto.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

function maxListenersOf(emitter) {
  const own = emitter._maxListeners;
  return own === undefined ? defaultMaxListeners : own;
}

proto.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

function warnMaxListeners(target, type, list) {
  list.warned = true;
  const { inspect } = require('util/inspect');
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${list.length} ` +
    `${String(type)} listeners added to ${inspect(target, { depth: -1 })}. ` +
    `MaxListeners is ${maxListenersOf(target)}. ` +
    'Use emitter.setMaxListeners() to increase limit');
  warning.name = 'MaxListenersExceededWarning';
  warning.emitter = target;
  warning.type = type;
  warning.count = list.length;
  process.emitWarning(warning);
}

// --- emit ------------------------------------------------------------------

proto.emit = function emit(type, ...args) {
  const events = this._events;

  if (type === 'error') {
    if (events !== undefined && events[kErrorMonitor] !== undefined) {
      ReflectApply(this.emit, this, [kErrorMonitor, ...args]);
    }
    if (events === undefined || events.error === undefined) {
      const er = require('events/unhandled').unhandledError(this, args);
      throw er; // Unhandled 'error' event
    }
  } else if (events === undefined) {
    return false;
  }

  const handler = events[type];
  if (handler === undefined) return false;

  if (typeof handler === 'function') {
    const result = ReflectApply(handler, this, args);
    // Most listeners return nothing; only then is the capture looked at.
    if (result !== undefined && result !== null && this[kCapture]) {
      require('events/capture').watch(this, result, type, args);
    }
    return true;
  }

  // The listeners are those of this moment, whatever they add or remove: the
  // list stays as it is while it is walked, and who changes it takes a copy.
  walks++;
  copied = undefined;
  try {
    const length = handler.length;
    for (let i = 0; i < length; i++) {
      const result = ReflectApply(handler[i], this, args);
      if (result !== undefined && result !== null && this[kCapture]) {
        require('events/capture').watch(this, result, type, args);
      }
    }
  } finally {
    walks--;
  }
  return true;
};

// How many walks over listener lists are under way, on all emitters.
let walks = 0;
// The list that was copied last since a walk began: none walks it, so it may
// change in place.
let copied;

/** The list of `type`, to be changed: a copy while it may be walked. */
function listToChange(events, type, list) {
  if (walks === 0 || list === copied) return list;
  copied = ArrayPrototypeSlice(list);
  if (list.warned) copied.warned = true;
  events[type] = copied;
  return copied;
}

// --- adding ----------------------------------------------------------------

function add(target, type, listener, prepend) {
  validateFunction(listener, 'listener');

  let events = target._events;
  if (events === undefined) {
    events = target._events = { __proto__: null };
    target._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    // Told before the listener is there, so that it does not hear of itself.
    target.emit('newListener', type, listener.listener ?? listener);
    events = target._events;
  }

  const existing = events[type];
  if (existing === undefined) {
    events[type] = listener;
    ++target._eventsCount;
    return target;
  }

  let list;
  if (typeof existing === 'function') {
    list = events[type] = prepend ? [listener, existing] : [existing, listener];
  } else {
    list = listToChange(events, type, existing);
    if (prepend) ArrayPrototypeUnshift(list, listener);
    else ArrayPrototypePush(list, listener);
  }
  const limit = maxListenersOf(target);
  if (limit > 0 && list.length > limit && !list.warned) {
    warnMaxListeners(target, type, list);
  }
  return target;
}

proto.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};

proto.on = proto.addListener;

proto.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

function wrapOnce(target, type, listener) {
  let fired = false;
  function onceWrapper(...args) {
    if (fired) return;
    target.removeListener(type, onceWrapper);
    fired = true;
    return ReflectApply(listener, target, args);
  }
  onceWrapper.listener = listener;
  return onceWrapper;
}

proto.once = function once(type, listener) {
  validateFunction(listener, 'listener');
  this.on(type, wrapOnce(this, type, listener));
  return this;
};

proto.prependOnceListener = function prependOnceListener(type, listener) {
  validateFunction(listener, 'listener');
  this.prependListener(type, wrapOnce(this, type, listener));
  return this;
};

// --- removing --------------------------------------------------------------

// Drops the key of an event that has no listener left.
function dropType(emitter, events, type) {
  emitter._eventsCount -= 1;
  if (emitter[kShapeMode]) {
    events[type] = undefined;
  } else if (emitter._eventsCount === 0) {
    emitter._events = { __proto__: null };
  } else {
    delete events[type];
  }
}

proto.removeListener = function removeListener(type, listener) {
  validateFunction(listener, 'listener');

  const events = this._events;
  if (events === undefined) return this;
  const list = events[type];
  if (list === undefined) return this;

  if (list === listener || list.listener === listener) {
    dropType(this, events, type);
    if (events.removeListener !== undefined) {
      this.emit('removeListener', type, list.listener || listener);
    }
    return this;
  }
  if (typeof list === 'function') return this;

  // The newest of equal listeners goes first.
  let at = list.length - 1;
  while (at >= 0 && list[at] !== listener && list[at].listener !== listener) {
    at--;
  }
  if (at < 0) return this;
  const removed = list[at];

  if (list.length === 1) {
    dropType(this, events, type);
  } else {
    const left = listToChange(events, type, list);
    if (at === 0) ArrayPrototypeShift(left);
    else spliceOne(left, at);
    if (left.length === 1) events[type] = left[0];
  }
  if (events.removeListener !== undefined) {
    this.emit('removeListener', type, removed.listener || listener);
  }
  return this;
};

proto.off = proto.removeListener;

proto.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;

  if (events.removeListener === undefined) {
    // Nobody listens for removals: forget without telling.
    if (arguments.length === 0) {
      this._events = { __proto__: null };
      this._eventsCount = 0;
      this[kShapeMode] = false;
    } else if (events[type] !== undefined) {
      dropType(this, events, type);
    }
    return this;
  }

  if (arguments.length === 0) {
    const keys = ReflectOwnKeys(events);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] !== 'removeListener') this.removeAllListeners(keys[i]);
    }
    this.removeAllListeners('removeListener');
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
    return this;
  }

  const listeners = events[type];
  if (typeof listeners === 'function') {
    this.removeListener(type, listeners);
  } else if (listeners !== undefined) {
    for (let i = listeners.length - 1; i >= 0; i--) {
      this.removeListener(type, listeners[i]);
    }
  }
  return this;
};

// --- looking ---------------------------------------------------------------

function listenersOf(emitter, type, unwrap) {
  const handler = emitter._events?.[type];
  if (handler === undefined) return [];
  if (typeof handler === 'function') {
    return [unwrap ? handler.listener ?? handler : handler];
  }
  const list = ArrayPrototypeSlice(handler);
  if (unwrap) {
    for (let i = 0; i < list.length; i++) {
      const original = list[i].listener;
      if (typeof original === 'function') list[i] = original;
    }
  }
  return list;
}

proto.listeners = function listeners(type) {
  return listenersOf(this, type, true);
};

proto.rawListeners = function rawListeners(type) {
  return listenersOf(this, type, false);
};

function countListeners(type, listener) {
  const handler = this._events?.[type];
  if (handler === undefined) return 0;
  if (listener === undefined || listener === null) {
    return typeof handler === 'function' ? 1 : handler.length;
  }
  if (typeof handler === 'function') {
    return handler === listener || handler.listener === listener ? 1 : 0;
  }
  let count = 0;
  for (let i = 0; i < handler.length; i++) {
    if (handler[i] === listener || handler[i].listener === listener) count++;
  }
  return count;
}
ObjectDefineProperty(countListeners, 'name',
                     { __proto__: null, value: 'listenerCount' });
proto.listenerCount = countListeners;

proto.eventNames = function eventNames() {
  if (this._eventsCount === 0) return [];
  const events = this._events;
  const keys = ReflectOwnKeys(events);
  const names = [];
  for (let i = 0; i < keys.length; i++) {
    if (events[keys[i]] !== undefined) ArrayPrototypePush(names, keys[i]);
  }
  return names;
};

// --- functions of the module -----------------------------------------------

// Answers whether `value` is an EventTarget without loading that module for
// values that clearly are not: an EventTarget always has `dispatchEvent`.
function isTarget(value) {
  return typeof value?.dispatchEvent === 'function' &&
    require('events/event_target').isEventTarget(value);
}

function notAnEmitter(name, value) {
  return new ERR_INVALID_ARG_TYPE(name, ['EventEmitter', 'EventTarget'], value);
}

function addAbortListener(signal, listener) {
  return require('events/add_abort_listener').addAbortListener(signal, listener);
}

async function once(emitter, name, options) {
  return require('events/iterators').once(emitter, name, options);
}
ObjectDefineProperty(once, 'length', { __proto__: null, value: 2 });

function on(emitter, event, options) {
  return require('events/iterators').on(emitter, event, options);
}
ObjectDefineProperty(on, 'length', { __proto__: null, value: 2 });

function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') {
    return emitterOrTarget.listeners(type);
  }
  if (isTarget(emitterOrTarget)) {
    return require('events/event_target').listListeners(emitterOrTarget, type);
  }
  throw notAnEmitter('emitter', emitterOrTarget);
}

function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') {
    return maxListenersOf(emitterOrTarget);
  }
  if (emitterOrTarget?.[kMaxEventTargetListeners] !== undefined) {
    return emitterOrTarget[kMaxEventTargetListeners];
  }
  throw notAnEmitter('emitter', emitterOrTarget);
}

function listenerCount(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listenerCount === 'function') {
    return emitterOrTarget.listenerCount(type);
  }
  if (isTarget(emitterOrTarget)) {
    return require('events/event_target')
      .listListeners(emitterOrTarget, type).length;
  }
  // Whatever has an `_events` table is close enough to an emitter.
  if (emitterOrTarget?._events !== undefined) {
    return FunctionPrototypeCall(countListeners, emitterOrTarget, type);
  }
  throw notAnEmitter('emitter', emitterOrTarget);
}

function setMaxListeners(n = defaultMaxListeners, ...eventTargets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    defaultMaxListeners = n;
    return;
  }
  for (let i = 0; i < eventTargets.length; i++) {
    const target = eventTargets[i];
    if (isTarget(target)) {
      target[kMaxEventTargetListeners] = n;
      target[kMaxEventTargetListenersWarned] = false;
    } else if (typeof target?.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw notAnEmitter('eventTargets', target);
    }
  }
}

EventEmitter.addAbortListener = addAbortListener;
EventEmitter.once = once;
EventEmitter.on = on;
EventEmitter.getEventListeners = getEventListeners;
EventEmitter.getMaxListeners = getMaxListeners;
EventEmitter.listenerCount = listenerCount;
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;
EventEmitter.errorMonitor = kErrorMonitor;
EventEmitter.setMaxListeners = setMaxListeners;

ObjectDefineProperties(EventEmitter, {
  __proto__: null,
  captureRejections: {
    __proto__: null,
    get() {
      return proto[kCapture];
    },
    set(value) {
      validateBoolean(value, 'EventEmitter.captureRejections');
      proto[kCapture] = value;
    },
    enumerable: true,
  },
  defaultMaxListeners: {
    __proto__: null,
    get() {
      return defaultMaxListeners;
    },
    set(value) {
      validateNumber(value, 'defaultMaxListeners', 0);
      defaultMaxListeners = value;
    },
    enumerable: true,
  },
  EventEmitterAsyncResource: {
    __proto__: null,
    get() {
      return require('events/async_resource');
    },
    set: undefined,
    enumerable: true,
    configurable: true,
  },
  kMaxEventTargetListeners: {
    __proto__: null,
    value: kMaxEventTargetListeners,
  },
  kMaxEventTargetListenersWarned: {
    __proto__: null,
    value: kMaxEventTargetListenersWarned,
  },
  // Shared with the module's own files and with streams; not enumerable.
  kShapeMode: { __proto__: null, value: kShapeMode },
  kCapture: { __proto__: null, value: kCapture },
  kOriginalEmit: { __proto__: null, value: proto.emit },
});
