'use strict';

// structuredClone(). Owned by `structured_clone`. Values go through V8's own serialization natively; objects of
// built-in classes are copied by the method that host.js names.

const {
  FunctionPrototypeCall,
  ObjectDefineProperty,
  SafeSet,
} = primordials;

const {
  codes: { ERR_MISSING_ARGS },
} = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const { converters } = require('internal/webidl');
const { isArrayBuffer } = require('util/types');
const { DOMException } = require('internal/dom_exception');
const { kClone } = require('structured_clone/host');

const ops = binding('structured_clone');

const kConversion = {
  __proto__: null,
  prefix: "Failed to execute 'structuredClone'",
  context: 'Options',
};

function cloneError(message) {
  return lazyDOMException(message, 'DataCloneError');
}

/** Called back for each object of a built-in class. */
function cloneHost(object) {
  const method = object[kClone];
  if (method === null) throw cloneError('Cannot clone object of unsupported type.');
  return FunctionPrototypeCall(method, object);
}

function checkTransfer(list) {
  const seen = new SafeSet();
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isArrayBuffer(item)) throw cloneError('Found invalid value in transferList.');
    if (seen.has(item)) throw cloneError('Transfer list contains duplicate ArrayBuffer');
    if (!ops.canTransfer(item)) throw cloneError('Cannot transfer object of unsupported type.');
    seen.add(item);
  }
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
  let transfer;
  if (options !== undefined && options !== null) {
    ({ transfer } = converters.StructuredSerializeOptions(options, kConversion));
    checkTransfer(transfer);
  }
  return ops.clone(value, transfer ?? [], kClone, cloneHost, cloneError);
}

module.exports = { structuredClone };
