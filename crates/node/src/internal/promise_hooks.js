'use strict';
// The hooks of promises, shared by v8.promiseHooks and async_hooks: V8 takes one
// function per moment, so that several are called from here. Nothing is set in
// V8 while no hook is there.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
} = primordials;

const { setPromiseHooks } = binding('engine');

// Lists are replaced, never changed: a hook may stop itself.
const lists = { __proto__: null, init: [], before: [], after: [], settled: [] };

function caller(moment) {
  const list = lists[moment];
  if (list.length === 0) return undefined;
  return (promise, parent) => {
    for (let i = 0; i < list.length; i++) {
      try {
        const hook = list[i];
        hook(promise, parent);
      } catch (err) {
        // V8 calls from the middle of a promise operation: nothing may leave.
        require('process/execution').triggerUncaughtException(err, false);
      }
    }
  };
}

function update() {
  setPromiseHooks(caller('init'), caller('before'), caller('after'),
                  caller('settled'));
}

function add(moment, hook) {
  lists[moment] = ArrayPrototypeSlice(lists[moment]);
  ArrayPrototypePush(lists[moment], hook);
}

function remove(moment, hook) {
  const at = ArrayPrototypeIndexOf(lists[moment], hook);
  if (at === -1) return;
  lists[moment] = ArrayPrototypeSlice(lists[moment]);
  ArrayPrototypeSplice(lists[moment], at, 1);
}

// `hooks`: any of init, before, after, settled. Returns a function that takes
// them out again.
function addHooks(hooks) {
  for (const moment in lists) {
    if (hooks[moment] !== undefined) add(moment, hooks[moment]);
  }
  update();
  return function stop() {
    for (const moment in lists) {
      if (hooks[moment] !== undefined) remove(moment, hooks[moment]);
    }
    update();
  };
}

module.exports = { addHooks };
