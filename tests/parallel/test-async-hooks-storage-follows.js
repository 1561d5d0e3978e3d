// Shows that a store follows promises, ticks, timers, immediates and bound functions, and not its neighbours.
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');

const storage = new AsyncLocalStorage();
const other = new AsyncLocalStorage({ defaultValue: 'none', name: 'other' });
assert.strictEqual(storage.getStore(), undefined);
assert.strictEqual(other.getStore(), 'none');
assert.strictEqual(other.name, 'other');

let checks = 0;
const expect = (store) => () => {
  assert.strictEqual(storage.getStore(), store);
  checks++;
};
const start = (store) => storage.run(store, () => {
  process.nextTick(expect(store));
  queueMicrotask(expect(store));
  setTimeout(expect(store), 1);
  setImmediate(expect(store));
  Promise.resolve().then(expect(store));
  (async () => {
    await null;
    expect(store)();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(store)();
  })();
  storage.exit(() => setImmediate(expect(undefined)));
  return [AsyncLocalStorage.bind(expect(store)), AsyncLocalStorage.snapshot(), new AsyncResource('MINE')];
});
for (const store of [1, 'two', { three: 3 }]) {
  const [bound, snapshot, resource] = start(store);
  assert.strictEqual(storage.getStore(), undefined);
  bound();
  snapshot(expect(store));
  resource.runInAsyncScope(expect(store));
}
assert.throws(() => storage.run(1, () => { throw new Error('thrown'); }), /thrown/);
assert.strictEqual(storage.getStore(), undefined);
{
  using _ = storage.withScope('scope');
  assert.strictEqual(storage.getStore(), 'scope');
}
assert.strictEqual(storage.getStore(), undefined);
storage.enterWith('left');
storage.disable();
assert.strictEqual(storage.getStore(), undefined);

process.on('exit', () => assert.strictEqual(checks, 3 * 11));
