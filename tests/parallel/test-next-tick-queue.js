'use strict';
// The queue of ticks: its order over many ticks and throws, and the resource that stands for the tick that runs.
const assert = require('node:assert');
const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId, executionAsyncResource } = require('node:async_hooks');

const kMany = 2000;
const order = [];
const storage = new AsyncLocalStorage();

function queueMany() {
  for (let n = 0; n < kMany; n++) {
    process.nextTick((...args) => {
      order.push(n);
      assert.deepStrictEqual(args, Array.from({ length: n % 6 }, (_, i) => i));
      if (n % 3 === 0) process.nextTick(() => order.push(kMany + n));
    }, ...Array.from({ length: n % 6 }, (_, i) => i));
  }
  process.nextTick(() => process.nextTick(checkOrder));
}

function checkOrder() {
  const expected = Array.from({ length: kMany }, (_, n) => n);
  for (let n = 0; n < kMany; n += 3) expected.push(kMany + n);
  assert.deepStrictEqual(order, expected);
  storage.run('kept', () => process.nextTick(checkResource));
}

function checkResource() {
  assert.strictEqual(storage.getStore(), 'kept');
  const outer = executionAsyncResource();
  assert.strictEqual(typeof outer, 'object');
  outer.mark = 'outer';
  const id = executionAsyncId();
  new AsyncResource('Other').runInAsyncScope(() => assert.notStrictEqual(executionAsyncResource(), outer));
  assert.strictEqual(executionAsyncResource().mark, 'outer');
  assert.strictEqual(executionAsyncId(), id);
  process.nextTick(() => {
    // Each tick has its own.
    assert.strictEqual(executionAsyncResource().mark, undefined);
    checkHooked();
  });
}

function checkHooked() {
  const told = [];
  const hook = createHook({
    init(id, type, trigger, resource) {
      if (type === 'TickObject') told.push(resource);
    },
  });
  let late;
  process.nextTick(() => { late = executionAsyncResource(); });
  hook.enable();
  process.nextTick((a) => {
    assert.strictEqual(a, 'argument');
    assert.strictEqual(executionAsyncResource(), told[0]);
    // Queued before the hook was there: it has a resource all the same.
    assert.notStrictEqual(late, told[0]);
    assert.strictEqual(typeof late, 'object');
    hook.disable();
    process.nextTick(checkThrow);
  }, 'argument');
}

function checkThrow() {
  const seen = [];
  process.once('uncaughtException', (err) => seen.push(err.message));
  process.nextTick(() => { throw new Error('one'); });
  process.nextTick(() => seen.push('two'));
  setTimeout(() => {
    assert.deepStrictEqual(seen, ['one', 'two']);
    finished = true;
  }, 10);
}

let finished = false;
process.on('exit', () => assert.ok(finished));
queueMany();
