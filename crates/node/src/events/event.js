'use strict';
// Event and CustomEvent, as the DOM standard has them where it makes sense
// without a tree: an event has one target and no path.

const {
  NumberIsInteger,
  ObjectDefineProperties,
  Symbol,
  SymbolToStringTag,
} = primordials;

const ops = binding('process');
const {
  codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');

// Given as an option by the library for events that it makes itself.
const kTrustEvent = Symbol('kTrustEvent');
const kType = Symbol('type');
const kTarget = Symbol('kTarget');
const kIsBeingDispatched = Symbol('kIsBeingDispatched');
const kInPassiveListener = Symbol('kInPassiveListener');
const kStop = Symbol('kStop');

function check(event) {
  if (typeof event !== 'object' || event === null || event[kType] === undefined) {
    throw new ERR_INVALID_THIS('Event');
  }
}

function isEvent(value) {
  return typeof value === 'object' && value !== null &&
    typeof value[kType] === 'string';
}

class Event {
  #cancelable;
  #bubbles;
  #composed;
  #trusted;
  #defaultPrevented = false;
  #propagationStopped = false;
  #stopped = false;
  #timeStamp = ops.nanosSinceStart() / 1e6;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options !== undefined && options !== null) {
      validateObject(options, 'options');
      this.#bubbles = !!options.bubbles;
      this.#cancelable = !!options.cancelable;
      this.#composed = !!options.composed;
      this.#trusted = !!options[kTrustEvent];
    } else {
      this.#bubbles = this.#cancelable = this.#composed = this.#trusted = false;
    }
    this[kType] = `${type}`;
    this[kTarget] = null;
    this[kIsBeingDispatched] = false;
    this[kInPassiveListener] = false;
  }

  initEvent(type, bubbles = false, cancelable = false) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (this[kIsBeingDispatched]) return;
    this[kType] = `${type}`;
    this.#bubbles = !!bubbles;
    this.#cancelable = !!cancelable;
  }

  [customInspectSymbol](depth, options) {
    check(this);
    const name = this.constructor.name;
    if (depth < 0) return name;
    const nested = {
      ...options,
      depth: NumberIsInteger(options.depth) ? options.depth - 1 : options.depth,
    };
    const { inspect } = require('util/inspect');
    return `${name} ${inspect({
      type: this[kType],
      defaultPrevented: this.#defaultPrevented,
      cancelable: this.#cancelable,
      timeStamp: this.#timeStamp,
    }, nested)}`;
  }

  stopImmediatePropagation() {
    check(this);
    this.#propagationStopped = true;
    this.#stopped = true;
  }

  preventDefault() {
    check(this);
    if (this.#cancelable && !this[kInPassiveListener]) {
      this.#defaultPrevented = true;
    }
  }

  get target() {
    check(this);
    return this[kTarget];
  }

  get currentTarget() {
    check(this);
    return this[kIsBeingDispatched] ? this[kTarget] : null;
  }

  get srcElement() {
    check(this);
    return this[kTarget];
  }

  get type() {
    check(this);
    return this[kType];
  }

  get cancelable() {
    check(this);
    return this.#cancelable;
  }

  get defaultPrevented() {
    check(this);
    return this.#defaultPrevented;
  }

  get timeStamp() {
    check(this);
    return this.#timeStamp;
  }

  composedPath() {
    check(this);
    return this[kIsBeingDispatched] ? [this[kTarget]] : [];
  }

  get returnValue() {
    check(this);
    return !this.#defaultPrevented;
  }

  // Setting it to true has no effect, as the standard says.
  set returnValue(value) {
    check(this);
    if (!value) this.preventDefault();
  }

  get bubbles() {
    check(this);
    return this.#bubbles;
  }

  get composed() {
    check(this);
    return this.#composed;
  }

  get eventPhase() {
    check(this);
    return this[kIsBeingDispatched] ? Event.AT_TARGET : Event.NONE;
  }

  get cancelBubble() {
    check(this);
    return this.#propagationStopped;
  }

  // Setting it to false has no effect, as the standard says.
  set cancelBubble(value) {
    check(this);
    if (value) this.#propagationStopped = true;
  }

  stopPropagation() {
    check(this);
    this.#propagationStopped = true;
  }

  get isTrusted() {
    check(this);
    return this.#trusted;
  }

  // Whether the listeners that follow are to be skipped. For the dispatch only.
  static [kStop](event) {
    return #stopped in event && event.#stopped;
  }
}

const kConstants = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };
for (const name in kConstants) {
  ObjectDefineProperties(Event, {
    __proto__: null,
    [name]: {
      __proto__: null,
      value: kConstants[name],
      writable: false,
      enumerable: true,
      configurable: false,
    },
  });
}

function tag(value) {
  return {
    __proto__: null,
    value,
    writable: false,
    enumerable: false,
    configurable: true,
  };
}

ObjectDefineProperties(Event.prototype, {
  __proto__: null,
  [SymbolToStringTag]: tag('Event'),
  initEvent: kEnumerableProperty,
  stopImmediatePropagation: kEnumerableProperty,
  preventDefault: kEnumerableProperty,
  target: kEnumerableProperty,
  currentTarget: kEnumerableProperty,
  srcElement: kEnumerableProperty,
  type: kEnumerableProperty,
  cancelable: kEnumerableProperty,
  defaultPrevented: kEnumerableProperty,
  timeStamp: kEnumerableProperty,
  composedPath: kEnumerableProperty,
  returnValue: kEnumerableProperty,
  bubbles: kEnumerableProperty,
  composed: kEnumerableProperty,
  eventPhase: kEnumerableProperty,
  cancelBubble: kEnumerableProperty,
  stopPropagation: kEnumerableProperty,
  isTrusted: kEnumerableProperty,
});

class CustomEvent extends Event {
  #detail;

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (typeof this !== 'object' || this === null || !(#detail in this)) {
      throw new ERR_INVALID_THIS('CustomEvent');
    }
    return this.#detail;
  }
}

ObjectDefineProperties(CustomEvent.prototype, {
  __proto__: null,
  [SymbolToStringTag]: tag('CustomEvent'),
  detail: kEnumerableProperty,
});

module.exports = {
  CustomEvent,
  Event,
  isEvent,
  isStopped: Event[kStop],
  kInPassiveListener,
  kIsBeingDispatched,
  kTarget,
  kTrustEvent,
  kType,
};
delete Event[kStop];
