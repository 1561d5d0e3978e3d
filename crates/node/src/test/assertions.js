'use strict';

// `t.assert`: the functions of node:assert bound to a test, so that they count towards its plan, with the snapshot
// assertions and those that a program registers.
//
// Owner: test.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ObjectKeys,
  ReflectApply,
  SafeMap,
  StringPrototypeStartsWith,
  StringPrototypeToUpperCase,
} = primordials;

const { validateFunction, validateString } = require('internal/validators');

const kNotAssertions = ['AssertionError', 'strict', 'Assert', 'CallTracker', 'ok'];
const registered = new SafeMap();

/** `assert.register(name, fn)`: also for contexts that exist already, until their `assert` was used. */
function register(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  registered.set(name, fn);
}

let library;

function libraryFunctions() {
  if (library !== undefined) return library;
  library = [];
  const assert = require('assert');
  const names = ObjectKeys(assert);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (typeof assert[name] !== 'function' || ArrayPrototypeIncludes(kNotAssertions, name)) continue;
    // Classes are no assertions.
    if (StringPrototypeToUpperCase(name[0]) === name[0] && !StringPrototypeStartsWith(name, 'is')) continue;
    ArrayPrototypePush(library, { __proto__: null, name, fn: assert[name] });
  }
  return library;
}

function makeAssertions(node) {
  const bound = { __proto__: null };
  const add = (name, fn) => {
    bound[name] = (...args) => {
      node.plan?.count();
      return ReflectApply(fn, node.context, args);
    };
  };
  const functions = libraryFunctions();
  for (let i = 0; i < functions.length; i++) add(functions[i].name, functions[i].fn);
  add('snapshot', (...args) => require('test/snapshot').assertSnapshot(node, ...args));
  add('fileSnapshot', (...args) => require('test/snapshot').assertFileSnapshot(node, ...args));
  registered.forEach((fn, name) => add(name, fn));
  // Its message quotes the source of the call, for which it needs to know where it was called.
  if (!registered.has('ok')) {
    bound.ok = function ok(...args) {
      node.plan?.count();
      if (!args[0]) require('assert/ok').failOk('simple', ok, args.length, args[0], args[1]);
    };
  }
  return bound;
}

module.exports = { makeAssertions, register };
