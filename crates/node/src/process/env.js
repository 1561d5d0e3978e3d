'use strict';
// process.env: strings only, kept in one object and mirrored to the
// environment of the process, where native code and children look.
//
// Reading goes to the object and costs no native call; the traps serve writing.

const {
  Proxy,
  ReflectDefineProperty,
  ReflectDeleteProperty,
  StringPrototypeIncludes,
  TypeError,
} = primordials;

const ops = binding('process');
const {
  codes: { ERR_INVALID_OBJECT_DEFINE_PROPERTY },
} = require('internal/errors');

let warnsOfCoercion = false;

function assign(target, key, value) {
  if (warnsOfCoercion && typeof value !== 'string' &&
      typeof value !== 'number' && typeof value !== 'boolean') {
    warnsOfCoercion = false;
    process.emitWarning(
      'Assigning any value other than a string, number, or boolean to a ' +
      'process.env property is deprecated. Please make sure to convert the ' +
      'value to a string before setting process.env with it.',
      'DeprecationWarning', 'DEP0104');
  }
  if (typeof key === 'symbol' || typeof value === 'symbol') {
    throw new TypeError('Cannot convert a Symbol value to a string');
  }
  const text = `${value}`;
  // The system has no variable of such a name; the assignment is void.
  if (key === '' || StringPrototypeIncludes(key, '=')) return true;
  ops.setEnv(key, text);
  return ReflectDefineProperty(target, key, {
    __proto__: null,
    value: text,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

const handler = {
  __proto__: null,

  set(target, key, value) {
    return assign(target, key, value);
  },

  defineProperty(target, key, descriptor) {
    if ('value' in descriptor) {
      if (!descriptor.configurable || !descriptor.writable ||
          !descriptor.enumerable) {
        throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(
          "'process.env' only accepts a configurable, " +
          'writable, and enumerable data descriptor');
      }
      return assign(target, key, descriptor.value);
    }
    if ('get' in descriptor || 'set' in descriptor) {
      throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(
        "'process.env' does not accept an accessor(getter/setter) descriptor");
    }
    throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(
      "'process.env' only accepts a configurable, " +
      'writable, and enumerable data descriptor');
  },

  deleteProperty(target, key) {
    if (typeof key === 'string' && ReflectDeleteProperty(target, key)) {
      ops.unsetEnv(key);
    }
    return true;
  },

  preventExtensions() {
    // A frozen environment would no longer be that of the process.
    return false;
  },
};

// `variables` is a plain object of its own, which nobody else holds.
function createEnv(variables, pendingDeprecation) {
  warnsOfCoercion = pendingDeprecation;
  return new Proxy(variables, handler);
}

module.exports = { createEnv };
