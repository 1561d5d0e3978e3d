'use strict';

// The public module `node:test` (doc/api/test.md): the functions that declare tests and suites in a program.
//
// Owner: test. It finds the test that a call stands in; everything else is done by the files beside this one, loaded when
// they are first needed.

const { ObjectAssign, ObjectDefineProperty } = primordials;

const { findLocation, makeNode } = require('test/declare');
const { currentNode } = require('test/harness');
const { addHook } = require('test/hooks');
const { storage } = require('test/node');

const kForms = ['expectFailure', 'skip', 'todo', 'only'];

// One declaring function with its short forms `.skip`, `.todo`, `.only` and `.expectFailure`.
function makeDeclarer(type) {
  const test = (name, options, fn) => {
    const parent = currentNode();
    const node = makeNode(parent, type, name, options, fn);
    return parent.add(node) ?? node.start();
  };
  for (let i = 0; i < kForms.length; i++) {
    const form = kForms[i];
    test[form] = (name, options, fn) => {
      const parent = currentNode();
      const node = makeNode(parent, type, name, options, fn, form);
      return parent.add(node) ?? node.start();
    };
    // As in Node, it has no name.
    ObjectDefineProperty(test[form], 'name', { __proto__: null, value: '', configurable: true });
  }
  return test;
}

const hookFunction = (kind) => (fn, options) => {
  addHook(currentNode(), kind, fn, options, findLocation());
};

/** The context of the test, suite or hook whose code is running. */
function getTestContext() {
  const owner = storage.getStore();
  return owner === undefined || owner.node.parent === null ? undefined : owner.node.context;
}

function run(options) {
  return require('test/run').run(options);
}

const test = makeDeclarer('test');
const suite = makeDeclarer('suite');

ObjectAssign(test, {
  after: hookFunction('after'),
  afterEach: hookFunction('afterEach'),
  before: hookFunction('before'),
  beforeEach: hookFunction('beforeEach'),
  describe: suite,
  getTestContext,
  it: test,
  run,
  suite,
  test,
});

function lazyProperty(name, make) {
  let value;
  ObjectDefineProperty(test, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      value ??= make();
      return value;
    },
  });
}

lazyProperty('mock', () => {
  const { MockTracker } = require('test/mock');
  return new MockTracker();
});
lazyProperty('snapshot', () => {
  const { setDefaultSnapshotSerializers, setResolveSnapshotPath } = require('test/snapshot');
  return { __proto__: null, setDefaultSnapshotSerializers, setResolveSnapshotPath };
});
lazyProperty('assert', () => {
  const { register } = require('test/assertions');
  return { __proto__: null, register };
});

module.exports = test;
