'use strict';
// process.finalization: functions to call with an object when the process ends,
// unless the object was collected before. Loaded on first use.

const {
  ArrayPrototypePush,
  SafeFinalizationRegistry,
  SafeSet,
  SafeWeakMap,
  WeakRef,
  WeakRefPrototypeDeref,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { emitExperimentalWarning } = require('internal/util');

const kEvents = ['exit', 'beforeExit'];

function createFinalization() {
  const live = { __proto__: null, exit: new SafeSet(), beforeExit: new SafeSet() };
  // The references of each object, so that `unregister` needs no search.
  const byObject = new SafeWeakMap();
  const registry = new SafeFinalizationRegistry((ref) => forget(ref));

  function forget(ref) {
    live[ref.event].delete(ref);
    if (live[ref.event].size === 0) {
      process.removeListener(ref.event, listeners[ref.event]);
    }
  }

  function run(event) {
    const due = [];
    live[event].forEach((ref) => ArrayPrototypePush(due, ref));
    for (let i = 0; i < due.length; i++) {
      const object = WeakRefPrototypeDeref(due[i].ref);
      if (object === undefined || object === null) continue;
      forget(due[i]);
      const { fn } = due[i];
      fn(object, event);
    }
  }

  const listeners = {
    __proto__: null,
    exit: () => run('exit'),
    beforeExit: () => run('beforeExit'),
  };

  function add(event, object, fn) {
    if (object === null ||
        (typeof object !== 'object' && typeof object !== 'function')) {
      throw new ERR_INVALID_ARG_TYPE('obj', 'object', object);
    }
    const ref = { ref: new WeakRef(object), fn, event };
    if (live[event].size === 0) process.on(event, listeners[event]);
    live[event].add(ref);
    let refs = byObject.get(object);
    if (refs === undefined) byObject.set(object, refs = []);
    ArrayPrototypePush(refs, ref);
    registry.register(object, ref, ref);
  }

  return {
    register(obj, fn) {
      emitExperimentalWarning('process.finalization.register');
      add(kEvents[0], obj, fn);
    },
    registerBeforeExit(obj, fn) {
      emitExperimentalWarning('process.finalization.registerBeforeExit');
      add(kEvents[1], obj, fn);
    },
    unregister(obj) {
      emitExperimentalWarning('process.finalization.unregister');
      const refs = byObject.get(obj);
      if (refs === undefined) return;
      byObject.delete(obj);
      for (let i = 0; i < refs.length; i++) {
        registry.unregister(refs[i]);
        if (live[refs[i].event].has(refs[i])) forget(refs[i]);
      }
    },
  };
}

module.exports = { createFinalization };
