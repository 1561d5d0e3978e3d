// Shows what counts as deeply equal: kinds, unordered collections, holes, circles, and what each of the three modes adds.
'use strict';
const assert = require('node:assert');
const { isDeepStrictEqual } = require('node:util');

function passes(compare) {
  try {
    compare();
    return true;
  } catch (error) {
    if (error.code !== 'ERR_ASSERTION') throw error;
    return false;
  }
}

// [loose, strict, partial] for a and b in this order.
function check(a, b, expected) {
  const found = [
    passes(() => assert.deepEqual(a, b)),
    isDeepStrictEqual(a, b),
    passes(() => assert.partialDeepStrictEqual(a, b)),
  ];
  assert.deepStrictEqual(found, expected);
}

class A { x = 1; }
class B { x = 1; }
const all = [true, true, true];
const none = [false, false, false];

check(new A(), new B(), [true, false, true]);
check({ a: 1, b: 2 }, { b: 2 }, [false, false, true]);
check([1, 2, 3], [1, 3], [false, false, true]);
check([1, 2, 3], [3, 1], none);
check([1, undefined], [1, , ], [false, false, true]); // eslint-disable-line no-sparse-arrays
check(0, -0, [true, false, false]);
check([NaN], [NaN], all);
check(new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }]), all);
check(new Set(['1']), new Set([1]), [true, false, false]);
check(new Map([[{ a: 1 }, { b: 1 }], [1, 2]]), new Map([[1, 2], [{ a: 1 }, { b: 1 }]]), all);
check(new Map([[1, undefined]]), new Map([[2, undefined]]), none);
check(new Uint8Array([1, 2, 3]), new Uint8Array([1, 3]), [false, false, true]);
check(new Float32Array([0]), new Float32Array([-0]), [true, false, false]);
check(new Error('a', { cause: 1 }), new Error('a', { cause: 2 }), none);
check(new Error('a', { cause: 1 }), new Error('a'), [false, false, true]);
check(new WeakSet(), new WeakSet(), none);
check(Object(1n), Object(1n), all);
check(/a/g, /a/i, none);
check(new URL('http://a/'), new URL('http://b/'), none);
check({ [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 }, [true, false, false]);
check({ get a() { return 1; } }, { a: 1 }, all);

// Circles are equal where both sides close at the same place.
const circle = {};
circle.self = circle;
const same = {};
same.self = same;
check(circle, same, all);
check(circle, { self: { self: circle } }, none);

// Identical keys in another order, also after circles have been met.
const key = { k: 1 };
check(new Map([[key, [1]], ['x', {}], [{ m: 1 }, 2]]), new Map([[{ m: 1 }, 2], ['x', {}], [key, [1]]]), all);

// Huge arrays with few elements take no time.
const sparse = () => Object.assign(new Array(4e9), { 5: 'a', 3000000000: 'b' });
check(sparse(), sparse(), all);
check(sparse(), Object.assign(new Array(4e9), { 5: 'a', 3000000001: 'c' }), none);

// Prototypes may be left out.
assert.strictEqual(isDeepStrictEqual(new A(), new B(), true), true);

// What a program did to the language's prototypes changes nothing.
const { has } = Set.prototype;
Set.prototype.has = Map.prototype.get = () => { throw new Error('used'); };
check(new Set([1]), new Set([1]), all);
check(new Map([[1, 2]]), new Map([[1, 2]]), all);
Set.prototype.has = has;
