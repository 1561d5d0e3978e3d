// Shows how util.inspect writes each kind of value: primitives, collections, classes, null prototypes, accessors.
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');

const cases = [
  ['a', "'a'"],
  ["it's", '"it\'s"'],
  ['it\'s "so"', '`it\'s "so"`'],
  ['\u0000\n\ud800', "'\\x00\\n\\ud800'"],
  [-0, '-0'],
  [12n, '12n'],
  [Symbol('s'), 'Symbol(s)'],
  [[1, , 3], '[ 1, <1 empty item>, 3 ]'],
  [{ a: 1, 'b-c': 2, [Symbol('d')]: 3 }, "{ a: 1, 'b-c': 2, Symbol(d): 3 }"],
  [{ get a() { return 1; }, set a(v) {}, get b() { return 1; }, set c(v) {} },
   '{ a: [Getter/Setter], b: [Getter], c: [Setter] }'],
  [new Map([[1, { a: 2 }]]), 'Map(1) { 1 => { a: 2 } }'],
  [new Set([1, 'b']), "Set(2) { 1, 'b' }"],
  [new Map([[1, 2]]).entries(), '[Map Entries] { [ 1, 2 ] }'],
  [new Set([5]).values(), '[Set Iterator] { 5 }'],
  [new WeakSet(), 'WeakSet { <items unknown> }'],
  [Promise.resolve(4), 'Promise { 4 }'],
  [new Promise(() => {}), 'Promise { <pending> }'],
  [new Proxy({ a: 1 }, {}), '{ a: 1 }'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(NaN), 'Invalid Date'],
  [/x/gi, '/x/gi'],
  [Object('s'), "[String: 's']"],
  [new Uint8Array(2), 'Uint8Array(2) [ 0, 0 ]'],
  [new ArrayBuffer(2), 'ArrayBuffer { [Uint8Contents]: <00 00>, [byteLength]: 2 }'],
  [class A {}, '[class A]'],
  [class B extends Array {}, '[class B extends Array]'],
  [function f() {}, '[Function: f]'],
  [async () => {}, '[AsyncFunction (anonymous)]'],
  [Object.create(null), '[Object: null prototype] {}'],
  [new (class Foo { x = 1; })(), 'Foo { x: 1 }'],
  [new (class Foo extends Map {})(), 'Foo(0) [Map] {}'],
  [Object.create({ [Symbol.toStringTag]: 'T' }), 'Object [T] {}'],
];

for (const [value, expected] of cases) assert.strictEqual(inspect(value), expected);
assert.strictEqual(inspect(new Proxy({ a: 1 }, {}), { showProxy: true }), 'Proxy [ { a: 1 }, {} ]');
assert.strictEqual(inspect(new WeakSet([{ a: 1 }]), { showHidden: true }), 'WeakSet { { a: 1 } }');
