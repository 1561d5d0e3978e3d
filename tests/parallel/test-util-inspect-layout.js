// Shows how util.inspect breaks lines: depth, circles, columns for long lists, and the compact modes.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');

const lines = (...parts) => parts.join('\n');

const circle = { name: 'c' };
circle.self = circle;
assert.strictEqual(inspect(circle), "<ref *1> { name: 'c', self: [Circular *1] }");

const deep = { a: { b: { c: { d: 1 } } } };
assert.strictEqual(inspect(deep), '{ a: { b: { c: [Object] } } }');
assert.strictEqual(inspect(deep, { depth: 0 }), '{ a: [Object] }');
assert.strictEqual(inspect(deep, { depth: null }), lines('{', '  a: { b: { c: { d: 1 } } }', '}'));

// Numbers are aligned to the right, everything else to the left.
assert.strictEqual(inspect(Array.from({ length: 12 }, (_, i) => i * 10)), lines(
  '[',
  '    0,  10, 20, 30, 40,',
  '   50,  60, 70, 80, 90,',
  '  100, 110',
  ']'));
assert.strictEqual(inspect(['aaaa', 'b', 'cc', 'ddd', 'e', 'f', 'g', 'hhhh']), lines(
  '[',
  "  'aaaa', 'b',",
  "  'cc',   'ddd',",
  "  'e',    'f',",
  "  'g',    'hhhh'",
  ']'));

assert.strictEqual(inspect({ a: 1, b: { c: 2 } }, { breakLength: 10 }), lines(
  '{',
  '  a: 1,',
  '  b: {',
  '    c: 2',
  '  }',
  '}'));
assert.strictEqual(inspect({ a: 1, b: [2] }, { compact: false }), lines(
  '{',
  '  a: 1,',
  '  b: [',
  '    2',
  '  ]',
  '}'));
assert.strictEqual(inspect([1, 2, 3], { maxArrayLength: 1 }), '[ 1, ... 2 more items ]');
assert.strictEqual(inspect('abcdef', { maxStringLength: 2 }), "'ab'... 4 more characters");
assert.strictEqual(inspect({ b: 1, a: 2 }, { sorted: true }), '{ a: 2, b: 1 }');
assert.strictEqual(inspect(123456.789, { numericSeparator: true }), '123_456.789');
