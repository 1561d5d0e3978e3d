// The language's intrinsics as the built-ins use them, taken before any program runs, so that nothing a program
// changes later reaches inside. Methods become functions with the receiver first: `ArrayPrototypePush(array, item)`.
// Run once by the realm with the object to fill as `exports`; returns the function that takes what comes late.
'use strict';

const primordials_ = exports;
const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf, freeze, create } = Object;
const { ownKeys, apply, construct } = Reflect;
const { bind, call } = Function.prototype;
const uncurryThis = bind.bind(call);
const applyBind = bind.bind(apply);

primordials_.uncurryThis = uncurryThis;
primordials_.applyBind = applyBind;

// `then` is Then, `@@iterator` is SymbolIterator.
function nameOf(key) {
  if (typeof key === 'symbol') {
    const description = key.description;
    return `Symbol${description[7].toUpperCase()}${description.slice(8)}`;
  }
  return `${key[0].toUpperCase()}${key.slice(1)}`;
}

// Where names are put.
let target = primordials_;

function put(name, value) {
  target[name] = value;
}

function copyAccessor(prefix, name, descriptor) {
  put(`${prefix}Get${name}`, uncurryThis(descriptor.get));
  if (descriptor.set !== undefined) put(`${prefix}Set${name}`, uncurryThis(descriptor.set));
}

// Static properties; functions keep the constructor as receiver.
function copyStatics(source, prefix, receiver) {
  const keys = ownKeys(source);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const descriptor = getOwnPropertyDescriptor(source, key);
    const name = nameOf(key);
    if (descriptor.get !== undefined) {
      copyAccessor(prefix, name, descriptor);
      continue;
    }
    const { value } = descriptor;
    put(`${prefix}${name}`, receiver && typeof value === 'function' ? value.bind(source) : value);
    if (typeof value === 'function' && (name === 'Of' || name === 'From' || name === 'Max' || name === 'Min' ||
        name === 'FromCharCode' || name === 'Concat')) {
      put(`${prefix}${name}Apply`, applyBind(value, source));
    }
  }
}

function copyPrototype(prototype, prefix) {
  const keys = ownKeys(prototype);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const descriptor = getOwnPropertyDescriptor(prototype, key);
    const name = nameOf(key);
    if (descriptor.get !== undefined) {
      copyAccessor(prefix, name, descriptor);
      continue;
    }
    const { value } = descriptor;
    put(`${prefix}${name}`, typeof value === 'function' ? uncurryThis(value) : value);
    if (typeof value === 'function' && (name === 'Push' || name === 'Unshift' || name === 'Concat')) {
      put(`${prefix}${name}Apply`, applyBind(value));
    }
  }
}

for (const name of ['Proxy', 'globalThis']) put(name, globalThis[name]);
for (const name of ['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'unescape']) {
  put(name, globalThis[name]);
}
for (const name of ['Atomics', 'JSON', 'Math', 'Proxy', 'Reflect']) {
  const keys = ownKeys(globalThis[name]);
  for (let i = 0; i < keys.length; i++) {
    const value = globalThis[name][keys[i]];
    put(`${name}${nameOf(keys[i])}`, value);
    if (name === 'Math' && (keys[i] === 'max' || keys[i] === 'min')) {
      put(`${name}${nameOf(keys[i])}Apply`, applyBind(value, Math));
    }
  }
}

const CONSTRUCTORS = [
  'AggregateError', 'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Date',
  'Error', 'EvalError', 'FinalizationRegistry', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array',
  'Int8Array', 'Map', 'Number', 'Object', 'Promise', 'RangeError', 'ReferenceError', 'RegExp', 'Set', 'String', 'Symbol',
  'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap',
  'WeakRef', 'WeakSet', 'SharedArrayBuffer', 'Float16Array', 'Iterator', 'DisposableStack', 'AsyncDisposableStack',
  'SuppressedError',
];
for (let i = 0; i < CONSTRUCTORS.length; i++) takeConstructor(CONSTRUCTORS[i]);

function takeConstructor(name) {
  const constructor = globalThis[name];
  if (constructor === undefined) return;
  put(name, constructor);
  copyStatics(constructor, name, name === 'Promise');
  copyPrototype(constructor.prototype, `${name}Prototype`);
}

const TypedArray = Reflect.getPrototypeOf(Uint8Array);
const ArrayIteratorPrototype = Reflect.getPrototypeOf([][Symbol.iterator]());
const StringIteratorPrototype = Reflect.getPrototypeOf(''[Symbol.iterator]());
const AsyncIteratorPrototype = Reflect.getPrototypeOf(Reflect.getPrototypeOf(async function*() {}).prototype);
put('TypedArray', TypedArray);
copyStatics(TypedArray, 'TypedArray', false);
copyPrototype(TypedArray.prototype, 'TypedArrayPrototype');
put('ArrayIteratorPrototype', ArrayIteratorPrototype);
copyPrototype(ArrayIteratorPrototype, 'ArrayIteratorPrototype');
put('StringIteratorPrototype', StringIteratorPrototype);
copyPrototype(StringIteratorPrototype, 'StringIteratorPrototype');
put('IteratorPrototype', Reflect.getPrototypeOf(ArrayIteratorPrototype));
put('AsyncIteratorPrototype', AsyncIteratorPrototype);

// Iteration that a changed %ArrayIteratorPrototype%.next cannot reach.
function safeIteratorOf(createIterator, next) {
  class SafeIterator {
    #iterator;
    constructor(iterable) {
      this.#iterator = createIterator(iterable);
    }
    next() {
      return next(this.#iterator);
    }
    [Symbol.iterator]() {
      return this;
    }
  }
  setPrototypeOf(SafeIterator.prototype, null);
  freeze(SafeIterator.prototype);
  freeze(SafeIterator);
  return SafeIterator;
}
put('SafeArrayIterator', safeIteratorOf(primordials_.ArrayPrototypeSymbolIterator, primordials_.ArrayIteratorPrototypeNext));
put('SafeStringIterator', safeIteratorOf(primordials_.StringPrototypeSymbolIterator, primordials_.StringIteratorPrototypeNext));

// A subclass whose methods are its own, so that changes to the base's prototype do not reach it.
function makeSafe(unsafe, safe) {
  if (Symbol.iterator in unsafe.prototype) {
    const dummy = new unsafe();
    let next;
    const keys = ownKeys(unsafe.prototype);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (Reflect.has(safe.prototype, key) && getOwnPropertyDescriptor(safe.prototype, key) !== undefined) continue;
      const descriptor = getOwnPropertyDescriptor(unsafe.prototype, key);
      if (typeof descriptor.value === 'function' && descriptor.value.length === 0 &&
          Symbol.iterator in (call.call(descriptor.value, dummy) ?? {})) {
        const createIterator = uncurryThis(descriptor.value);
        next ??= uncurryThis(createIterator(dummy).next);
        const SafeIterator = safeIteratorOf(createIterator, next);
        descriptor.value = function() {
          return new SafeIterator(this);
        };
      }
      defineProperty(safe.prototype, key, { __proto__: null, ...descriptor });
    }
  } else {
    copyOwn(unsafe.prototype, safe.prototype);
  }
  copyOwn(unsafe, safe);
  setPrototypeOf(safe.prototype, null);
  freeze(safe.prototype);
  freeze(safe);
  return safe;
}

function copyOwn(source, target) {
  const keys = ownKeys(source);
  for (let i = 0; i < keys.length; i++) {
    if (getOwnPropertyDescriptor(target, keys[i]) === undefined) {
      defineProperty(target, keys[i], { __proto__: null, ...getOwnPropertyDescriptor(source, keys[i]) });
    }
  }
}

put('makeSafe', makeSafe);
put('SafeMap', makeSafe(Map, class SafeMap extends Map {
  constructor(entries) { super(entries); } // eslint-disable-line no-useless-constructor
}));
put('SafeWeakMap', makeSafe(WeakMap, class SafeWeakMap extends WeakMap {
  constructor(entries) { super(entries); } // eslint-disable-line no-useless-constructor
}));
put('SafeSet', makeSafe(Set, class SafeSet extends Set {
  constructor(items) { super(items); } // eslint-disable-line no-useless-constructor
}));
put('SafeWeakSet', makeSafe(WeakSet, class SafeWeakSet extends WeakSet {
  constructor(items) { super(items); } // eslint-disable-line no-useless-constructor
}));
put('SafeFinalizationRegistry', makeSafe(FinalizationRegistry, class SafeFinalizationRegistry extends FinalizationRegistry {
  constructor(cleanup) { super(cleanup); } // eslint-disable-line no-useless-constructor
}));
put('SafeWeakRef', makeSafe(WeakRef, class SafeWeakRef extends WeakRef {
  constructor(target) { super(target); } // eslint-disable-line no-useless-constructor
}));

const SafePromise = makeSafe(Promise, class SafePromise extends Promise {
  constructor(executor) { super(executor); } // eslint-disable-line no-useless-constructor
});
const { PromisePrototypeThen } = primordials_;
put('SafePromise', SafePromise);
put('PromisePrototypeCatch', (promise, onRejected) => PromisePrototypeThen(promise, undefined, onRejected));

// Runs `onFinally` as Promise.prototype.finally does, whatever a program did to then.
put('SafePromisePrototypeFinally', (promise, onFinally) => new Promise((resolve, reject) => {
  new SafePromise((a, b) => PromisePrototypeThen(promise, a, b)).finally(onFinally).then(resolve, reject);
}));

// Waits for all items; `mapper(item, index)` runs on each first.
function collectAll(items, mapper, each) {
  return new Promise((resolve, reject) => {
    const results = [];
    let waiting = items.length;
    if (waiting === 0) return resolve(results);
    for (let i = 0; i < items.length; i++) {
      const value = mapper === undefined ? items[i] : mapper(items[i], i);
      each(primordials_.PromiseResolve(value), i, results, () => {
        if (--waiting === 0) resolve(results);
      }, resolve, reject);
    }
  });
}
put('SafePromiseAll', (items, mapper) => collectAll(items, mapper, (promise, i, results, done, resolve, reject) => {
  PromisePrototypeThen(promise, (value) => {
    results[i] = value;
    done();
  }, reject);
}));
put('SafePromiseAllReturnArrayLike', primordials_.SafePromiseAll);
put('SafePromiseAllReturnVoid', (items, mapper) => collectAll(items, mapper, (promise, i, results, done, resolve, reject) => {
  PromisePrototypeThen(promise, done, reject);
}));
put('SafePromiseAllSettled', (items, mapper) => collectAll(items, mapper, (promise, i, results, done) => {
  PromisePrototypeThen(promise, (value) => {
    results[i] = { status: 'fulfilled', value };
    done();
  }, (reason) => {
    results[i] = { status: 'rejected', reason };
    done();
  });
}));
put('SafePromiseAllSettledReturnVoid', (items, mapper) => collectAll(items, mapper, (promise, i, results, done) => {
  PromisePrototypeThen(promise, done, done);
}));
put('SafePromiseRace', (items, mapper) => new Promise((resolve, reject) => {
  for (let i = 0; i < items.length; i++) {
    const value = mapper === undefined ? items[i] : mapper(items[i], i);
    PromisePrototypeThen(primordials_.PromiseResolve(value), resolve, reject);
  }
}));
put('SafePromiseAny', (items, mapper) => new Promise((resolve, reject) => {
  const errors = [];
  let waiting = items.length;
  for (let i = 0; i < items.length; i++) {
    const value = mapper === undefined ? items[i] : mapper(items[i], i);
    PromisePrototypeThen(primordials_.PromiseResolve(value), resolve, (error) => {
      errors[i] = error;
      if (--waiting === 0) reject(new primordials_.AggregateError(errors));
    });
  }
}));

// A regular expression whose exec and flags a program cannot reach; used where user text is searched.
const exec = RegExp.prototype.exec;
put('hardenRegExp', (pattern) => {
  defineProperty(pattern, 'exec', { __proto__: null, value: exec });
  return pattern;
});
put('SafeStringPrototypeSearch', (text, pattern) => {
  pattern.lastIndex = 0;
  const match = primordials_.RegExpPrototypeExec(pattern, text);
  return match ? match.index : -1;
});

put('SymbolDispose', Symbol.dispose);
put('SymbolAsyncDispose', Symbol.asyncDispose);
put('ReflectConstruct', construct);
put('ObjectCreate', create);
// V8 puts its newest constructors into a context only after the snapshot is loaded. They are found by way of the
// prototype then: what asks for them while the snapshot is made gets nothing, so it must ask when it is called.
const late = create(null);
setPrototypeOf(primordials_, late);
freeze(primordials_);

/** Takes what was not there yet; before any program runs. */
return function takeLate() {
  target = late;
  for (let i = 0; i < CONSTRUCTORS.length; i++) {
    if (primordials_[CONSTRUCTORS[i]] === undefined) takeConstructor(CONSTRUCTORS[i]);
  }
  freeze(late);
};
