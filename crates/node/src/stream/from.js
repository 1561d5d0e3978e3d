'use strict';
// Readable.from(): a stream over an iterable, synchronous or not, of values or promises. Owner:
// stream. One value is asked for at a time; destroying the stream ends the iteration first.

const {
  Boolean,
  FunctionPrototypeCall,
  PromisePrototypeThen,
  SymbolAsyncIterator,
  SymbolIterator,
} = primordials;

const { Buffer } = require('buffer');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES },
} = require('internal/errors');

/** Moves values from an iterator into a stream. */
class Supply {
  #stream;
  #iterator;
  #isAsync;
  // Between the first _read() and the moment the stream has enough.
  #isRunning = false;

  constructor(stream, iterator, isAsync) {
    this.#stream = stream;
    this.#iterator = iterator;
    this.#isAsync = isAsync;
  }

  start() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    if (this.#isAsync) this.#runAsync();
    else this.#runSync();
  }

  /** Pushes one result; false when the stream has enough, or all. */
  #give(value) {
    if (value === null) {
      this.#isRunning = false;
      throw new ERR_STREAM_NULL_VALUES();
    }
    if (this.#stream.push(value)) return true;
    this.#isRunning = false;
    return false;
  }

  #runSync() {
    try {
      for (;;) {
        const { value, done } = this.#iterator.next();
        if (done) {
          this.#stream.push(null);
          return;
        }
        if (value && typeof value.then === 'function') {
          this.#runAfter(value);
          return;
        }
        if (!this.#give(value)) return;
      }
    } catch (err) {
      this.#stream.destroy(err);
    }
  }

  /** Goes on once a promise among the values has settled. */
  async #runAfter(promise) {
    try {
      if (this.#give(await promise)) this.#runSync();
    } catch (err) {
      this.#stream.destroy(err);
    }
  }

  async #runAsync() {
    try {
      for (;;) {
        const { value, done } = await this.#iterator.next();
        if (done) {
          this.#stream.push(null);
          return;
        }
        if (!this.#give(value)) return;
      }
    } catch (err) {
      this.#stream.destroy(err);
    }
  }

  /** Ends the iteration: with the error, if the iterator wants to know of it. */
  async stop(err) {
    const iterator = this.#iterator;
    if (err !== undefined && err !== null && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(err);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }
}

/** `Class` is Readable, or Duplex for Duplex.from(). */
function from(Class, iterable, options) {
  if (typeof iterable === 'string' || iterable instanceof Buffer) {
    // Text and bytes are one value, not a sequence of characters.
    return new Class({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }
  const asyncMethod = iterable?.[SymbolAsyncIterator];
  const method = asyncMethod || iterable?.[SymbolIterator];
  if (!method) throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  const iterator = FunctionPrototypeCall(method, iterable);

  const stream = new Class({ objectMode: true, highWaterMark: 1, ...options });
  const supply = new Supply(stream, iterator, Boolean(asyncMethod));
  stream._read = () => supply.start();
  const ownDestroy = stream._destroy;
  stream._destroy = (err, callback) => {
    PromisePrototypeThen(
      supply.stop(err),
      () => process.nextTick(finish, err),
      (stopError) => process.nextTick(finish, stopError || err),
    );
    function finish(result) {
      FunctionPrototypeCall(ownDestroy, stream, result, callback);
    }
  };
  return stream;
}

module.exports = { from };
