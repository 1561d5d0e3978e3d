'use strict';
// Async iteration of a readable stream. Owner: stream. One next() or return() runs at a time, in the order of the calls;
// the reader is released with the end, an error or return(). A chunk that is queued costs one promise.

const {
  AsyncIteratorPrototype,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  ReflectDeleteProperty,
} = primordials;

const { codes: { ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');
const { withoutPrototype } = require('stream/web/promises');
const { ReadPromise, Reader } = require('stream/web/readable_state');

/** A read whose end ends the iteration. */
class NextPromise extends ReadPromise {
  constructor(iteration) {
    super();
    this.iteration = iteration;
  }

  close() {
    this.iteration.finish();
    this.resolve({ done: true, value: undefined });
  }

  error(reason) {
    this.iteration.finish();
    this.reject(reason);
  }
}

class Iteration {
  constructor(stream, preventCancel) {
    this.reader = new Reader(stream, false);
    this.preventCancel = preventCancel;
    this.isFinished = false;
    // The last call that is not settled, which the next one waits for.
    this.ongoing = undefined;
    this.lastNext = undefined;
    this.afterRead = undefined;
  }

  /** Makes the next call wait for a promise that nothing else waits for. */
  alone(promise) {
    const settled = () => this.settled(promise);
    PromisePrototypeThen(promise, settled, settled);
    return this.ongoing = promise;
  }

  /** Runs a step after the call that is going on. */
  after(step) {
    let own;
    const settled = () => this.settled(own);
    const run = () => {
      const result = step();
      PromisePrototypeThen(result, settled, settled);
      return result;
    };
    own = this.ongoing = PromisePrototypeThen(this.ongoing, run, run);
    return own;
  }

  settled(promise) {
    if (this.ongoing === promise) this.ongoing = undefined;
  }

  next() {
    if (this.isFinished) return PromiseResolve({ done: true, value: undefined });
    const { stream } = this.reader;
    if (stream === undefined) return PromiseReject(notBound());
    if (stream.state === 'readable' && stream.control.hasChunk) {
      stream.disturbed = true;
      return PromiseResolve({ value: stream.control.take(), done: false });
    }
    const request = new NextPromise(this);
    // The standard has a microtask between the end of the read and that of next().
    this.afterRead ??= (result) => {
      this.settled(this.lastNext);
      return result;
    };
    const result = this.lastNext = PromisePrototypeThen(request.promise, this.afterRead);
    this.ongoing ??= result;
    this.reader.read(request);
    return result;
  }

  finish() {
    this.isFinished = true;
    if (this.reader.stream !== undefined) this.reader.release();
  }

  return(value) {
    if (this.isFinished) return PromiseResolve({ done: true, value });
    const { stream } = this.reader;
    if (stream === undefined) return PromiseReject(notBound());
    const cancelled = this.preventCancel ? PromiseResolve() : stream.cancel(value);
    this.finish();
    return PromisePrototypeThen(cancelled, () => ({ done: true, value }));
  }
}

function notBound() {
  return new ERR_INVALID_STATE.TypeError('The reader is not bound to a ReadableStream');
}

class ReadableStreamAsyncIterator {
  #iteration;

  constructor(iteration) {
    this.#iteration = iteration;
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #iteration in value;
  }

  next() {
    if (!ReadableStreamAsyncIterator.#is(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
    const iteration = this.#iteration;
    return iteration.ongoing === undefined ? iteration.next() : iteration.after(() => iteration.next());
  }

  return(value) {
    if (!ReadableStreamAsyncIterator.#is(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
    const iteration = this.#iteration;
    if (iteration.ongoing === undefined) return iteration.alone(iteration.return(value));
    return iteration.after(() => iteration.return(value));
  }
}

ObjectSetPrototypeOf(ReadableStreamAsyncIterator.prototype, AsyncIteratorPrototype);
ReflectDeleteProperty(ReadableStreamAsyncIterator.prototype, 'constructor');
ObjectDefineProperties(ReadableStreamAsyncIterator.prototype, {
  next: kEnumerableProperty,
  return: kEnumerableProperty,
});

/** Locks the stream for an async iterator of its chunks. */
function iterate(stream, preventCancel) {
  return new ReadableStreamAsyncIterator(new Iteration(stream, preventCancel));
}

withoutPrototype(Iteration);

module.exports = { iterate };
