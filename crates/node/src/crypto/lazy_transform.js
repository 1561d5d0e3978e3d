'use strict';
// A Transform that costs nothing until it is used as a stream: most hashes and ciphers never are.

const { ObjectDefineProperties, ObjectDefineProperty, ObjectSetPrototypeOf, ReflectApply } = primordials;

const { Transform } = require('stream');

function LazyTransform(options) {
  this._options = options;
}
ObjectSetPrototypeOf(LazyTransform.prototype, Transform.prototype);
ObjectSetPrototypeOf(LazyTransform, Transform);

function lazily(name) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      ReflectApply(Transform, this, [this._options]);
      // Strings reach the hash or cipher with their encoding.
      this._writableState.decodeStrings = false;
      return this[name];
    },
    set(value) {
      ObjectDefineProperty(this, name, {
        __proto__: null, value, writable: true, enumerable: true, configurable: true,
      });
    },
  };
}

ObjectDefineProperties(LazyTransform.prototype, {
  _readableState: lazily('_readableState'),
  _writableState: lazily('_writableState'),
});

module.exports = { LazyTransform };
