'use strict';
// What a value's class does to its text and to its equality: as in Node, which the fuzzed graphs (fuzz/programs/inspect.js)
// are compared with.
const assert = require('assert');
const test = require('node:test');
const { inspect, isDeepStrictEqual } = require('util');

class Tagged {
  get [Symbol.toStringTag]() {
    return 'Tag';
  }
}

test("a tag that is a part of the class's name is told as well", () => {
  assert.strictEqual(inspect(new Tagged()), 'Tagged [Tag] {}');
  class Map3 extends Map {
    get [Symbol.toStringTag]() {
      return 'Map';
    }
  }
  assert.strictEqual(inspect(new Map3()), 'Map3(0) [Map] {}');
  class Same {
    get [Symbol.toStringTag]() {
      return 'Same';
    }
  }
  assert.strictEqual(inspect(new Same()), 'Same {}');
});

test('an object that a hook returns is indented once', () => {
  const hooked = { [inspect.custom]: () => ({ a: { b: 1 } }) };
  assert.strictEqual(inspect({ k: { hooked } }, { compact: false, depth: 5 }),
                     '{\n  k: {\n    hooked: {\n      a: {\n        b: 1\n      }\n    }\n  }\n}');
});

test('what is hidden in a value is indented below it', () => {
  assert.strictEqual(inspect(new DataView(new ArrayBuffer(1)), { compact: false }),
                     'DataView {\n  [byteLength]: 1,\n  [byteOffset]: 0,\n  [buffer]: ArrayBuffer {\n' +
                     '    [Uint8Contents]: <00>,\n    [byteLength]: 1\n  }\n}');
});

test('of a getter that throws, only the brackets are coloured', () => {
  const object = { get a() { throw 1; } }; // eslint-disable-line no-throw-literal
  assert.strictEqual(inspect(object, { getters: true, colors: true }),
                     '{ a: \x1b[36m[Getter:\x1b[39m <Inspection threw (\x1b[33m1\x1b[39m)>\x1b[36m]\x1b[39m }');
});

test('prototypes that name the same constructor make the same class', () => {
  const generator = () => (function* () {})();
  assert.strictEqual(isDeepStrictEqual(generator(), generator()), true);
  assert.strictEqual(isDeepStrictEqual(Object.create({ a: 1 }), Object.create({ b: 2 })), true);
  class A {}
  class B {}
  assert.strictEqual(isDeepStrictEqual(new A(), new B()), false);
  assert.strictEqual(isDeepStrictEqual(Object.create(null), {}), false);
});
