'use strict';

// `mock.property()`: a property whose reads and writes are recorded and whose value can be set for single accesses.
//
// Owner: test.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  Proxy,
  ReflectGet,
  SafeMap,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateInteger, validateObject } = require('internal/validators');

class MockPropertyContext {
  #object;
  #name;
  #value;
  #descriptor;
  #accesses = [];
  #onces = new SafeMap();

  constructor(object, name, given) {
    let descriptor;
    for (let holder = object; holder !== null && descriptor === undefined; holder = ObjectGetPrototypeOf(holder)) {
      descriptor = ObjectGetOwnPropertyDescriptor(holder, name);
    }
    if (descriptor === undefined) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', name, 'is not a property of the object');
    }
    this.#object = object;
    this.#name = name;
    this.#value = given.length > 0 ? given[0] : descriptor.value;
    this.#descriptor = descriptor;
    const { configurable, enumerable } = descriptor;
    ObjectDefineProperty(object, name, {
      __proto__: null,
      configurable,
      enumerable,
      get: () => {
        const value = this.#take(this.#value);
        ArrayPrototypePush(this.#accesses, { __proto__: null, type: 'get', value, stack: new Error() });
        return value;
      },
      set: (value) => this.#write(value),
    });
  }

  #write(written) {
    if (this.#descriptor.writable === false) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', this.#name, 'cannot be set');
    }
    const value = this.#take(written);
    ArrayPrototypePush(this.#accesses, { __proto__: null, type: 'set', value, stack: new Error() });
    this.#value = value;
  }

  // The value for this access, if one was set for it.
  #take(value) {
    const at = this.#accesses.length;
    if (!this.#onces.has(at)) return value;
    const once = this.#onces.get(at);
    this.#onces.delete(at);
    return once;
  }

  get accesses() { return ArrayPrototypeSlice(this.#accesses); }

  accessCount() { return this.#accesses.length; }

  mockImplementation(value) { this.#write(value); }

  mockImplementationOnce(value, onAccess) {
    const next = this.#accesses.length;
    const access = onAccess ?? next;
    validateInteger(access, 'onAccess', next);
    this.#onces.set(access, value);
  }

  resetAccesses() { this.#accesses = []; }

  restore() { ObjectDefineProperty(this.#object, this.#name, { __proto__: null, ...this.#descriptor }); }
}

/** The context and the proxy that programs get: the object with the context as `mock`. */
function mockProperty(object, name, given) {
  validateObject(object, 'object');
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw new ERR_INVALID_ARG_TYPE('propertyName', ['string', 'symbol'], name);
  }
  const context = new MockPropertyContext(object, name, given);
  const proxy = new Proxy(object, {
    __proto__: null,
    get(target, property, receiver) {
      return property === 'mock' ? context : ReflectGet(target, property, receiver);
    },
  });
  return { __proto__: null, context, proxy };
}

module.exports = { mockProperty };
