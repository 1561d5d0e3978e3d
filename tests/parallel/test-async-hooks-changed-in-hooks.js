'use strict';
// A hook that hooks enable or disable comes and goes when the outermost round is over, not within it; listeners of
// 'unhandledRejection' run as the rejected promise.

const assert = require('node:assert');
const { AsyncResource, createHook, executionAsyncId } = require('node:async_hooks');

const seen = [];
const late = createHook({ init: (id, type) => seen.push(`late ${type}`) });
const early = createHook({ init: (id, type) => seen.push(`early ${type}`) }).enable();
const changing = createHook({
  init(id, type) {
    late.enable();
    early.disable();
    if (type === 'Outer') new AsyncResource('Inner');
  },
}).enable();
new AsyncResource('Outer');
new AsyncResource('Next');
changing.disable();
late.disable();
assert.deepStrictEqual(seen, ['early Outer', 'early Inner', 'late Next']);

let promiseId;
const hook = createHook({
  init(id, type) {
    if (type === 'PROMISE') promiseId ??= id;
  },
}).enable();
Promise.reject(new Error('nobody takes this'));
process.on('unhandledRejection', () => {
  assert.strictEqual(executionAsyncId(), promiseId);
  hook.disable();
});
