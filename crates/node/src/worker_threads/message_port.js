'use strict';
// MessagePort, MessageChannel and receiveMessageOnPort(). Owner: worker_threads. A port is an EventTarget around a core
// (port_core.js); values are copied when they are sent, by `structured_clone`.

const {
  ArrayPrototypePush,
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  SymbolIterator,
  TypeError,
} = primordials;

const {
  codes: { ERR_CONSTRUCT_CALL_INVALID },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty, lazyDOMException } = require('internal/util');
const { state: ids, startResource } = require('async_hooks/ids');
const { captureContext, exchangeContext, setContext } = require('async_hooks/context');
const {
  defineEventHandler,
  kCreateEvent,
  kHybridDispatch,
  kNewListener,
  kRemoveListener,
} = require('events/event_target');
const { Event } = require('events/event');
const { NodeEventTarget } = require('events/node_event_target');
const { kClone, kTransfer } = require('structured_clone/host');
const { PortCore } = require('worker_threads/port_core');
const { newMessageEvent } = require('worker_threads/message_event');

class MessagePortCloseEvent extends Event {
  constructor() {
    super('close');
  }
}

let isMessagePort;
let coreOf;
let takeChannel;
let adopt;

/** What a core calls: keeps the receiving side off the public object. */
class PortReceiver {
  constructor(port) {
    this.port = port;
    this.trigger = ids.forcedTrigger >= 0 ? ids.forcedTrigger : ids.id;
    this.asyncId = startResource('MESSAGEPORT', port);
    this.context = captureContext();
    // The ports of the message that is being received.
    this.ports = undefined;
  }

  message(value, ports) {
    this.ports = ports;
    this.#inScope(() => this.port[kHybridDispatch](value, 'message', undefined));
    this.ports = undefined;
  }

  closed() {
    this.#inScope(() => this.port.dispatchEvent(new MessagePortCloseEvent()));
  }

  #inScope(fn) {
    const { id, trigger, resource } = ids;
    const outer = exchangeContext(this.context);
    ids.id = this.asyncId;
    ids.trigger = this.trigger;
    ids.resource = this.port;
    try {
      if (ids.hooks) require('async_hooks/hooks').runHooked(this.asyncId, fn, this, false);
      else fn();
    } finally {
      ids.id = id;
      ids.trigger = trigger;
      ids.resource = resource;
      setContext(outer);
    }
  }
}

class Port extends NodeEventTarget {
  #core;
  #receiver;

  constructor(core) {
    super();
    this.#core = core;
    core.receiver = this.#receiver = new PortReceiver(this);
  }

  static #of(value) {
    if (!Port.#is(value)) throw new TypeError('Illegal invocation');
    return value.#core;
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }

  static {
    isMessagePort = Port.#is;
    coreOf = (port) => port.#core;
    // A port in a transfer list: its channel goes on with another port, and it is closed.
    takeChannel = (port) => {
      const core = port.#core;
      port.#core = core.leave();
      return core;
    };
    adopt = (port, core) => {
      port.#core = core;
      core.receiver = port.#receiver;
    };
  }

  postMessage(message, transferList = undefined) {
    const core = Port.#of(this);
    if (arguments.length === 0) throw notEnough();
    const { cloneMessage } = require('structured_clone');
    const { value, ports } = cloneMessage(message, transferListOf(transferList), this);
    if (core.isLost) {
      process.emitWarning('The target port was posted to itself, and the communication channel was lost');
      core.close();
      return;
    }
    core.post(value, ports);
  }

  start() {
    Port.#of(this).start();
  }

  ref() {
    Port.#of(this).setRef(true);
  }

  unref() {
    Port.#of(this).setRef(false);
  }

  hasRef() {
    return Port.#of(this).isRefed;
  }

  close(callback) {
    const core = Port.#of(this);
    if (typeof callback === 'function') this.once('close', callback);
    core.close();
  }

  get [kClone]() {
    return Port.#is(this) ? null : undefined;
  }

  get [kTransfer]() {
    return Port.#is(this) ? portTransfer : undefined;
  }

  [kCreateEvent](value, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](value, type);
    return newMessageEvent(type, value, this.#receiver.ports ?? []);
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type !== 'message' || size !== 1) return;
    this.#core.setRef(true);
    this.#core.start();
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type !== 'message' || size !== 0) return;
    this.#core.setRef(false);
    this.#core.stop();
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return '[MessagePort [EventTarget]]';
    const { inspect } = require('util/inspect');
    const { isClosed, isRefed } = this.#core;
    const state = isClosed ? { active: false } : { active: true, refed: isRefed };
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `MessagePort [EventTarget] ${inspect(state, inner)}`;
  }
}

function notEnough() {
  const err = new TypeError('Not enough arguments to MessagePort.postMessage');
  err.code = 'ERR_MISSING_ARGS';
  return err;
}

function listError(name) {
  const err = new TypeError(`Optional ${name} argument must be an iterable`);
  err.code = 'ERR_INVALID_ARG_TYPE';
  return err;
}

/** The items of an iterable, which is not an array for sure. */
function listFrom(iterable, name) {
  const method = iterable?.[SymbolIterator];
  if (typeof method !== 'function') throw listError(name);
  const iterator = FunctionPrototypeCall(method, iterable);
  const next = iterator?.next;
  if (typeof next !== 'function') throw listError(name);
  const items = [];
  for (;;) {
    const result = FunctionPrototypeCall(next, iterator);
    if (typeof result !== 'object' || result === null) throw listError(name);
    if (result.done) return items;
    ArrayPrototypePush(items, result.value);
  }
}

/** The second argument of postMessage(): a list, or options with one. */
function transferListOf(value) {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') throw listError('transferList');
  if (typeof value[SymbolIterator] === 'function') return listFrom(value, 'transferList');
  const { transfer } = value;
  return transfer === undefined ? [] : listFrom(transfer, 'options.transfer');
}

/** How structured cloning moves a port. */
const portTransfer = {
  __proto__: null,
  name: 'MessagePort',
  check(port, source) {
    if (port === source) throw dataCloneError('Transfer list contains source port');
    if (coreOf(port).isClosed) throw dataCloneError('MessagePort in transfer list is already detached');
  },
  begin() {
    return new Port(new PortCore());
  },
  finish(port, copy, source) {
    const core = takeChannel(port);
    // A channel whose one end goes through the other is lost.
    if (source !== undefined && core.peer === coreOf(source)) core.peer.isLost = true;
    adopt(copy, core);
  },
};

function dataCloneError(message) {
  return lazyDOMException(message, 'DataCloneError');
}

// Neither can be called: ports come from channels.
function MessagePort() {
  throw new ERR_CONSTRUCT_CALL_INVALID();
}

MessagePort.prototype = Port.prototype;
ObjectDefineProperty(MessagePort, 'prototype', { __proto__: null, writable: false });
ObjectSetPrototypeOf(MessagePort, NodeEventTarget);
ObjectDefineProperty(Port.prototype, 'constructor', {
  __proto__: null,
  configurable: true,
  value: MessagePort,
  writable: true,
});
ObjectDefineProperties(Port.prototype, {
  postMessage: kEnumerableProperty,
  start: kEnumerableProperty,
  ref: kEnumerableProperty,
  unref: kEnumerableProperty,
  hasRef: kEnumerableProperty,
  close: kEnumerableProperty,
});
defineEventHandler(Port.prototype, 'message');
defineEventHandler(Port.prototype, 'messageerror');

function MessageChannel() {
  if (new.target === undefined) {
    const err = new TypeError('Cannot call constructor without `new`');
    err.code = 'ERR_CONSTRUCT_CALL_REQUIRED';
    throw err;
  }
  const { 0: one, 1: other } = PortCore.pair();
  this.port1 = new Port(one);
  this.port2 = new Port(other);
}

/** The next message of a port, without its event: `{ message }`, or undefined. */
function receiveMessageOnPort(port) {
  if (!isMessagePort(port)) {
    const err = new TypeError('The "port" argument must be a MessagePort instance');
    err.code = 'ERR_INVALID_ARG_TYPE';
    throw err;
  }
  const next = coreOf(port).takeNext();
  return next === undefined ? undefined : { message: next.value };
}

module.exports = { MessageChannel, MessagePort, isMessagePort, receiveMessageOnPort };
