// queueMicrotask is a plain global of the program's realm and of no other: V8 puts one of its own into every context.
'use strict';

const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');

const own = Object.getOwnPropertyDescriptor(globalThis, 'queueMicrotask');
assert.deepStrictEqual(Object.keys(own), ['value', 'writable', 'enumerable', 'configurable']);
assert(own.writable && own.enumerable && own.configurable);
assert.throws(() => queueMicrotask(1), { code: 'ERR_INVALID_ARG_TYPE' });

// No context that a program makes has it, and one that the program puts there stays.
assert.strictEqual(vm.runInNewContext('typeof queueMicrotask'), 'undefined');
assert.strictEqual(vm.runInNewContext('queueMicrotask', { queueMicrotask: 1 }), 1);
const ordinary = vm.createContext(vm.constants.DONT_CONTEXTIFY);
assert.strictEqual(vm.runInContext('typeof queueMicrotask', ordinary), 'undefined');

// There is but one: deleted, it is gone.
assert(delete globalThis.queueMicrotask);
assert.strictEqual(typeof queueMicrotask, 'undefined');
Object.defineProperty(globalThis, 'queueMicrotask', own);

// Functions of other contexts, also of one with a queue of its own, and the context of the async storage.
const order = [];
const storage = new AsyncLocalStorage();
const context = vm.createContext({ queueMicrotask, order }, { microtaskMode: 'afterEvaluate' });
queueMicrotask(() => order.push('first'));
vm.runInContext('queueMicrotask(() => order.push("of another context"))', context);
storage.run('stored', () => queueMicrotask(() => order.push(storage.getStore())));
queueMicrotask(() => { throw new Error('thrown'); });
queueMicrotask(() => order.push('last'));
process.on('uncaughtException', ({ message }) => order.push(message));
setImmediate(() => assert.deepStrictEqual(order, ['first', 'of another context', 'stored', 'thrown', 'last']));
