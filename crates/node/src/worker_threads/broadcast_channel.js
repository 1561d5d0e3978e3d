'use strict';
// BroadcastChannel: messages to all other channels of a name. Owner: worker_threads. A channel keeps the loop alive until
// it is closed or unref()ed.

const { ArrayPrototypePush, ObjectDefineProperties, SafeMap, SafeSet } = primordials;

const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty, lazyDOMException } = require('internal/util');
const { defineEventHandler, EventTarget } = require('events/event_target');
const { PortCore } = require('worker_threads/port_core');
const { newMessageEvent } = require('worker_threads/message_event');

// The open channels of each name, in the order of their making.
const groups = new SafeMap();

class Receiver {
  constructor(channel) {
    this.channel = channel;
  }

  message(value, ports) {
    this.channel.dispatchEvent(newMessageEvent('message', value, ports));
  }

  closed() {}
}

class BroadcastChannel extends EventTarget {
  #name;
  #core;

  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    const core = this.#core = new PortCore();
    core.receiver = new Receiver(this);
    core.setRef(true);
    core.start();
    let group = groups.get(this.#name);
    if (group === undefined) groups.set(this.#name, group = new SafeSet());
    group.add(core);
  }

  static #of(value) {
    if (typeof value !== 'object' || value === null || !(#core in value)) throw new ERR_INVALID_THIS('BroadcastChannel');
    return value.#core;
  }

  get name() {
    BroadcastChannel.#of(this);
    return this.#name;
  }

  close() {
    const core = BroadcastChannel.#of(this);
    if (core.isClosed) return;
    const group = groups.get(this.#name);
    group.delete(core);
    if (group.size === 0) groups.delete(this.#name);
    // What is on its way is lost with the channel.
    core.queue.clear();
    core.close();
  }

  postMessage(message) {
    const core = BroadcastChannel.#of(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (core.isClosed) throw lazyDOMException('BroadcastChannel is closed.', 'InvalidStateError');
    const { cloneMessage } = require('structured_clone');
    const targets = [];
    for (const other of groups.get(this.#name)) {
      if (other !== core) ArrayPrototypePush(targets, other);
    }
    // Copied also when nobody listens: what cannot be copied is an error always.
    const first = cloneMessage(message, [], undefined);
    for (let i = 0; i < targets.length; i++) {
      const { value } = i === 0 ? first : cloneMessage(message, [], undefined);
      targets[i].send(value);
    }
  }

  // Node's deviation from the standard, for programs that must not hang on a channel.
  ref() {
    BroadcastChannel.#of(this).setRef(true);
    return this;
  }

  unref() {
    BroadcastChannel.#of(this).setRef(false);
    return this;
  }

  [customInspectSymbol](depth, options) {
    const core = BroadcastChannel.#of(this);
    if (depth < 0) return 'BroadcastChannel';
    const { inspect } = require('util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BroadcastChannel ${inspect({ name: this.#name, active: !core.isClosed }, inner)}`;
  }
}

ObjectDefineProperties(BroadcastChannel.prototype, {
  name: kEnumerableProperty,
  close: kEnumerableProperty,
  postMessage: kEnumerableProperty,
});
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

module.exports = { BroadcastChannel };
