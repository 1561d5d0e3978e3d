// Shows util.format: each placeholder, what is left over, and values that have their own text.
'use strict';
const assert = require('node:assert');
const { format, formatWithOptions } = require('node:util');

assert.strictEqual(format('%s %d %i %f', 'a', '1.5', '2.9px', '3.5x'), 'a 1.5 2 3.5');
assert.strictEqual(format('%d %d', 3n, Symbol('x')), '3n NaN');
assert.strictEqual(format('%j', { a: [1] }), '{"a":[1]}');
assert.strictEqual(format('%O', { a: { b: { c: {} } } }), '{ a: { b: { c: {} } } }');
assert.strictEqual(format('%o', [1]), '[ 1, [length]: 1 ]');
assert.strictEqual(format('a%cb', 'css'), 'ab');
assert.strictEqual(format('%% %s', 'x'), '% x');
assert.strictEqual(format('%s %s', 'a'), 'a %s');
assert.strictEqual(format('%x', 1), '%x 1');
assert.strictEqual(format('a', 'b', { c: 1 }, null), 'a b { c: 1 } null');
assert.strictEqual(format(1, 'b'), '1 b');
assert.strictEqual(format('%s', -0), '-0');
assert.strictEqual(format('%s', { a: { b: 1 } }), '{ a: [Object] }');
assert.strictEqual(format('%s', new (class { toString() { return 'own'; } })()), 'own');

const circle = {};
circle.circle = circle;
assert.strictEqual(format('%j', circle), '[Circular]');

assert.strictEqual(formatWithOptions({ colors: true }, '%s %O', 'a', { b: 1 }), 'a { b: \u001b[33m1\u001b[39m }');
assert.throws(() => formatWithOptions('colors', 'a'), { code: 'ERR_INVALID_ARG_TYPE' });
