'use strict';
// queueMicrotask() queues into the realm's own queue, also a function of a context with a queue of its own, which only
// runs after an evaluation there; the context is that of the async call; contexts have no queueMicrotask of their own.

const assert = require('node:assert');
const vm = require('node:vm');
const { AsyncLocalStorage } = require('node:async_hooks');

const context = vm.createContext({ log: [] }, { microtaskMode: 'afterEvaluate' });
assert.strictEqual(vm.runInContext('typeof queueMicrotask', context), 'undefined');
assert.strictEqual(vm.runInNewContext('typeof queueMicrotask'), 'undefined');
assert.throws(() => queueMicrotask(1), { code: 'ERR_INVALID_ARG_TYPE' });

const storage = new AsyncLocalStorage();
const { log } = context;
storage.run(7, () => queueMicrotask(() => log.push(`store ${storage.getStore()}`)));
queueMicrotask(vm.runInContext('(function() { log.push(`foreign ${arguments.length}`); })', context));
Promise.resolve().then(() => log.push('promise'));
queueMicrotask(() => { throw new Error('first'); });
queueMicrotask(() => log.push(`store ${storage.getStore()}`));

process.once('uncaughtException', (err, origin) => log.push(`${err.message} ${origin}`));
setImmediate(() => {
  assert.deepStrictEqual([...log], [
    'store 7', 'foreign 0', 'promise', 'first uncaughtException', 'store undefined',
  ]);
});
