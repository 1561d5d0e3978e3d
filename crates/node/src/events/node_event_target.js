'use strict';
// NodeEventTarget: an EventTarget that also speaks the simplest part of
// EventEmitter, for MessagePort and its kind.

const {
  ArrayFrom,
  ObjectDefineProperties,
} = primordials;

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');
const { validateString } = require('internal/validators');
const EventEmitter = require('events');
const {
  EventTarget,
  initEventTarget,
  isEventTarget,
  kEvents,
  kHybridDispatch,
  kIsNodeStyleListener,
  listListeners,
} = require('events/event_target');

function check(value) {
  if (!isEventTarget(value) || !(value instanceof NodeEventTarget)) {
    throw new ERR_INVALID_THIS('NodeEventTarget');
  }
}

function flags(once) {
  return { __proto__: null, once, [kIsNodeStyleListener]: true };
}

class NodeEventTarget extends EventTarget {
  static defaultMaxListeners = 10;

  setMaxListeners(n) {
    check(this);
    EventEmitter.setMaxListeners(n, this);
  }

  getMaxListeners() {
    check(this);
    return this[EventEmitter.kMaxEventTargetListeners];
  }

  eventNames() {
    check(this);
    return ArrayFrom(this[kEvents].keys());
  }

  listenerCount(type) {
    check(this);
    return listListeners(this, type).length;
  }

  off(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    check(this);
    this.addEventListener(type, listener, flags(false));
    return this;
  }

  addListener(type, listener) {
    check(this);
    this.addEventListener(type, listener, flags(false));
    return this;
  }

  emit(type, arg) {
    check(this);
    validateString(type, 'type');
    const hadListeners = this.listenerCount(type) > 0;
    this[kHybridDispatch](arg, type);
    return hadListeners;
  }

  once(type, listener) {
    check(this);
    this.addEventListener(type, listener, flags(true));
    return this;
  }

  removeAllListeners(type) {
    check(this);
    if (type !== undefined) this[kEvents].delete(`${type}`);
    else this[kEvents].clear();
    return this;
  }
}

ObjectDefineProperties(NodeEventTarget.prototype, {
  __proto__: null,
  setMaxListeners: kEnumerableProperty,
  getMaxListeners: kEnumerableProperty,
  eventNames: kEnumerableProperty,
  listenerCount: kEnumerableProperty,
  off: kEnumerableProperty,
  removeListener: kEnumerableProperty,
  on: kEnumerableProperty,
  addListener: kEnumerableProperty,
  once: kEnumerableProperty,
  emit: kEnumerableProperty,
  removeAllListeners: kEnumerableProperty,
});

function initNodeEventTarget(self) {
  initEventTarget(self);
}

module.exports = { NodeEventTarget, initNodeEventTarget };
