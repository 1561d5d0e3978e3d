'use strict';
// A plan counts what a test's function asserts in microtasks after it has returned, though it gave no promise.
const { test } = require('node:test');

test('asserts in a microtask', (t) => {
  t.plan(1);
  Promise.reject(new Error('late')).then(undefined, (err) => t.assert.strictEqual(err.message, 'late'));
});
