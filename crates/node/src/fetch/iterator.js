'use strict';
// Iterators of Headers and FormData: they look at the list anew with each step, so that changes made meanwhile show.
// Owner: fetch.

const {
  IteratorPrototype,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  ReflectDeleteProperty,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { kEnumerableProperty } = require('internal/util');

/** A function `(pairsOf, kind)` that makes iterators; `pairsOf()` tells the pairs, `kind` is 'key', 'value' or 'key+value'. */
function iteratorsOf(name) {
  class PairIterator {
    #pairsOf;
    #kind;
    #index = 0;

    constructor(pairsOf, kind) {
      this.#pairsOf = pairsOf;
      this.#kind = kind;
    }

    next() {
      if (typeof this !== 'object' || this === null || !(#index in this)) {
        throw new TypeError(`'next' called on an object that does not implement interface ${name} Iterator.`);
      }
      const pairs = this.#pairsOf();
      if (this.#index >= pairs.length) return { value: undefined, done: true };
      const { 0: key, 1: value } = pairs[this.#index++];
      switch (this.#kind) {
        case 'key': return { value: key, done: false };
        case 'value': return { value, done: false };
        default: return { value: [key, value], done: false };
      }
    }
  }
  ObjectSetPrototypeOf(PairIterator.prototype, IteratorPrototype);
  ReflectDeleteProperty(PairIterator.prototype, 'constructor');
  ObjectDefineProperties(PairIterator.prototype, {
    __proto__: null,
    next: kEnumerableProperty,
    [SymbolToStringTag]: { __proto__: null, configurable: true, value: `${name} Iterator` },
  });
  return (pairsOf, kind) => new PairIterator(pairsOf, kind);
}

module.exports = { iteratorsOf };
