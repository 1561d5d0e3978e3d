'use strict';
// CloseEvent, as the HTML standard has it, and the ErrorEvent that a WebSocket's failure is. Owner: websocket.

const { ObjectDefineProperties, ObjectDefineProperty, String, SymbolToStringTag, TypeError } = primordials;

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');
const { convertToInt } = require('internal/webidl');
const { kClone } = require('structured_clone/host');
const { Event } = require('events/event');

function illegal() {
  const err = new ERR_INVALID_THIS('CloseEvent');
  err.message = 'Illegal invocation';
  return err;
}

/** The members of an event's second argument, which may be missing. */
function dictionary(value) {
  if (value === undefined || value === null) return {};
  if (typeof value === 'object' || typeof value === 'function') return value;
  const { inspect } = require('util/inspect');
  throw new TypeError(`undefined: Expected ${inspect(value)} to be one of: Null, Undefined, Object.`);
}

class CloseEvent extends Event {
  #wasClean;
  #code;
  #reason;

  constructor(type, eventInitDict = undefined) {
    if (arguments.length === 0) throw new TypeError('CloseEvent constructor: 1 argument required, but 0 found.');
    const { wasClean = false, code = 0, reason = '' } = dictionary(eventInitDict);
    super(type, eventInitDict);
    this.#wasClean = !!wasClean;
    this.#code = convertToInt(code, 16);
    this.#reason = String(reason);
  }

  static #check(event) {
    if (typeof event !== 'object' || event === null || !(#code in event)) throw illegal();
  }

  // None of these can be cloned.
  get [kClone]() {
    return #code in this ? null : undefined;
  }

  get wasClean() {
    CloseEvent.#check(this);
    return this.#wasClean;
  }

  get code() {
    CloseEvent.#check(this);
    return this.#code;
  }

  get reason() {
    CloseEvent.#check(this);
    return this.#reason;
  }
}

ObjectDefineProperties(CloseEvent.prototype, {
  wasClean: kEnumerableProperty,
  code: kEnumerableProperty,
  reason: kEnumerableProperty,
});
ObjectDefineProperty(CloseEvent.prototype, SymbolToStringTag, {
  __proto__: null, configurable: true, value: 'CloseEvent',
});
ObjectDefineProperty(CloseEvent, 'length', { __proto__: null, configurable: true, value: 1 });

/** Programs get these and cannot make them: the class is no global. */
class ErrorEvent extends Event {
  #message;
  #error;

  constructor(type, message, error) {
    super(type);
    this.#message = message;
    this.#error = error;
  }

  get message() {
    return this.#message;
  }

  get filename() {
    return '';
  }

  get lineno() {
    return 0;
  }

  get colno() {
    return 0;
  }

  get error() {
    return this.#error;
  }
}

ObjectDefineProperties(ErrorEvent.prototype, {
  message: kEnumerableProperty,
  filename: kEnumerableProperty,
  lineno: kEnumerableProperty,
  colno: kEnumerableProperty,
  error: kEnumerableProperty,
});
ObjectDefineProperty(ErrorEvent.prototype, SymbolToStringTag, {
  __proto__: null, configurable: true, value: 'ErrorEvent',
});

module.exports = { CloseEvent, ErrorEvent };
