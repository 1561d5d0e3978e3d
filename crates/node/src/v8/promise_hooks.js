'use strict';
// v8.promiseHooks - functions that are called in the life of each promise.

const { validatePlainFunction } = require('internal/validators');
const { addHooks } = require('internal/promise_hooks');

function check(hook, name) {
  validatePlainFunction(hook, `${name}Hook`);
  return hook;
}

function onInit(hook) {
  return addHooks({ __proto__: null, init: check(hook, 'init') });
}

function onBefore(hook) {
  return addHooks({ __proto__: null, before: check(hook, 'before') });
}

function onAfter(hook) {
  return addHooks({ __proto__: null, after: check(hook, 'after') });
}

function onSettled(hook) {
  return addHooks({ __proto__: null, settled: check(hook, 'settled') });
}

function createHook({ init, before, after, settled } = {}) {
  const hooks = { __proto__: null };
  if (init) hooks.init = check(init, 'init');
  if (before) hooks.before = check(before, 'before');
  if (after) hooks.after = check(after, 'after');
  if (settled) hooks.settled = check(settled, 'settled');
  return addHooks(hooks);
}

module.exports = { createHook, onInit, onBefore, onAfter, onSettled };
