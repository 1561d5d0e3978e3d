'use strict';

// Mocks of functions, methods and properties: `MockTracker` and the context each mock carries as `.mock`.
//
// Owner: test. A mocked function is a proxy of the original, so that its name, length and use with `new` stay the same.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  Error,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf,
  Proxy,
  ReflectApply,
  ReflectConstruct,
  ReflectGet,
  SafeMap,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');

class MockFunctionContext {
  #calls = [];
  #onces = new SafeMap();
  #implementation;
  #original;
  #restore;
  #times;

  constructor(original, implementation, restore, times) {
    this.#original = original;
    this.#implementation = implementation;
    this.#restore = restore;
    this.#times = times;
  }

  get calls() { return ArrayPrototypeSlice(this.#calls); }

  callCount() { return this.#calls.length; }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const call = onCall ?? next;
    validateInteger(call, 'onCall', next);
    this.#onces.set(call, implementation);
  }

  resetCalls() { this.#calls = []; }

  restore() {
    this.#implementation = this.#original;
    this.#onces.clear();
    this.#restore?.();
  }

  // Runs one call and records it. Not for programs: `mockFunction` takes it off the class below.
  invoke(receiver, args, target) {
    const index = this.#calls.length;
    let fn = this.#onces.get(index) ?? this.#implementation;
    if (index + 1 === this.#times) {
      const last = fn;
      this.restore();
      fn = last;
    }
    this.#onces.delete(index);
    let result;
    let error;
    try {
      result = target === undefined ? ReflectApply(fn, receiver, args) : ReflectConstruct(fn, args, target);
      return result;
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      ArrayPrototypePush(this.#calls, {
        arguments: args,
        error,
        result,
        stack: new Error(),
        target,
        this: target === undefined ? receiver : result,
      });
    }
  }
}

const { invoke } = MockFunctionContext.prototype;
delete MockFunctionContext.prototype.invoke;

function mockFunction(original, implementation, restore, times) {
  const context = new MockFunctionContext(original, implementation, restore, times);
  const mocked = new Proxy(original, {
    __proto__: null,
    apply(target, receiver, args) {
      return ReflectApply(invoke, context, [receiver, args, undefined]);
    },
    construct(target, args, newTarget) {
      const real = newTarget === mocked ? original : newTarget;
      return ReflectApply(invoke, context, [undefined, args, real]);
    },
    get(target, property, receiver) {
      return property === 'mock' ? context : ReflectGet(target, property, receiver);
    },
  });
  return { __proto__: null, context, mocked };
}

function findDescriptor(object, name) {
  for (let holder = object; holder !== null && holder !== undefined; holder = ObjectGetPrototypeOf(holder)) {
    const descriptor = ObjectGetOwnPropertyDescriptor(holder, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

function checkTimes(times) {
  if (times !== Infinity) validateInteger(times, 'options.times', 1);
}

function isOptions(value) {
  return value !== null && typeof value === 'object';
}

class MockTracker {
  #mocks = [];
  #timers;

  get timers() {
    const { MockTimers } = require('test/mock_timers');
    this.#timers ??= new MockTimers();
    return this.#timers;
  }

  fn(original = function() {}, implementation = original, options = { __proto__: null }) {
    if (isOptions(original)) {
      options = original;
      original = function() {};
      implementation = original;
    } else if (isOptions(implementation)) {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { times = Infinity } = options;
    checkTimes(times);
    const { context, mocked } = mockFunction(original, implementation, undefined, times);
    ArrayPrototypePush(this.#mocks, context);
    return mocked;
  }

  method(object, name, implementation, options = { __proto__: null }) {
    if (typeof object !== 'function') validateObject(object, 'object');
    if (typeof name !== 'string' && typeof name !== 'symbol') {
      const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_TYPE('methodName', ['string', 'symbol'], name);
    }
    if (isOptions(implementation)) {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    const { getter = false, setter = false, times = Infinity } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    checkTimes(times);
    if (getter && setter) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    }
    const descriptor = findDescriptor(object, name);
    const original = getter ? descriptor?.get : setter ? descriptor?.set : descriptor?.value;
    if (typeof original !== 'function') {
      throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    }
    implementation ??= original;
    validateFunction(implementation, 'implementation');
    const restore = () => ObjectDefineProperty(object, name, { __proto__: null, ...descriptor });
    const { context, mocked } = mockFunction(original, implementation, restore, times);
    const changed = { __proto__: null, configurable: descriptor.configurable, enumerable: descriptor.enumerable };
    if (getter || setter) {
      changed.get = getter ? mocked : descriptor.get;
      changed.set = setter ? mocked : descriptor.set;
    } else {
      changed.writable = descriptor.writable;
      changed.value = mocked;
    }
    ObjectDefineProperty(object, name, changed);
    ArrayPrototypePush(this.#mocks, context);
    return mocked;
  }

  getter(object, name, implementation, options) {
    return this.#accessor('getter', 'setter', object, name, implementation, options);
  }

  setter(object, name, implementation, options) {
    return this.#accessor('setter', 'getter', object, name, implementation, options);
  }

  #accessor(kind, other, object, name, implementation, options = { __proto__: null }) {
    if (isOptions(implementation)) {
      options = implementation;
      implementation = undefined;
    }
    const chosen = options[kind] ?? true;
    if (chosen === false) throw new ERR_INVALID_ARG_VALUE(`options.${kind}`, chosen, 'cannot be false');
    if (options[other]) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', options.setter ?? true, "cannot be used with 'options.getter'");
    }
    return this.method(object, name, implementation, { __proto__: null, ...options, [kind]: chosen });
  }

  property(object, propertyName, ...value) {
    const { mockProperty } = require('test/mock_property');
    const { context, proxy } = mockProperty(object, propertyName, value);
    ArrayPrototypePush(this.#mocks, context);
    return proxy;
  }

  module(specifier, options = { __proto__: null }) {
    const { mockModule } = require('test/mock_module');
    const context = mockModule(specifier, options);
    ArrayPrototypePush(this.#mocks, context);
    return context;
  }

  reset() {
    this.restoreAll();
    this.#timers?.reset();
    this.#mocks = [];
  }

  restoreAll() {
    for (let i = 0; i < this.#mocks.length; i++) this.#mocks[i].restore();
  }
}

ObjectDefineProperty(MockTracker.prototype.property, 'length', { __proto__: null, value: 3, configurable: true });
// Only programs that ask for it by a flag have it.
if (getOptionValue('--experimental-test-module-mocks') !== true) delete MockTracker.prototype.module;

module.exports = { MockTracker };
