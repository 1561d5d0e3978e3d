// Shows the hook `util.inspect.custom`: its arguments, its result, and getters that run on request.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');

const seen = [];
const hooked = {
  [inspect.custom](depth, options, inspectAgain) {
    seen.push(depth, options.depth, options.mine, inspectAgain === inspect);
    return { shown: true };
  },
};
assert.strictEqual(inspect({ a: hooked }, { depth: 5, mine: 'yes' }), '{ a: { shown: true } }');
assert.deepStrictEqual(seen, [4, 5, 'yes', true]);

assert.strictEqual(inspect({ [inspect.custom]: () => 'text' }), 'text');
assert.strictEqual(inspect({ [inspect.custom]: 1 }), '{ Symbol(nodejs.util.inspect.custom): 1 }');
assert.strictEqual(inspect({ a: { [inspect.custom]: () => 'x\ny' } }), '{\n  a: x\n  y\n}');

const accessors = { get a() { return 1; }, get b() { return { c: 1 }; }, set d(v) {} };
assert.strictEqual(inspect(accessors, { getters: true }), '{ a: [Getter: 1], b: [Getter] { c: 1 }, d: [Setter] }');

// What a program puts onto Object.prototype is not read.
Object.prototype.get = () => assert.fail('read from the prototype');
try {
  assert.strictEqual(inspect({ a: undefined }), '{ a: undefined }');
} finally {
  delete Object.prototype.get;
}
