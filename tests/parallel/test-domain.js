'use strict';
// Domains follow work through native requests, promises and timers, and what their own listeners throw goes outwards.
const assert = require('node:assert');
const fs = require('node:fs');
const domain = require('node:domain');
const { AsyncLocalStorage } = require('node:async_hooks');

const seen = [];
const outer = domain.create();
const inner = domain.create();
outer.on('error', (error) => seen.push(`outer ${error.message} ${domain._stack.length}`));
inner.on('error', (error) => {
  seen.push(`inner ${error.message} ${domain._stack.length}`);
  if (error.message === 'deep') throw new Error('from listener');
});

const storage = new AsyncLocalStorage();
const starts = {
  stat: (then) => fs.stat(__filename, then),
  promise: (then) => fs.promises.stat(__filename).then(then),
  timer: (then) => setTimeout(then, 1),
  tick: (then) => process.nextTick(then),
  microtask: (then) => queueMicrotask(then),
  immediate: (then) => setImmediate(then),
};
for (const [name, start] of Object.entries(starts)) {
  outer.run(() => inner.run(() => storage.run(name, () => start(() => {
    assert.strictEqual(process.domain, inner);
    assert.deepStrictEqual(domain._stack, [inner]);
    assert.strictEqual(storage.getStore(), name);
    if (!['promise', 'microtask'].includes(name)) throw new Error(name);
    seen.push(name);
  }))));
  assert.deepStrictEqual(domain._stack, []);
}

// Thrown while both are entered: the listener's own exception goes to the one around it.
setTimeout(() => outer.run(() => inner.run(() => { throw new Error('deep'); })), 20);

process.on('exit', () => {
  assert.deepStrictEqual(seen.slice(-2), ['inner deep 1', 'outer from listener 0']);
  assert.deepStrictEqual(seen.slice(0, -2).sort(), [
    'inner immediate 0', 'inner stat 0', 'inner tick 0', 'inner timer 0', 'microtask', 'promise',
  ]);
});
