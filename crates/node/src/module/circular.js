'use strict';
// The half-finished exports that a cycle of requires hands out: while a module loads, reading what it does not export
// yet warns. Owner: the CommonJS loader.

const {
  ObjectGetPrototypeOf,
  ObjectPrototype,
  ObjectPrototypeHasOwnProperty,
  ObjectSetPrototypeOf,
  Proxy,
  ReflectGetOwnPropertyDescriptor,
  String,
} = primordials;

const { isProxy } = require('util/types');

function warn(prop) {
  process.emitWarning(
    `Accessing non-existent property '${String(prop)}' of module exports inside circular dependency`);
}

// Stands in for Object.prototype below the exports of a module that is loading. `__esModule` is asked for by compilers'
// output on every import, so it does not warn.
const guard = new Proxy({}, {
  __proto__: null,
  get(target, prop) {
    if (prop in target || prop === '__esModule') return target[prop];
    warn(prop);
    return undefined;
  },
  getOwnPropertyDescriptor(target, prop) {
    if (ObjectPrototypeHasOwnProperty(target, prop) || prop === '__esModule') {
      return ReflectGetOwnPropertyDescriptor(target, prop);
    }
    warn(prop);
    return undefined;
  },
});

// How many exports have been guarded: most programs have no cycles, and their modules are not looked at.
let guarded = 0;

/** The exports of a module that is still loading, with the guard below them where they are a plain object. */
function exportsInCycle(module) {
  const { exports } = module;
  if (exports && !isProxy(exports) && ObjectGetPrototypeOf(exports) === ObjectPrototype && !exports.__esModule) {
    ObjectSetPrototypeOf(exports, guard);
    guarded++;
  }
  return exports;
}

/** Takes the guard away once the module is loaded. */
function leaveCycle(module) {
  if (guarded === 0) return;
  const { exports } = module;
  if (exports !== null && (typeof exports === 'object' || typeof exports === 'function') &&
      !isProxy(exports) && ObjectGetPrototypeOf(exports) === guard) {
    ObjectSetPrototypeOf(exports, ObjectPrototype);
  }
}

module.exports = { exportsInCycle, leaveCycle };
