'use strict';
// A Transform that costs nothing until it is used as a stream: most hashes never are.

const { ObjectDefineProperties, ObjectSetPrototypeOf, ReflectApply } = primordials;

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
      return this[name];
    },
    set(value) {
      primordials.ObjectDefineProperty(this, name, {
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
