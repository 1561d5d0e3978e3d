'use strict';
// EventTarget, and what the library's own targets (AbortSignal, MessagePort,
// Performance) need beyond the standard: hooks on listeners coming and going,
// weak listeners, and listeners that hear past stopImmediatePropagation.
//
// A list of listeners is never changed, only replaced: a dispatch walks the
// list of its moment.

const {
  ArrayPrototypeConcat,
  ArrayPrototypeFilter,
  ArrayPrototypePush,
  Boolean,
  Error,
  FunctionPrototypeCall,
  NumberIsInteger,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ReflectApply,
  SafeFinalizationRegistry,
  SafeMap,
  SafeWeakMap,
  SafeWeakRef,
  String,
  Symbol,
  SymbolFor,
  SymbolToStringTag,
} = primordials;

const {
  codes: {
    ERR_EVENT_RECURSION,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects: kAllowAnyObject,
  validateAbortSignal,
  validateObject,
} = require('internal/validators');
const {
  customInspectSymbol,
  kEmptyObject,
  kEnumerableProperty,
} = require('internal/util');
const EventEmitter = require('events');
const { kMaxEventTargetListeners, kMaxEventTargetListenersWarned } = EventEmitter;
const {
  CustomEvent,
  Event,
  isEvent,
  isStopped,
  kInPassiveListener,
  kIsBeingDispatched,
  kTarget,
  kTrustEvent,
  kType,
} = require('events/event');

const kEvents = Symbol('kEvents');
const kCreateEvent = Symbol('kCreateEvent');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
const kWeakHandler = Symbol('kWeak');
const kResistStopPropagation = Symbol('kResistStopPropagation');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');
const kHybridDispatch = SymbolFor('nodejs.internal.kHybridDispatch');
const kHandlers = Symbol('kHandlers');

// Keeps a weakly held listener alive as long as the object it is tied to.
const keptAlive = new SafeWeakMap();
const collected = new SafeFinalizationRegistry((entry) => {
  const target = entry.target.deref();
  if (target !== undefined) drop(target, entry.type, entry);
});

class Entry {
  constructor(target, type, listener, options) {
    this.type = type;
    this.once = options.once;
    this.capture = options.capture;
    this.passive = options.passive;
    this.nodeStyle = options.nodeStyle;
    this.resist = options.resist;
    // False from the moment it is removed: a dispatch in progress skips it.
    this.active = true;
    this.listener = listener;
    this.weak = undefined;
    this.target = undefined;
    if (options.weak) {
      this.listener = undefined;
      this.weak = new SafeWeakRef(listener);
      this.target = new SafeWeakRef(target);
      keepAlive(options.weak, listener);
      collected.register(listener, this, this);
    }
  }

  get() {
    return this.weak === undefined ? this.listener : this.weak.deref();
  }
}

function keepAlive(holder, listener) {
  let kept = keptAlive.get(holder);
  if (kept === undefined) keptAlive.set(holder, kept = []);
  ArrayPrototypePush(kept, listener);
}

function initEventTarget(self) {
  self[kEvents] = new SafeMap();
  self[kMaxEventTargetListeners] = EventEmitter.defaultMaxListeners;
  self[kMaxEventTargetListenersWarned] = false;
  self[kHandlers] = new SafeMap();
}

function isEventTarget(value) {
  return value?.[kEvents] !== undefined;
}

function check(value) {
  if (!isEventTarget(value)) throw new ERR_INVALID_THIS('EventTarget');
}

// Null and undefined are no listener and no error.
function isListener(listener) {
  if (typeof listener === 'function' || typeof listener === 'object') {
    return listener !== null;
  }
  if (listener === undefined) return false;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

function readOptions(options) {
  if (typeof options === 'boolean') return { capture: options };
  if (options === null) return kEmptyObject;
  validateObject(options, 'options', kAllowAnyObject);
  return {
    once: Boolean(options.once),
    capture: Boolean(options.capture),
    passive: Boolean(options.passive),
    signal: options.signal,
    weak: options[kWeakHandler],
    nodeStyle: Boolean(options[kIsNodeStyleListener]),
    resist: options[kResistStopPropagation] ?? false,
  };
}

function find(list, listener, capture) {
  for (let i = 0; i < list.length; i++) {
    const entry = list[i];
    if (entry.capture === capture && entry.get() === listener) return entry;
  }
  return undefined;
}

function drop(target, type, entry) {
  entry.active = false;
  const list = target[kEvents].get(type);
  if (list === undefined) return;
  const rest = ArrayPrototypeFilter(list, (other) => other !== entry);
  if (rest.length === list.length) return;
  if (entry.weak !== undefined) collected.unregister(entry);
  if (rest.length === 0) target[kEvents].delete(type);
  else target[kEvents].set(type, rest);
  target[kRemoveListener](rest.length, type, entry.get(), entry.capture);
}

// An exception of a listener stops neither the other listeners nor the caller.
function throwLater(err) {
  process.nextTick(() => {
    throw err;
  });
}

function watchPromise(promise) {
  const then = promise.then;
  if (typeof then === 'function') {
    FunctionPrototypeCall(then, promise, undefined, throwLater);
  }
}

class EventTarget {
  constructor() {
    initEventTarget(this);
  }

  // Hooks for subclasses. `size` is the number of listeners of that type.
  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const limit = this[kMaxEventTargetListeners];
    if (limit > 0 && size > limit && !this[kMaxEventTargetListenersWarned]) {
      this[kMaxEventTargetListenersWarned] = true;
      const { inspect } = require('util/inspect');
      const warning = new Error(
        `Possible EventTarget memory leak detected. ${size} ${type} listeners ` +
        `added to ${inspect(this, { depth: -1 })}. MaxListeners is ${limit}. ` +
        'Use events.setMaxListeners() to increase limit');
      warning.name = 'MaxListenersExceededWarning';
      warning.target = this;
      warning.type = type;
      warning.count = size;
      process.emitWarning(warning);
    }
  }

  [kRemoveListener](size, type, listener, capture) {}

  addEventListener(type, listener, options = kEmptyObject) {
    check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');

    const given = readOptions(options);
    validateAbortSignal(given.signal, 'options.signal');
    if (!isListener(listener)) {
      // Very likely a mistake, and silent in browsers.
      const warning = new Error(
        `addEventListener called with ${listener} which has no effect.`);
      warning.name = 'AddEventListenerArgumentTypeWarning';
      warning.target = this;
      warning.type = type;
      process.emitWarning(warning);
      return;
    }
    type = `${type}`;
    const capture = given.capture ?? false;
    const { once = false, passive = false, signal, weak } = given;

    if (signal) {
      if (signal.aborted) return;
      signal.addEventListener('abort', () => {
        this.removeEventListener(type, listener, options);
      }, { __proto__: null, once: true, [kWeakHandler]: this,
           [kResistStopPropagation]: true });
    }

    const list = this[kEvents].get(type);
    if (list !== undefined && find(list, listener, capture) !== undefined) return;
    const entry = new Entry(this, type, listener, {
      once, capture, passive, weak,
      nodeStyle: given.nodeStyle ?? false,
      resist: given.resist ?? false,
    });
    const next = list === undefined ? [entry] : ArrayPrototypeConcat(list, entry);
    this[kEvents].set(type, next);
    this[kNewListener](next.length, type, listener, once, capture, passive, weak);
  }

  removeEventListener(type, listener, options = kEmptyObject) {
    check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = `${type}`;
    const capture =
      typeof options === 'boolean' ? options : options?.capture === true;
    const list = this[kEvents].get(type);
    if (list === undefined) return;
    const entry = find(list, listener, capture);
    if (entry !== undefined) drop(this, type, entry);
  }

  dispatchEvent(event) {
    check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!isEvent(event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (event[kIsBeingDispatched]) throw new ERR_EVENT_RECURSION(event[kType]);
    this[kHybridDispatch](event, event[kType], event);
    return !event.defaultPrevented;
  }

  // Gives `event` to listeners of the web kind and `nodeValue` to those of the
  // EventEmitter kind. Without `event` one is made when the first needs it.
  [kHybridDispatch](nodeValue, type, event) {
    const list = this[kEvents].get(type);
    if (event !== undefined) {
      event[kTarget] = this;
      event[kIsBeingDispatched] = true;
    }
    if (list === undefined) {
      if (event !== undefined) event[kIsBeingDispatched] = false;
      return true;
    }
    for (let i = 0; i < list.length; i++) {
      const entry = list[i];
      if (!entry.active) continue;
      if (event !== undefined && !entry.resist && isStopped(event)) continue;
      const listener = entry.get();
      if (entry.once) drop(this, type, entry);
      if (listener === undefined) continue;
      let value = nodeValue;
      if (!entry.nodeStyle) {
        if (event === undefined) {
          event = this[kCreateEvent](nodeValue, type);
          event[kTarget] = this;
          event[kIsBeingDispatched] = true;
        }
        value = event;
      }
      if (event !== undefined) event[kInPassiveListener] = entry.passive;
      try {
        const result = typeof listener === 'function' ?
          FunctionPrototypeCall(listener, this, value) :
          callObject(listener, value);
        if (!entry.nodeStyle && result !== undefined && result !== null) {
          watchPromise(result);
        }
      } catch (err) {
        throwLater(err);
      }
      if (event !== undefined) event[kInPassiveListener] = false;
    }
    if (event !== undefined) event[kIsBeingDispatched] = false;
    return true;
  }

  [kCreateEvent](nodeValue, type) {
    return new CustomEvent(type, { __proto__: null, detail: nodeValue });
  }

  [customInspectSymbol](depth, options) {
    const name = this.constructor.name;
    if (depth < 0) return name;
    const nested = {
      ...options,
      depth: NumberIsInteger(options.depth) ? options.depth - 1 : options.depth,
    };
    return `${name} ${require('util/inspect').inspect({}, nested)}`;
  }
}

// `handleEvent` is looked up at each call, as the standard says.
function callObject(listener, event) {
  const { handleEvent } = listener;
  if (typeof handleEvent === 'function') {
    return FunctionPrototypeCall(handleEvent, listener, event);
  }
  return undefined;
}

ObjectDefineProperties(EventTarget.prototype, {
  __proto__: null,
  addEventListener: kEnumerableProperty,
  removeEventListener: kEnumerableProperty,
  dispatchEvent: kEnumerableProperty,
  [SymbolToStringTag]: {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    value: 'EventTarget',
  },
});

// The listeners of one type, oldest first, as events.getEventListeners shows them.
function listListeners(target, type) {
  const list = target[kEvents].get(`${String(type)}`);
  const listeners = [];
  for (let i = 0; list !== undefined && i < list.length; i++) {
    const listener = list[i].get();
    if (listener !== undefined) ArrayPrototypePush(listeners, listener);
  }
  return listeners;
}

// The value of an `on...` attribute and the listener that stands for it. The
// place among the listeners is that of the first assignment.
function createHandlerListener(value) {
  function eventHandler(event) {
    const handler = eventHandler.handler;
    if (typeof handler !== 'function') return undefined;
    return ReflectApply(handler, this, [event]);
  }
  eventHandler.handler = value;
  return eventHandler;
}

function defineEventHandler(proto, name, event = name) {
  const property = `on${name}`;
  const get = {
    get() {
      return this[kHandlers]?.get(event)?.handler ?? null;
    },
  }.get;
  const set = {
    set(value) {
      // Everything but an object or function means: no handler.
      let listener = this[kHandlers]?.get(event);
      if (listener !== undefined) {
        if (typeof listener.handler === 'function' && typeof value !== 'function') {
          this[kRemoveListener](listListeners(this, event).length - 1, event,
                                listener.handler, false);
        } else if (typeof listener.handler !== 'function' &&
                   typeof value === 'function') {
          this[kNewListener](listListeners(this, event).length, event, value,
                             false, false, false, false);
        }
        listener.handler = value;
      } else {
        listener = createHandlerListener(value);
        this.addEventListener(event, listener);
        this[kHandlers].set(event, listener);
      }
    },
  }.set;
  ObjectDefineProperty(get, 'name', { __proto__: null, value: `get ${property}` });
  ObjectDefineProperty(set, 'name', { __proto__: null, value: `set ${property}` });
  ObjectDefineProperty(proto, property, {
    __proto__: null,
    get,
    set,
    configurable: true,
    enumerable: true,
  });
}

module.exports = {
  CustomEvent,
  Event,
  EventTarget,
  defineEventHandler,
  initEventTarget,
  isEventTarget,
  kCreateEvent,
  kEvents,
  kHybridDispatch,
  kIsNodeStyleListener,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
  listListeners,
};

// An emitter-like target costs its module only when it is asked for.
ObjectDefineProperties(module.exports, {
  __proto__: null,
  NodeEventTarget: {
    __proto__: null,
    enumerable: true,
    get() {
      return require('events/node_event_target').NodeEventTarget;
    },
  },
  initNodeEventTarget: {
    __proto__: null,
    enumerable: true,
    get() {
      return require('events/node_event_target').initNodeEventTarget;
    },
  },
});
