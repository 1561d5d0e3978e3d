'use strict';
// The async context: one value that V8 carries along promises and microtasks
// (its continuation-preserved embedder data). AsyncLocalStorage keeps its
// stores in it; timers, ticks and native requests carry it by hand.
//
// Until a program first sets a context nobody pays: `state.used` stays false
// and each capture is a field read. Other modules must use these functions,
// never the binding.

const { ReflectApply } = primordials;
const { getContinuationData, setContinuationData } = binding('engine');

const state = { used: false };

function currentContext() {
  return state.used ? getContinuationData() : undefined;
}

// Makes `context` the current one and returns the one before it.
function exchangeContext(context) {
  if (!state.used) {
    if (context === undefined) return undefined;
    state.used = true;
  }
  const before = getContinuationData();
  if (before !== context) setContinuationData(context);
  return before;
}

function setContext(context) {
  if (!state.used) {
    if (context === undefined) return;
    state.used = true;
  }
  setContinuationData(context);
}

function runInContext(context, fn, thisArg, args) {
  const before = exchangeContext(context);
  try {
    return ReflectApply(fn, thisArg, args);
  } finally {
    setContext(before);
  }
}

module.exports = {
  state,
  captureContext: currentContext,
  currentContext,
  exchangeContext,
  setContext,
  runInContext,
};
