'use strict';
// MessageEvent, as the HTML standard has it. Owner: worker_threads. Checks what a program gives; events of our own are
// made with the values as they are.

const {
  ArrayPrototypePush,
  ObjectDefineProperties,
  ObjectDefineProperty,
  String,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { kEnumerableProperty } = require('internal/util');
const { Event } = require('events/event');
const { kClone } = require('structured_clone/host');

const kPrefix = 'MessageEvent constructor: ';
const kOwn = { __proto__: null };

function show(value) {
  return require('util/inspect').inspect(value);
}

function portsOf(value) {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object' || typeof value[SymbolIterator] !== 'function') {
    throw new TypeError(`${kPrefix}eventInitDict.ports (${show(value)}) is not iterable.`);
  }
  const ports = [];
  for (const item of value) {
    checkPort(item, `eventInitDict.ports[${ports.length}]`);
    ArrayPrototypePush(ports, item);
  }
  return ports;
}

function checkPort(value, name) {
  const { isMessagePort } = require('worker_threads/message_port');
  if (isMessagePort(value)) return;
  throw new TypeError(`${kPrefix}Expected ${name} ("${show(value)}") to be an instance of MessagePort.`);
}

class MessageEvent extends Event {
  #data = null;
  #origin = '';
  #lastEventId = '';
  #source = null;
  #ports;

  constructor(type, eventInitDict = undefined, own = undefined, ports = undefined, from = '', id = '') {
    if (arguments.length === 0) throw new TypeError(`${kPrefix}1 argument required, but 0 found.`);
    super(type, own === kOwn ? undefined : eventInitDict);
    if (own === kOwn) {
      this.#data = eventInitDict;
      this.#ports = ports;
      this.#origin = from;
      this.#lastEventId = id;
      return;
    }
    const { data = null, lastEventId = '', origin = '', ports: given, source = null } = eventInitDict ?? {};
    this.#data = data;
    this.#lastEventId = String(lastEventId);
    this.#origin = String(origin);
    this.#ports = portsOf(given);
    if (source !== null) checkPort(source, 'eventInitDict.source');
    this.#source = source;
  }

  // None of these can be cloned.
  get [kClone]() {
    return #ports in this ? null : undefined;
  }

  get data() {
    return this.#data;
  }

  get origin() {
    return this.#origin;
  }

  get lastEventId() {
    return this.#lastEventId;
  }

  get source() {
    return this.#source;
  }

  get ports() {
    return this.#ports;
  }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null, origin = '', lastEventId = '', source = null,
                   ports = []) {
    this.initEvent(type, bubbles, cancelable);
    this.#data = data;
    this.#origin = String(origin);
    this.#lastEventId = String(lastEventId);
    this.#source = source;
    this.#ports = portsOf(ports);
  }
}

ObjectDefineProperties(MessageEvent.prototype, {
  data: kEnumerableProperty,
  origin: kEnumerableProperty,
  lastEventId: kEnumerableProperty,
  source: kEnumerableProperty,
  ports: kEnumerableProperty,
  initMessageEvent: kEnumerableProperty,
});
ObjectDefineProperty(MessageEvent.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'MessageEvent',
});
ObjectDefineProperty(MessageEvent, 'length', { __proto__: null, configurable: true, value: 1 });

/** An event of a message that was received. */
function newMessageEvent(type, data, ports, origin = '', lastEventId = '') {
  return new MessageEvent(type, data, kOwn, ports, origin, lastEventId);
}

module.exports = { MessageEvent, newMessageEvent };
