// v8.queryObjects() counts what has a class on its prototype chain after a collection: what the program holds, and not
// what it has let go.
'use strict';
const assert = require('node:assert');
const { queryObjects } = require('node:v8');

class Kept {}
class Child extends Kept {}
const held = [new Kept(), new Child()];
// The prototype of the child is one of them.
assert.strictEqual(queryObjects(Kept), 3);
assert.strictEqual(queryObjects(Child), 1);
for (let i = 0; i < 100; i++) new Kept();
assert.strictEqual(queryObjects(Kept, { format: 'count' }), 3);
assert.strictEqual(held.length, 2);
assert.deepStrictEqual(queryObjects(Child, { format: 'summary' }), ['Child {}']);
assert.throws(() => queryObjects(Kept, { format: 'list' }), { code: 'ERR_INVALID_ARG_VALUE' });
