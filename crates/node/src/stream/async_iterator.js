'use strict';
// Async iteration over a Readable, and over streams of the old kind by wrapping them. Owner:
// stream. The iterator reads when it is asked; leaving the loop early destroys the stream, unless
// the caller said that it shall live on.
//
// It behaves as an async generator and is none: a generator costs three promises a chunk, and a
// chunk that is there already needs only the one that next() returns. What a generator does, and
// hence this as well: nothing before the first next(); one call at a time, later ones queue; a
// chunk that is a promise is waited for.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ObjectGetPrototypeOf,
  ObjectSetPrototypeOf,
  Promise,
  PromiseReject,
  PromiseResolve,
  ReflectDeleteProperty,
} = primordials;

const { aggregateTwoErrors } = require('internal/errors');
const { Bell } = require('stream/bell');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const { isWritable } = require('stream/predicates');

// Where the iterator is in its life.
const kFresh = 0;
const kOpen = 1;
const kOver = 2;

// What take() gives where there is no chunk: the stream has ended, or nothing is there yet.
const kEnd = { __proto__: null };

class ChunkIterator {
  #source;
  #destroysOnReturn;
  #phase = kFresh;
  #mayHoldPromises = true;
  #bell = undefined;
  #stop = undefined;
  // undefined while the stream is open, null once it has ended well.
  #outcome = undefined;
  // Whether a call waits, and the calls behind it.
  #isBusy = false;
  #queue = [];

  constructor(stream, destroysOnReturn) {
    this.#source = stream;
    this.#destroysOnReturn = destroysOnReturn;
    // Consumers that are given an iterator find its stream here.
    this.stream = stream;
  }

  next() {
    if (this.#isBusy) return this.#enqueue(() => this.next());
    const isFirst = this.#phase === kFresh;
    let chunk;
    try {
      chunk = this.#take();
    } catch (err) {
      return this.#failed(err);
    }
    if (chunk === null) return this.#wait();
    if (chunk === kEnd) return PromiseResolve({ value: undefined, done: true });
    // The first comes as late as a generator's: an abort right after the start is heard before it.
    if (isFirst || (this.#mayHoldPromises && typeof chunk?.then === 'function')) {
      return this.#settle(chunk);
    }
    return PromiseResolve({ value: chunk, done: false });
  }

  return(value) {
    return this.#isBusy ? this.#enqueue(() => this.return(value)) : this.#leave(value);
  }

  throw(err) {
    if (this.#isBusy) return this.#enqueue(() => this.throw(err));
    if (this.#phase === kOpen) return this.#failed(err);
    this.#phase = kOver;
    return PromiseReject(err);
  }

  #open() {
    const stream = this.#source;
    this.#phase = kOver;
    const bell = new Bell();
    stream.on('readable', bell.ring);
    this.#bell = bell;
    this.#stop = eos(stream, { writable: false }, (err) => {
      this.#outcome = err ? aggregateTwoErrors(this.#outcome, err) : null;
      bell.ring();
    });
    // Bytes and text are no promises.
    this.#mayHoldPromises = stream._readableState?.objectMode !== false;
    this.#phase = kOpen;
  }

  /** The next chunk, null where none is there yet, or kEnd; throws the stream's error. */
  #take() {
    if (this.#phase !== kOpen) {
      if (this.#phase === kOver) return kEnd;
      this.#open();
    }
    const stream = this.#source;
    const chunk = stream.destroyed ? null : stream.read();
    if (chunk !== null) return chunk;
    if (this.#outcome === undefined) return null;
    if (this.#outcome !== null) throw this.#outcome;
    this.#release();
    return kEnd;
  }

  /** next() where no chunk is there. */
  async #wait() {
    this.#isBusy = true;
    try {
      let chunk;
      do {
        await this.#bell.wait();
        chunk = this.#take();
      } while (chunk === null);
      if (chunk === kEnd) return { value: undefined, done: true };
      return { value: this.#mayHoldPromises ? await chunk : chunk, done: false };
    } catch (err) {
      throw this.#fail(err);
    } finally {
      this.#goOn();
    }
  }

  /** next() where the chunk may be a promise. */
  async #settle(chunk) {
    this.#isBusy = true;
    try {
      return { value: await chunk, done: false };
    } catch (err) {
      throw this.#fail(err);
    } finally {
      this.#goOn();
    }
  }

  async #leave(value) {
    if (this.#phase === kFresh) this.#phase = kOver;
    this.#isBusy = true;
    try {
      value = await value;
      if (this.#phase === kOpen) this.#release();
      return { value, done: true };
    } catch (err) {
      throw this.#phase === kOpen ? this.#fail(err) : err;
    } finally {
      this.#goOn();
    }
  }

  async #failed(err) {
    throw this.#phase === kOpen ? this.#fail(err) : err;
  }

  /** Ends with `err`; returns what is to be thrown. */
  #fail(err) {
    this.#outcome = aggregateTwoErrors(this.#outcome, err);
    this.#release();
    return this.#outcome;
  }

  /** Lets go of the stream. */
  #release() {
    const stream = this.#source;
    const outcome = this.#outcome;
    this.#phase = kOver;
    // What was read to its end goes as well, unless its other side can still be written to.
    let goes = this.#destroysOnReturn;
    if (outcome) goes = stream._readableState.autoDestroy;
    else if (outcome === null) goes &&= stream._readableState.autoDestroy && !isWritable(stream);
    if (goes) {
      destroyer(stream, null);
    } else {
      stream.off('readable', this.#bell.ring);
      this.#stop();
    }
  }

  #enqueue(call) {
    return new Promise((resolve) => {
      ArrayPrototypePush(this.#queue, () => resolve(call()));
    });
  }

  /** A call is done: those that wait have their turn, up to one that waits itself. */
  #goOn() {
    this.#isBusy = false;
    while (!this.#isBusy && this.#queue.length > 0) ArrayPrototypeShift(this.#queue)();
  }
}
// By its prototypes it is a generator.
ObjectSetPrototypeOf(ChunkIterator.prototype,
                     ObjectGetPrototypeOf((async function*() {}).prototype));
ReflectDeleteProperty(ChunkIterator.prototype, 'constructor');

function iterate(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = require('stream/readable').wrap(stream, { objectMode: true });
  }
  return new ChunkIterator(stream, options?.destroyOnReturn !== false);
}

module.exports = { iterate };
