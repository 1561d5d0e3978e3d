// What values look like: an input makes a graph of values of all kinds, which is inspected with its options, formatted and
// compared with a graph that differs a little. The texts are the outcome, to compare with another runtime's; two graphs
// are equal one way as the other, and each equals itself.
'use strict';

const assert = require('assert');
const util = require('util');
const { fuzz } = require('./harness.js');

/** How deep a graph goes, and how many values it has at most. */
const DEEPEST = 5;
const MOST_VALUES = 60;
/** Letters of an outcome. */
const LONGEST_TEXT = 6000;

const NUMBERS = [0, -0, 1, -1, 0.5, 1e21, 1e-7, NaN, Infinity, -Infinity, 123456789.123, 2 ** 53, 4294967295];
const TEXTS = ['', 'a', "it's", '"q"', '`b`', "all '\"`", 'line\nline', 'tab\t', '\u0000\u001f\u007f', 'é', '日本', '🙂', '\ud800', '\\',
               'x'.repeat(90), 'word '.repeat(30), 'constructor', '__proto__', '-dash', '1a', '12', 'a b', '${x}'];
const KEYS = ['a', 'b', 'c', 'longer', 'with-dash', '1', '42', '', ' ', 'é', 'toString', 'constructor', 'then', 'length', 'size',
              'message', 'stack', 'name', 'cause', 'errors', 'code', '__proto__', 'x'.repeat(40)];
const FORMATS = ['%s', '%d', '%i', '%f', '%j', '%o', '%O', '%c', '%%', '%', '%x', 'a%sb', '%s %s', '%s%d%i%f%j%o%O', ''];

class Bytes {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  next() {
    return this.#at < this.#bytes.length ? this.#bytes[this.#at++] : 0;
  }

  below(end) {
    return this.next() % end;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

// A stack tells where the runtime called from.
Error.stackTraceLimit = 0;

class Plain {}
class Tagged {
  get [Symbol.toStringTag]() {
    return 'Tag';
  }
}
class Derived extends Map {}
class Fields {
  visible = 1;
  #hidden = 2;
  static shared = 3;
  get hidden() {
    return this.#hidden;
  }
}
class OwnError extends Error {
  name = 'OwnError';
}
class Shown {
  [util.inspect.custom](depth, options) {
    return `<${depth} ${options.compact} ${options.stylize('s', 'special')}>`;
  }
}
class ShownAsObject {
  [util.inspect.custom]() {
    return { shown: [1, { as: 'object' }] };
  }
}

/** One graph: the same bytes make an equal one. */
class Graph {
  #bytes;
  #made = [];
  #left = MOST_VALUES;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  value(depth = 0) {
    const b = this.#bytes;
    if (this.#left-- <= 0 || depth > DEEPEST) return b.pick(TEXTS);
    const kind = b.below(48);
    if (kind < 4) return b.pick(NUMBERS);
    if (kind < 8) return b.pick(TEXTS);
    switch (kind) {
      case 8: return undefined;
      case 9: return null;
      case 10: return b.next() % 2 === 0;
      case 11: return BigInt(b.pick([0, 1, -5, 2 ** 60]));
      case 12: return Symbol(b.pick(TEXTS));
      case 13: return this.#made.length === 0 ? 'none' : b.pick(this.#made);
      default: return this.#object(kind, depth);
    }
  }

  #keep(object) {
    this.#made.push(object);
    return object;
  }

  #object(kind, depth) {
    const b = this.#bytes;
    const more = (object) => this.#fill(this.#keep(object), depth);
    switch (kind) {
      case 14: return more(new Date(b.pick([0, 1e12, NaN, -1])));
      case 15: return more(new RegExp(b.pick(['a', '[/]', '(?:)', '\\d+']), b.pick(['', 'g', 'giu'])));
      case 16: return more(this.#error(depth));
      case 17: return more(b.pick([function named() {}, () => {}, async () => {}, function* () {}, class {}, class A extends Plain {}, Math.max]).bind());
      case 18: return more(Object.assign(function () {}, { own: 1 }));
      case 19: return more(new (b.pick([Uint8Array, Float64Array, BigInt64Array, Uint8ClampedArray]))(b.below(9)));
      // Without properties: a circle through one ends only with the stack.
      case 20: return this.#keep(Buffer.from(b.pick(TEXTS)));
      case 21: return more(new ArrayBuffer(b.below(9)));
      case 22: return more(new DataView(new ArrayBuffer(b.below(5))));
      case 23: return more(new (b.pick([Plain, Tagged, Fields, Shown, ShownAsObject]))());
      case 24: return more(Object.create(null));
      case 25: return more(Object.create(b.pick([{ inherited: 1 }, Plain.prototype, [], null])));
      case 26: return more(Object(b.pick([1, 'boxed', true, 5n, Symbol('s'), -0, ''])));
      case 27: return more(new WeakMap());
      case 28: return more(new WeakSet());
      case 29: return more(Promise.resolve(this.value(depth + 1)));
      case 30: return more(new Promise(() => {}));
      case 31: return new Proxy(more({}), {});
      case 32: return more(function () { return arguments; }(1, b.pick(TEXTS)));
      case 33: return more(new Map([[1, 2], ['a', 'b']]).entries());
      case 34: return more(new Set(['x', 1]).values());
      case 35: return more([1, 2][Symbol.iterator]());
      case 36: return more((function* () {})());
      case 37: return more(globalThis.structuredClone(b.pick([new Error('cloned'), { a: [1] }])));
      case 38: return more(b.pick([new URL('http://u:p@h:1/p?q#f'), new URLSearchParams('a=1&b=2')]));
      default: return this.#container(kind % 3, depth);
    }
  }

  #error(depth) {
    const b = this.#bytes;
    const options = b.next() % 3 === 0 ? { cause: this.value(depth + 1) } : undefined;
    const message = b.pick(TEXTS);
    let error;
    switch (b.below(4)) {
      case 0: error = new Error(message, options); break;
      case 1: error = new TypeError(message, options); break;
      case 2: error = new OwnError(message, options); break;
      default: error = new AggregateError([this.value(depth + 1)], message, options);
    }
    // Where it was made differs between runtimes.
    switch (b.below(4)) {
      case 0: error.stack = undefined; break;
      case 1: error.stack = `${error.name}: ${message}`; break;
      case 2: error.stack = `${error.name}: ${message}\n    at f (/a/b.js:1:2)\n    at node:internal/x:1:1\n    at /a/node_modules/m/i.js:3:4`; break;
      default: error.stack = 'no frames here';
    }
    return error;
  }

  #container(kind, depth) {
    const b = this.#bytes;
    const count = b.below(b.next() % 7 === 6 ? 130 : 8);
    if (kind === 0) {
      const array = this.#keep([]);
      for (let n = 0; n < count; n++) {
        if (b.next() % 16 === 15) array.length++;
        else array.push(this.value(depth + 1));
      }
      return this.#fill(array, depth);
    }
    if (kind === 1) return this.#fill(this.#keep({}), depth, count);
    const weighs = b.next();
    if (weighs & 1) {
      const map = this.#keep(weighs & 2 ? new Derived() : new Map());
      for (let n = 0; n < Math.min(count, 6); n++) map.set(this.value(depth + 1), this.value(depth + 1));
      return this.#fill(map, depth);
    }
    const set = this.#keep(new Set());
    for (let n = 0; n < Math.min(count, 6); n++) set.add(this.value(depth + 1));
    return this.#fill(set, depth);
  }

  #fill(object, depth, count = this.#bytes.next() % 5 === 4 ? this.#bytes.below(4) : 0) {
    const b = this.#bytes;
    for (let n = 0; n < Math.min(count, 12); n++) {
      const how = b.next();
      const key = how % 9 === 8 ? Symbol(b.pick(KEYS)) : b.pick(KEYS);
      const own = (descriptor) => Reflect.defineProperty(object, key, { configurable: true, enumerable: how % 7 !== 6, ...descriptor });
      switch (how % 11) {
        case 8: {
          const number = b.pick(NUMBERS);
          own({ get: () => number });
          break;
        }
        case 9: own({ get() { throw new RangeError('getter'); }, set() {} }); break;
        case 10: own({ set() {} }); break;
        default: own({ value: this.value(depth + 1), writable: true });
      }
    }
    if (b.next() % 31 === 30) Object.setPrototypeOf(object, b.pick([null, Plain.prototype, Object.prototype]));
    return object;
  }
}

function optionsOf(b) {
  if (b.next() % 2 === 0) return {};
  const how = b.next();
  const more = b.next();
  return {
    depth: b.pick([undefined, 0, 1, 2, 5, Infinity, null]),
    showHidden: (how & 3) === 3,
    colors: (how & 12) === 12,
    customInspect: (how & 48) !== 48,
    showProxy: (how & 192) === 192,
    compact: b.pick([3, true, false, 0, 1, 5]),
    breakLength: b.pick([80, 128, 20, Infinity, 1]),
    sorted: (more & 3) === 3,
    getters: b.pick([false, true, 'get', 'set']),
    maxArrayLength: b.pick([100, 0, 3, null, Infinity]),
    maxStringLength: b.pick([10000, 0, 5, null]),
    numericSeparator: (more & 12) === 12,
  };
}

function said(run) {
  try {
    return run();
  } catch (error) {
    return `threw ${error?.code ?? error?.name} ${String(error?.message).slice(0, 2000)}`;
  }
}

function graphOf(bytes) {
  return said(() => new Graph(new Bytes(bytes)).value());
}

function run(bytes) {
  const head = new Bytes(bytes.subarray(0, 16));
  const rest = bytes.subarray(16);
  const value = graphOf(rest);
  const lines = [said(() => util.inspect(value, optionsOf(head)))];
  lines.push(said(() => util.format(head.pick(FORMATS), value, head.pick(TEXTS), head.pick(NUMBERS))));
  lines.push(said(() => util.format(value, value)));

  assert.strictEqual(util.isDeepStrictEqual(value, value), true);
  const change = head.next();
  const changed = Buffer.from(rest);
  if (changed.length > 0 && change > 0) changed[change % changed.length] ^= 1 << head.below(8);
  const other = graphOf(changed);
  const equal = said(() => util.isDeepStrictEqual(value, other));
  if (typeof equal === 'boolean') assert.strictEqual(said(() => util.isDeepStrictEqual(other, value)), equal, 'equality has a direction');
  lines.push(String(equal));
  for (const method of ['deepStrictEqual', 'deepEqual', 'strictEqual', 'partialDeepStrictEqual', 'notDeepStrictEqual']) {
    lines.push(said(() => assert[method](value, other)) ?? 'fine');
  }
  return JSON.stringify(lines.join('; ').slice(0, LONGEST_TEXT));
}

fuzz({
  seeds: Array.from({ length: 60 }, (_, n) => {
    const bytes = Buffer.alloc(40 + n * 3);
    for (let at = 0, state = n + 7; at < bytes.length; at++) {
      state = Math.imul(state, 1103515245) + 12345 | 0;
      bytes[at] = state >>> 16;
    }
    return bytes;
  }),
  run,
});
