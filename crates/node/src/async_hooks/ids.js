'use strict';
// Async ids: which asynchronous resource runs now, which one caused it, and
// the flags that tell whether any hook wants to hear of it.
//
// The numbers live in one object so that timers and ticks can read and write
// them without a call. Everything here is cheap enough to be always on; the
// hooks themselves load with `async_hooks/hooks`.

const state = {
  // executionAsyncId and triggerAsyncId of the running code.
  id: 1,
  trigger: 0,
  // The resource that runs, null at the top, undefined for a tick whose object nobody has asked for.
  resource: null,
  // The last id given out.
  last: 1,
  // Trigger that a scope forces on resources made within it; -1 when none.
  forcedTrigger: -1,
  // Whether any enabled hook has the callback of that name.
  hooks: false,
  init: false,
  before: false,
  after: false,
  destroy: false,
};

function newAsyncId() {
  return ++state.last;
}

function defaultTrigger() {
  return state.forcedTrigger >= 0 ? state.forcedTrigger : state.id;
}

// Gives a resource made in JavaScript its id, and tells the hooks.
function startResource(type, resource) {
  const id = ++state.last;
  if (state.init) {
    require('async_hooks/hooks').emitInit(id, type, defaultTrigger(), resource);
  }
  return id;
}

// `callback`, the end of a request that begins now: while hooks are enabled, as a resource of theirs.
function asRequest(type, callback) {
  return state.hooks ? require('async_hooks/request').request(type, callback) : callback;
}

// Runs `fn(...args)` with `trigger` as the cause of what it starts.
function withTrigger(trigger, fn, ...args) {
  const before = state.forcedTrigger;
  state.forcedTrigger = trigger;
  try {
    return primordials.ReflectApply(fn, null, args);
  } finally {
    state.forcedTrigger = before;
  }
}

module.exports = { asRequest, state, newAsyncId, defaultTrigger, startResource, withTrigger };
