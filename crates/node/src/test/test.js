'use strict';

// The public module `node:test` (doc/api/test.md): the functions that declare tests and suites in a program.
//
// Owner: test. It reads the arguments and finds the test that the call stands in; `test/runner` runs what is declared,
// `test/report` prints it. Runs inside this one process: starting other processes (`run`) and snapshots do not exist yet.

const { ObjectAssign, ObjectDefineProperty } = primordials;

const { notYet } = require('internal/errors');
const { currentNode, declare, getRoot } = require('test/runner');

function modified(name, options) {
  return { __proto__: null, [name]: true, ...options };
}

// One declaring function with its short forms `.skip`, `.todo`, `.only` and `.expectFailure`.
function makeDeclarer(type, declarer) {
  const forms = ['expectFailure', 'skip', 'todo', 'only'];
  for (let i = 0; i < forms.length; i++) {
    const form = forms[i];
    const short = (name, options, fn) => declare(currentNode(), type, name, options, fn, modified(form));
    ObjectDefineProperty(short, 'name', { __proto__: null, value: form, configurable: true });
    declarer[form] = short;
  }
  return declarer;
}

const test = makeDeclarer('test', function test(name, options, fn) {
  return declare(currentNode(), 'test', name, options, fn);
});

const suite = makeDeclarer('suite', function suite(name, options, fn) {
  return declare(currentNode(), 'suite', name, options, fn);
});

function hookFunction(kind) {
  return (fn, options) => {
    currentNode().addHook(kind, fn, options);
  };
}

function getTestContext() {
  const node = currentNode();
  return node === getRoot() ? undefined : node.context;
}

function run() {
  throw notYet('test.run');
}

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
lazyProperty('snapshot', () => ({
  __proto__: null,
  setDefaultSnapshotSerializers() { throw notYet('test.snapshot.setDefaultSnapshotSerializers'); },
  setResolveSnapshotPath() { throw notYet('test.snapshot.setResolveSnapshotPath'); },
}));
lazyProperty('assert', () => ({
  __proto__: null,
  register: require('test/context').registerAssertion,
}));

module.exports = test;
