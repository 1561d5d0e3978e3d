'use strict';
// What `--disable-proto` and `--frozen-intrinsics` do to the language's own objects, before the program starts. Built-in
// code does not notice: it took what it needs at boot. Loaded only when one of the flags is given.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectGetOwnPropertyDescriptor,
  ObjectGetOwnPropertyNames,
  ObjectGetPrototypeOf,
  ObjectPrototype,
  ObjectPrototypeHasOwnProperty,
  ReflectDeleteProperty,
  ReflectOwnKeys,
  SafeSet,
  String,
  TypeError,
  globalThis,
} = primordials;

const { refuseProto } = binding('process');

/** `--disable-proto`: `mode` is 'delete' or 'throw'. */
function disableProto(mode) {
  if (mode === 'delete') {
    ReflectDeleteProperty(ObjectPrototype, '__proto__');
    return;
  }
  ObjectDefineProperty(ObjectPrototype, '__proto__', {
    __proto__: null, configurable: false, enumerable: false, get: refuseProto, set: refuseProto,
  });
}

// --- Frozen intrinsics -------------------------------------------------------------------------------------

/** What the language puts on the global object; all else there is the runtime's and stays as it is. */
const kLanguage = [
  'AggregateError', 'Array', 'ArrayBuffer', 'AsyncDisposableStack', 'Atomics', 'BigInt', 'BigInt64Array',
  'BigUint64Array', 'Boolean', 'DataView', 'Date', 'DisposableStack', 'Error', 'EvalError', 'FinalizationRegistry',
  'Float16Array', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Intl',
  'Iterator', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect',
  'RegExp', 'Set', 'SharedArrayBuffer', 'String', 'SuppressedError', 'Symbol', 'SyntaxError', 'TypeError', 'URIError',
  'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakRef', 'WeakSet', 'WebAssembly',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'isFinite', 'isNaN',
  'parseFloat', 'parseInt', 'unescape',
];

/** Intrinsics without a name of their own, by way of a value that has them as prototypes. */
function unnamed() {
  return [
    ObjectGetPrototypeOf(async () => {}),
    ObjectGetPrototypeOf(function*() {}),
    ObjectGetPrototypeOf(async function*() {}),
    ObjectGetPrototypeOf(primordials.ArrayPrototypeSymbolIterator([])),
    ObjectGetPrototypeOf(primordials.StringPrototypeSymbolIterator('')),
    ObjectGetPrototypeOf(new primordials.Map().entries()),
    ObjectGetPrototypeOf(new primordials.Set().entries()),
    ObjectGetPrototypeOf(primordials.RegExpPrototypeSymbolMatchAll(/x/g, '')),
  ];
}

/**
 * A frozen property of a prototype would forbid objects to have their own one by assignment. As an accessor it does not:
 * its setter gives the property to whoever is assigned to, unless that is the prototype.
 */
function allowOverride(prototype, key, { value, enumerable }) {
  const accessor = {
    getter() { return value; },
    setter(given) {
      if (this === prototype) {
        // eslint-disable-next-line no-restricted-syntax
        throw new TypeError(`Cannot assign to read only property '${String(key)}' of object '${prototype}'`);
      }
      if (ObjectPrototypeHasOwnProperty(this, key)) {
        this[key] = given;
      } else {
        ObjectDefineProperty(this, key, {
          __proto__: null, value: given, configurable: true, enumerable: true, writable: true,
        });
      }
    },
  };
  // Shown beside the accessor; `util.inspect` finds constructors by it.
  accessor.getter.value = value;
  ObjectDefineProperty(prototype, key, {
    __proto__: null, configurable: false, enumerable, get: accessor.getter, set: accessor.setter,
  });
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Everything that can be reached from `roots` by properties and prototypes; the objects that are prototypes apart. */
function reach(roots) {
  const found = new SafeSet();
  const prototypes = new SafeSet();
  const work = [];
  const add = (value) => {
    if (!isObject(value) || found.has(value) || value === globalThis) return;
    found.add(value);
    ArrayPrototypePush(work, value);
  };
  for (let i = 0; i < roots.length; i++) add(roots[i]);
  while (work.length > 0) {
    const object = ArrayPrototypePop(work);
    const prototype = ObjectGetPrototypeOf(object);
    add(prototype);
    // A constructor is the prototype of those that extend it: nobody assigns to these what they inherit.
    if (typeof prototype === 'object' && prototype !== null) prototypes.add(prototype);
    const keys = ReflectOwnKeys(object);
    for (let i = 0; i < keys.length; i++) {
      const { value, get, set } = ObjectGetOwnPropertyDescriptor(object, keys[i]);
      add(value);
      add(get);
      add(set);
      if (keys[i] === 'prototype' && isObject(value)) prototypes.add(value);
    }
  }
  return { found, prototypes };
}

/** `--frozen-intrinsics`. */
function freezeIntrinsics() {
  const roots = unnamed();
  for (let i = 0; i < kLanguage.length; i++) {
    const descriptor = ObjectGetOwnPropertyDescriptor(globalThis, kLanguage[i]);
    if (descriptor !== undefined) ArrayPrototypePush(roots, descriptor.value);
  }
  const { found, prototypes } = reach(roots);
  prototypes.forEach((prototype) => {
    const keys = ReflectOwnKeys(prototype);
    for (let i = 0; i < keys.length; i++) {
      const descriptor = ObjectGetOwnPropertyDescriptor(prototype, keys[i]);
      if (descriptor.configurable && descriptor.writable) allowOverride(prototype, keys[i], descriptor);
    }
  });
  found.forEach(ObjectFreeze);
  ObjectDefineProperty(globalThis, 'globalThis', {
    __proto__: null, value: globalThis, configurable: false, enumerable: false, writable: false,
  });
  fixConsole();
}

/** The console's functions cannot be replaced; its state goes on changing. */
function fixConsole() {
  const { console } = globalThis;
  const names = ObjectGetOwnPropertyNames(console);
  for (let i = 0; i < names.length; i++) {
    const descriptor = ObjectGetOwnPropertyDescriptor(console, names[i]);
    if (descriptor.configurable && descriptor.writable) {
      ObjectDefineProperty(console, names[i], { __proto__: null, configurable: false, writable: false });
    }
  }
}

module.exports = { disableProto, freezeIntrinsics };
