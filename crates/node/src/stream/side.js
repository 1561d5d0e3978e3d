'use strict';
// What both sides of streams define in the same way: read-only accessors over their state, and
// asynchronous disposal. Owner: stream.

const {
  ObjectDefineProperty,
  ObjectKeys,
  Promise,
  SymbolAsyncDispose,
} = primordials;

const { AbortError } = require('internal/errors');

/** Getters that read from `this[stateKey]`, or give `fallback` where an object has no such state. */
function defineSideAccessors(prototype, stateKey, accessors) {
  const names = ObjectKeys(accessors);
  for (let i = 0; i < names.length; i++) {
    const { fallback, read } = accessors[names[i]];
    ObjectDefineProperty(prototype, names[i], {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get() {
        const state = this[stateKey];
        return state ? read(state) : fallback;
      },
    });
  }
}

/** `await using`: destroys the stream and waits for its close; `isDone` says if it ended by itself. */
function disposeAsync(prototype, isDone) {
  ObjectDefineProperty(prototype, SymbolAsyncDispose, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: true,
    value() {
      let expected;
      if (!this.destroyed) {
        expected = isDone(this) ? null : new AbortError();
        this.destroy(expected);
      }
      const { eos } = require('stream/end_of_stream');
      return new Promise((resolve, reject) => {
        eos(this, (err) => {
          if (err && err !== expected) reject(err);
          else resolve(null);
        });
      });
    },
  });
}

module.exports = { defineSideAccessors, disposeAsync };
