'use strict';
// What both sides of streams have in the same way: the options of their states, read-only
// accessors over these, and asynchronous disposal. Owner: stream.

const {
  ObjectDefineProperty,
  ObjectKeys,
  Promise,
  SymbolAsyncDispose,
} = primordials;

const { Buffer } = require('buffer');
const { codes: { ERR_UNKNOWN_ENCODING }, AbortError } = require('internal/errors');
const { highWaterMarkOf } = require('stream/high_water_mark');
const { kAutoDestroy, kEmitClose, kObjectMode } = require('stream/bits');

/** Reads the options that both kinds of states have; the two names are those of one side of a Duplex. */
function readSharedOptions(state, options, isDuplex, objectModeKey, highWaterMarkKey) {
  let { bits } = state;
  if (options.objectMode || (isDuplex && options[objectModeKey])) bits |= kObjectMode;
  if (options.emitClose === false) bits &= ~kEmitClose;
  if (options.autoDestroy === false) bits &= ~kAutoDestroy;
  state.bits = bits;
  state.highWaterMark =
    highWaterMarkOf(options, (bits & kObjectMode) !== 0, highWaterMarkKey, isDuplex);
  const encoding = options.defaultEncoding;
  if (encoding !== undefined && encoding !== null) {
    if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
    state.defaultEncoding = encoding;
  }
}

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

module.exports = { defineSideAccessors, disposeAsync, readSharedOptions };
