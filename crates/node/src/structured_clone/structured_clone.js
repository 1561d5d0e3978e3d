'use strict';

// structuredClone(), and the copies that message ports send. Owned by `structured_clone`. Values go through V8's own serialization natively; objects of
// built-in classes are copied by the method that host.js names.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  FunctionPrototypeCall,
  ObjectDefineProperty,
  SafeMap,
  SafeSet,
} = primordials;

const {
  codes: { ERR_MISSING_ARGS },
} = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const { converters } = require('internal/webidl');
const { isArrayBuffer } = require('util/types');
const { DOMException } = require('internal/dom_exception');
const { kClone, kTransfer } = require('structured_clone/host');

const ops = binding('structured_clone');

const kConversion = {
  __proto__: null,
  prefix: "Failed to execute 'structuredClone'",
  context: 'Options',
};

function cloneError(message) {
  return lazyDOMException(message, 'DataCloneError');
}

// The transfers of the clone that is being made. Making one runs a program's getters, which may make another.
let current;

/** The objects of built-in classes in a transfer list, with their copies. */
class Transfers {
  constructor(list, source) {
    this.source = source;
    this.buffers = [];
    this.objects = [];
    this.copies = undefined;
    this.#check(list);
  }

  #check(list) {
    const seen = new SafeSet();
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (isArrayBuffer(item)) {
        if (seen.has(item)) throw cloneError('Transfer list contains duplicate ArrayBuffer');
        if (!ops.canTransfer(item)) throw cloneError('Cannot transfer object of unsupported type.');
        ArrayPrototypePush(this.buffers, item);
      } else {
        const transfer = item?.[kTransfer];
        if (transfer === undefined) throw cloneError('Found invalid value in transferList.');
        if (ops.isMarked(item)) throw cloneError('Cannot transfer object of unsupported type.');
        if (seen.has(item)) throw cloneError(`Transfer list contains duplicate ${transfer.name}`);
        transfer.check(item, this.source);
        ArrayPrototypePush(this.objects, item);
      }
      seen.add(item);
    }
  }

  /** What stands for `object` in the copy; undefined when it is not transferred. */
  copyOf(object) {
    if (!ArrayPrototypeIncludes(this.objects, object)) return undefined;
    this.copies ??= new SafeMap();
    let copy = this.copies.get(object);
    if (copy === undefined) this.copies.set(object, copy = object[kTransfer].begin(object));
    return copy;
  }

  /** Moves what was listed, in the value or not; the copies of message ports. */
  finish() {
    const ports = [];
    for (let i = 0; i < this.objects.length; i++) {
      const object = this.objects[i];
      const transfer = object[kTransfer];
      const copy = this.copyOf(object);
      // What went before may have taken a part of it.
      transfer.check(object, this.source);
      transfer.finish(object, copy, this.source);
      if (transfer.name === 'MessagePort') ArrayPrototypePush(ports, copy);
    }
    return ports;
  }
}

/** Called back for each object of a built-in class, and for each that is marked as uncloneable. */
function cloneHost(object, isMarked) {
  const copy = current.copyOf(object);
  if (copy !== undefined) return copy;
  if (object[kTransfer] !== undefined) {
    throw cloneError('Object that needs transfer was found in message but not listed in transferList');
  }
  const method = object[kClone];
  if (isMarked || typeof method !== 'function') throw cloneError('Cannot clone object of unsupported type.');
  return FunctionPrototypeCall(method, object);
}

/**
 * A copy of `value` and the ports among it. The transfers of `list`, which a program gave, are made when the copy is; the
 * message goes out by the port `source`, if by any.
 */
function cloneMessage(value, list, source) {
  const outer = current;
  const transfers = current = new Transfers(list, source);
  try {
    const copy = ops.clone(value, transfers.buffers, kClone, cloneHost, cloneError);
    return { value: copy, ports: transfers.objects.length === 0 ? [] : transfers.finish() };
  } finally {
    current = outer;
  }
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function markAsUntransferable(value) {
  if (isObject(value)) ops.mark(value);
}

function isMarkedAsUntransferable(value) {
  return isObject(value) && ops.isMarked(value);
}

function markAsUncloneable(value) {
  if (isObject(value)) ops.markUncloneable(value);
}

// Defined here rather than on the class, which most programs use without ever cloning.
ObjectDefineProperty(DOMException.prototype, kClone, {
  __proto__: null,
  configurable: true,
  value() {
    const copy = new DOMException(this.message, this.name);
    ObjectDefineProperty(copy, 'stack', {
      __proto__: null,
      configurable: true,
      enumerable: false,
      value: this.stack,
      writable: true,
    });
    return copy;
  },
});

function structuredClone(value, options) {
  // Node puts its sentence where an argument's name belongs.
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument must be specified');
  let list = [];
  if (options !== undefined && options !== null) {
    ({ transfer: list } = converters.StructuredSerializeOptions(options, kConversion));
  }
  // The variables of the process stand behind traps; what is copied is what they are now.
  return cloneMessage(value === process.env ? { ...value } : value, list, undefined).value;
}

module.exports = {
  cloneMessage,
  isMarkedAsUntransferable,
  markAsUncloneable,
  markAsUntransferable,
  structuredClone,
};
