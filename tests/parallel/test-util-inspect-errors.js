// Shows how util.inspect writes errors: stack, class, cause, own properties, and folded repeats.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');

function make(error, stack) {
  error.stack = stack;
  return error;
}

assert.strictEqual(inspect(make(new Error('m'), 'Error: m')), '[Error: m]');
assert.strictEqual(inspect(make(new Error('m'), 'Error: m\n    at f (a.js:1:1)')), 'Error: m\n    at f (a.js:1:1)');

class MyError extends TypeError {}
assert.strictEqual(inspect(make(new MyError('m'), 'TypeError: m\n    at f')), 'MyError [TypeError]: m\n    at f');

const coded = make(Object.assign(new Error('m'), { code: 'E' }), 'Error: m\n    at f');
assert.strictEqual(inspect(coded), "Error: m\n    at f {\n  code: 'E'\n}");

const caused = make(new Error('m', { cause: make(new Error('c'), 'Error: c') }), 'Error: m\n    at f');
assert.strictEqual(inspect(caused), 'Error: m\n    at f {\n  [cause]: [Error: c]\n}');

const recursion = make(new Error('m'), `Error: m${'\n    at f'.repeat(12)}\n    at g`);
assert.strictEqual(inspect(recursion), [
  'Error: m',
  '    at f',
  '    ... collapsed 11 duplicate lines matching above 1 lines 11 times...',
  '    at g',
].join('\n'));

// Errors of the runtime carry their code in the first line only.
assert.throws(() => inspect.defaultOptions = 5, (err) => {
  assert.strictEqual(err.name, 'TypeError');
  assert.strictEqual(err.code, 'ERR_INVALID_ARG_TYPE');
  assert.strictEqual(err.stack.split('\n')[0], `TypeError [ERR_INVALID_ARG_TYPE]: ${err.message}`);
  assert.strictEqual(String(err), `TypeError [ERR_INVALID_ARG_TYPE]: ${err.message}`);
  assert.strictEqual(err.message, 'The "options" argument must be of type object. Received type number (5)');
  return true;
});
