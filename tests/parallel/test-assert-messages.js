// Shows the texts of failed assertions: the two headlines, differences with their gaps, and custom messages.
'use strict';
const assert = require('node:assert');

process.env.NO_COLOR = '1';

function message(work) {
  try {
    work();
  } catch (error) {
    return error.message;
  }
  return undefined;
}

assert.strictEqual(message(() => assert.strictEqual(1, 2)), 'Expected values to be strictly equal:\n\n1 !== 2\n');
assert.strictEqual(
  message(() => assert.strictEqual('Hello foobar', 'Hello World!')),
  'Expected values to be strictly equal:\n+ actual - expected\n\n' +
  "+ 'Hello foobar'\n- 'Hello World!'\n         ^\n");
assert.strictEqual(
  message(() => assert.deepStrictEqual({ a: [1, 2], b: 1 }, { a: [1, 2, 4] })),
  'Expected values to be strictly deep-equal:\n+ actual - expected\n\n' +
  '  {\n    a: [\n      1,\n      2,\n-     4\n    ],\n+   b: 1\n  }\n');

const numbers = Array.from({ length: 30 }, (_, i) => i);
assert.strictEqual(
  message(() => assert.deepStrictEqual(numbers, numbers.with(20, 'x'))),
  'Expected values to be strictly deep-equal:\n+ actual - expected\n... Skipped lines\n\n' +
  "  [\n    0,\n    1,\n    2,\n    3,\n...\n    19,\n+   20,\n-   'x',\n    21,\n    22,\n    23,\n    24,\n    25,\n");

assert.strictEqual(message(() => assert.strictEqual({ a: 1 }, { a: 1 })),
                   'Values have same structure but are not reference-equal:\n\n{\n  a: 1\n}\n');
assert.strictEqual(message(() => assert.notStrictEqual(1, 1)), 'Expected "actual" to be strictly unequal to: 1');
assert.strictEqual(message(() => assert.notDeepEqual(1, true)),
                   'Expected values not to be loosely deep-equal:\n\n1\n\nshould not loosely deep-equal\n\ntrue');
assert.strictEqual(message(() => assert.equal(1, 2)), '1 == 2');

// A custom message replaces the headline where a difference follows, and everything elsewhere.
assert.strictEqual(message(() => assert.strictEqual(1, 2, 'mine')), 'mine\n\n1 !== 2\n');
assert.strictEqual(message(() => assert.equal(1, 2, 'mine')), 'mine');

// A failed `assert` shows what stands in the source.
assert.strictEqual(message(() => assert(typeof 123 === 'string')),
                   "The expression evaluated to a falsy value:\n\n  assert(typeof 123 === 'string')\n");
const deep = { of: [assert] };
assert.strictEqual(message(() => deep.of[0].ok(/[)]/.test(`${'('}`) /* no ) */)),
                   "The expression evaluated to a falsy value:\n\n  deep.of[0].ok(/[)]/.test(`${'('}`) /* no ) */)\n");
assert.strictEqual(message(() => assert.ok(0)), 'The expression evaluated to a falsy value:\n\n  assert.ok(0)\n');
assert.strictEqual(message(() => assert.ok()), 'No value argument passed to `assert.ok()`');

// Large texts of wholly different content are compared in reasonable time.
const lines = (prefix) => Array.from({ length: 6000 }, (_, i) => prefix + i);
assert.match(message(() => assert.deepStrictEqual(lines('a'), lines('b'))), /^Expected values to be strictly deep-equal:/);
