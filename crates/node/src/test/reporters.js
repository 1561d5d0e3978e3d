'use strict';

// The public module `node:test/reporters`: what `compose()` takes to turn a run's events into text.
//
// Owner: test. Each reporter is loaded when it is first used.

const { ObjectDefineProperties, ReflectConstruct } = primordials;

function getter(id) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require(id); },
  };
}

// Two reporters are classes that may be called without `new`.
function callable(name, id) {
  const value = { [name]: function(...args) { return ReflectConstruct(require(id), args); } }[name];
  return { __proto__: null, configurable: true, enumerable: true, value };
}

ObjectDefineProperties(module.exports, {
  __proto__: null,
  dot: getter('test/reporters/dot'),
  junit: getter('test/reporters/junit'),
  spec: callable('spec', 'test/reporters/spec'),
  tap: getter('test/reporters/tap'),
  lcov: callable('lcov', 'test/reporters/lcov'),
});
