'use strict';
// A TransformStream inside: a writable and a readable stream joined by a transformer. Owner: stream. A write waits while
// the readable side has enough; a pull waits until something was enqueued. Neither wait makes a promise: the sink and the
// source answer kLater and tell the controllers when they are done.
//
// A transformer has `start(control)`, `transform(chunk, control)`, `flush(control)` and `cancel(reason)`, with results as
// in sources.js.

const { FunctionPrototypeCall, PromisePrototypeThen, PromiseReject } = primordials;

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { newReadable } = require('stream/web/default_control');
const { Deferred, ignore, kFulfilled, promiseOf, soon, whenDone, withoutPrototype } = require('stream/web/promises');
const shells = require('stream/web/shells');
const { kLater } = require('stream/web/sources');
const { newWritable } = require('stream/web/writable_control');

class UserTransformer {
  constructor(object, start, transform, flush, cancel) {
    this.object = object;
    this.startMethod = start;
    this.transformMethod = transform;
    this.flushMethod = flush;
    this.cancelMethod = cancel;
  }

  get hasStart() {
    return this.startMethod !== undefined;
  }

  start(state) {
    return FunctionPrototypeCall(this.startMethod, this.object, state.controllerShell);
  }

  transform(chunk, state) {
    if (this.transformMethod === undefined) {
      state.enqueue(chunk);
      return undefined;
    }
    return FunctionPrototypeCall(this.transformMethod, this.object, chunk, state.controllerShell);
  }

  flush(state) {
    if (this.flushMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.flushMethod, this.object, state.controllerShell);
  }

  cancel(reason) {
    if (this.cancelMethod === undefined) return undefined;
    return FunctionPrototypeCall(this.cancelMethod, this.object, reason);
  }
}

/** What the readable side asks. */
class TransformSource {
  constructor(state) {
    this.state = state;
    this.pulls = true;
  }

  start() {
    return this.state.started;
  }

  pull() {
    return this.state.pull();
  }

  cancel(reason) {
    return this.state.cancelReadable(reason);
  }
}

/** What the writable side asks. */
class TransformSink {
  constructor(state) {
    this.state = state;
  }

  start() {
    return this.state.started;
  }

  write(chunk) {
    return this.state.write(chunk);
  }

  close() {
    return this.state.close();
  }

  abort(reason) {
    return this.state.abortWritable(reason);
  }
}

/**
 * A promise of what an algorithm returns or throws. A promise that it returns is wrapped, as the standard has it: the end
 * of cancel() must not overtake that of start().
 */
function attempt(transformer, method, argument) {
  if (transformer === undefined) return kFulfilled;
  try {
    const result = transformer[method](argument);
    if (result === undefined) return kFulfilled;
    const wrapped = new Deferred();
    wrapped.resolve(result);
    return wrapped.promise;
  } catch (err) {
    return PromiseReject(err);
  }
}

class TransformState {
  /** `writableSide` and `readableSide`: `{ mark, size }`. */
  constructor(transformer, writableSide, readableSide, shell = undefined) {
    // Undefined once nothing more will be asked of it.
    this.transformer = transformer;
    this.backpressure = true;
    this.finishing = undefined;
    this.controllerMade = undefined;
    this.shellMade = shell;
    // A write that waits for the readable side, and a pull that waits for the next flip.
    this.isParked = false;
    this.parkedChunk = undefined;
    this.isPulling = false;
    this.unpark = undefined;
    this.onTransformFailed = undefined;
    const starting = transformer.hasStart ? new Deferred() : undefined;
    // Two microtasks later than start() itself, as in the standard: what a program does to the streams until then finds
    // them not started.
    this.started = PromisePrototypeThen(PromisePrototypeThen(starting?.promise ?? kFulfilled, ignore), ignore);
    this.writable = newWritable(new TransformSink(this), writableSide.mark, writableSide.size);
    this.readable = newReadable(new TransformSource(this), readableSide.mark, readableSide.size);
    starting?.resolve(transformer.start(this));
  }

  get controllerShell() {
    return this.controllerMade ??= shells.transformController(this);
  }

  get shell() {
    return this.shellMade ??= shells.transform(this);
  }

  #setBackpressure(backpressure) {
    this.backpressure = backpressure;
    if (this.isPulling) {
      this.isPulling = false;
      soon(this.readable.control.onPulled);
    }
    if (this.isParked) {
      this.isParked = false;
      this.unpark ??= () => this.#transformParked();
      soon(this.unpark);
    }
  }

  #unblockWrite() {
    if (this.backpressure) this.#setBackpressure(false);
  }

  // --- the writable side ---

  write(chunk) {
    if (!this.backpressure) return this.#transform(chunk);
    this.isParked = true;
    this.parkedChunk = chunk;
    return kLater;
  }

  #transformParked() {
    const chunk = this.parkedChunk;
    this.parkedChunk = undefined;
    const { writable } = this;
    const { control } = writable;
    if (writable.state === 'erroring') {
      control.writeFailed(writable.storedError);
      return;
    }
    let result;
    try {
      result = this.#transform(chunk);
    } catch (err) {
      control.writeFailed(err);
      return;
    }
    // No program is on the stack here, so what is done is done.
    if (result === undefined) control.written();
    else whenDone(result, control.onWritten, control.onWriteFailed);
  }

  #transform(chunk) {
    let result;
    try {
      result = this.transformer.transform(chunk, this);
    } catch (err) {
      this.error(err);
      throw err;
    }
    if (result === undefined) return undefined;
    this.onTransformFailed ??= (reason) => {
      this.error(reason);
      throw reason;
    };
    return PromisePrototypeThen(promiseOf(result), undefined, this.onTransformFailed);
  }

  close() {
    if (this.finishing !== undefined) return this.finishing.promise;
    const { readable, transformer } = this;
    const finishing = this.finishing = new Deferred();
    const flushed = attempt(transformer, 'flush', this);
    this.transformer = undefined;
    PromisePrototypeThen(flushed, () => {
      if (readable.state === 'errored') {
        finishing.reject(readable.storedError);
      } else {
        readable.control.close();
        finishing.resolve();
      }
    }, (reason) => {
      readable.control.error(reason);
      finishing.reject(reason);
    });
    return finishing.promise;
  }

  abortWritable(reason) {
    if (this.finishing !== undefined) return this.finishing.promise;
    const { readable, transformer } = this;
    const finishing = this.finishing = new Deferred();
    const cancelled = attempt(transformer, 'cancel', reason);
    this.transformer = undefined;
    PromisePrototypeThen(cancelled, () => {
      if (readable.state === 'errored') {
        finishing.reject(readable.storedError);
      } else {
        readable.control.error(reason);
        finishing.resolve();
      }
    }, (err) => {
      readable.control.error(err);
      finishing.reject(err);
    });
    return finishing.promise;
  }

  // --- the readable side ---

  pull() {
    this.isPulling = false;
    this.#setBackpressure(false);
    this.isPulling = true;
    return kLater;
  }

  cancelReadable(reason) {
    if (this.finishing !== undefined) return this.finishing.promise;
    const { writable, transformer } = this;
    const finishing = this.finishing = new Deferred();
    const cancelled = attempt(transformer, 'cancel', reason);
    this.transformer = undefined;
    PromisePrototypeThen(cancelled, () => {
      if (writable.state === 'errored') {
        finishing.reject(writable.storedError);
      } else {
        writable.control.errorIfNeeded(reason);
        this.#unblockWrite();
        finishing.resolve();
      }
    }, (err) => {
      writable.control.errorIfNeeded(err);
      this.#unblockWrite();
      finishing.reject(err);
    });
    return finishing.promise;
  }

  // --- what a transformer may do ---

  get desiredSize() {
    return this.readable.control.desiredSize;
  }

  enqueue(chunk) {
    const { control } = this.readable;
    if (!control.canCloseOrEnqueue) throw new ERR_INVALID_STATE.TypeError('Unable to enqueue');
    try {
      control.enqueue(chunk);
    } catch (err) {
      this.#errorWritable(err);
      throw this.readable.storedError;
    }
    if (!this.backpressure && !control.wantsMore) this.#setBackpressure(true);
  }

  error(reason) {
    this.readable.control.error(reason);
    this.#errorWritable(reason);
  }

  #errorWritable(reason) {
    this.transformer = undefined;
    this.writable.control.errorIfNeeded(reason);
    this.#unblockWrite();
  }

  terminate() {
    this.readable.control.close();
    this.#errorWritable(new ERR_INVALID_STATE.TypeError('TransformStream has been terminated'));
  }
}

/** Two streams that came from elsewhere, with nothing between them here. */
class JoinedPair {
  constructor(readable, writable) {
    this.readable = readable;
    this.writable = writable;
    this.backpressure = false;
  }
}

/**
 * Two streams joined by a transformer of ours, which needs no start(): missing methods are those of a transformer that
 * does nothing.
 */
class OwnTransformer {
  get hasStart() {
    return false;
  }

  flush() {}

  cancel() {}
}

withoutPrototype(JoinedPair, UserTransformer, TransformSource, TransformSink, TransformState, OwnTransformer);

module.exports = { JoinedPair, OwnTransformer, TransformState, UserTransformer };
