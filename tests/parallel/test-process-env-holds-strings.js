// Shows that process.env turns values into strings, refuses symbols and accessors, and forgets what is deleted.
'use strict';
const assert = require('node:assert');

process.env.WEIR_NUMBER = 5;
assert.strictEqual(process.env.WEIR_NUMBER, '5');
process.env.WEIR_UNDEFINED = undefined;
assert.strictEqual(process.env.WEIR_UNDEFINED, 'undefined');
assert.ok('WEIR_NUMBER' in process.env);
assert.ok(Object.keys(process.env).includes('WEIR_NUMBER'));
delete process.env.WEIR_NUMBER;
assert.strictEqual(process.env.WEIR_NUMBER, undefined);
assert.ok(delete process.env.WEIR_NEVER_THERE);

assert.throws(() => { process.env[Symbol('a')] = 1; }, TypeError);
assert.throws(() => { process.env.WEIR_A = Symbol('a'); }, TypeError);
assert.strictEqual(process.env[Symbol('a')], undefined);
assert.throws(() => Object.defineProperty(process.env, 'a', { value: 1 }),
              { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });
assert.throws(() => Object.defineProperty(process.env, 'a', { get() {}, configurable: true }),
              { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });
assert.throws(() => Object.freeze(process.env), TypeError);
assert.strictEqual(typeof process.env.hasOwnProperty, 'function');
