// While hooks are enabled, a callback of fs is a resource: announced with the request, run with its id, and gone after it.
'use strict';
const assert = require('node:assert');
const { createHook, executionAsyncId } = require('node:async_hooks');
const fs = require('node:fs');

const told = [];
let wanted;
createHook({
  init(id, type, trigger) {
    if (type !== 'FSREQCALLBACK') return;
    wanted ??= id;
    told.push(['init', trigger]);
  },
  before(id) { if (id === wanted) told.push('before'); },
  after(id) { if (id === wanted) told.push('after'); },
  destroy(id) { if (id === wanted) told.push('destroy'); },
}).enable();

const outside = executionAsyncId();
fs.stat(__filename, (error, stats) => {
  assert.ifError(error);
  assert(stats.isFile());
  assert.strictEqual(executionAsyncId(), wanted);
  // After the others' turn.
  setTimeout(() => assert.deepStrictEqual(told, [['init', outside], 'before', 'after', 'destroy']), 1);
});
// What is wrong with the call is told before anything begins.
assert.throws(() => fs.stat(__filename, {}, 1), { code: 'ERR_INVALID_ARG_TYPE' });
