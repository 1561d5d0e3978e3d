'use strict';
// setImmediate: callbacks for the loop's check phase.
//
// What is queued while a batch runs belongs to the next turn. A batch that a
// throwing callback interrupts is `outstanding`; the loop sees that in
// `immediateInfo` and calls again at once.

const {
  ArrayPrototypePush,
  ReflectApply,
  SymbolDispose,
  Uint32Array,
} = primordials;

const { toggleImmediateRef } = binding('timers');
const { state: ids } = require('async_hooks/ids');
const {
  state: contextState,
  captureContext,
  exchangeContext,
} = require('async_hooks/context');
const { kRefed, kAsyncId, kTriggerId, kContext, leave } = require('timers/list');

// Shared with the loop, which reads it to know whether there is anything to do.
const immediateInfo = new Uint32Array(3);
const kCount = 0;
const kRefCount = 1;
const kHasOutstanding = 2;

let queue = [];
// The batch that runs, and the place of the next one in it.
let running = null;
let at = 0;

class Immediate {
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = true;
    this[kAsyncId] = ++ids.last;
    this[kTriggerId] = ids.forcedTrigger >= 0 ? ids.forcedTrigger : ids.id;
    this[kContext] = contextState.used ? captureContext() : undefined;
    if (ids.init) {
      require('async_hooks/hooks')
        .emitInit(this[kAsyncId], 'Immediate', this[kTriggerId], this);
    }
    incRef();
    immediateInfo[kCount]++;
    ArrayPrototypePush(queue, this);
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      incRef();
    }
    return this;
  }

  unref() {
    if (this[kRefed] === true) {
      this[kRefed] = false;
      decRef();
    }
    return this;
  }

  hasRef() {
    return !!this[kRefed];
  }

  [SymbolDispose]() {
    clearImmediate(this);
  }
}

function incRef() {
  if (immediateInfo[kRefCount]++ === 0) toggleImmediateRef(true);
}

function decRef() {
  if (--immediateInfo[kRefCount] === 0) toggleImmediateRef(false);
}

// It runs or was cleared: it counts no more, and ref() has no effect.
function retire(immediate) {
  immediate._destroyed = true;
  immediateInfo[kCount]--;
  if (immediate[kRefed]) decRef();
  immediate[kRefed] = null;
}

function finish(immediate) {
  // A program may keep the object: it must not keep these as well.
  immediate._onImmediate = undefined;
  immediate._argv = undefined;
  immediate[kContext] = undefined;
  if (ids.destroy) {
    require('async_hooks/hooks').emitDestroy(immediate[kAsyncId]);
  }
}

function clearImmediate(immediate) {
  if (!immediate?._onImmediate || immediate._destroyed) return;
  // Its place in the queue stays, empty, until the queue's turn comes.
  retire(immediate);
  finish(immediate);
}

function call(immediate) {
  const args = immediate._argv;
  const callback = immediate._onImmediate;
  // Called as a method: `this` is the Immediate.
  if (args === undefined) ReflectApply(callback, immediate, []);
  else ReflectApply(callback, immediate, args);
}

function createImmediateRunner(runNextTicks) {
  return function processImmediate() {
    if (running === null) {
      if (queue.length === 0) return;
      running = queue;
      queue = [];
      at = 0;
    }
    immediateInfo[kHasOutstanding] = 1;
    let ran = false;
    while (at < running.length) {
      if (ran) {
        // Ticks first; they may clear the next one.
        ran = false;
        runNextTicks();
      }
      const immediate = running[at];
      running[at++] = undefined;
      if (immediate._destroyed) continue;
      ran = true;
      if (at === running.length) {
        // Nothing is left for another round if this one throws.
        running = null;
        immediateInfo[kHasOutstanding] = 0;
        run(immediate);
        return;
      }
      run(immediate);
    }
    running = null;
    immediateInfo[kHasOutstanding] = 0;
  };
}

function run(immediate) {
  retire(immediate);
  ids.id = immediate[kAsyncId];
  ids.trigger = immediate[kTriggerId];
  ids.resource = immediate;
  if (contextState.used) exchangeContext(immediate[kContext]);
  try {
    if (ids.hooks) {
      require('async_hooks/hooks')
        .runHooked(immediate[kAsyncId], call, immediate, false);
    } else {
      call(immediate);
    }
  } finally {
    finish(immediate);
  }
  leave();
}

module.exports = {
  Immediate,
  clearImmediate,
  createImmediateRunner,
  immediateInfo,
};
