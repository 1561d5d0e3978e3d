'use strict';
// The queue between the writer and the reader of push(): bytes up to a budget, and the writes that wait for room. Owner:
// stream. A reader takes all that is buffered as one batch; then waiting writes are let in, in order.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeIndexOf,
  ArrayPrototypeSplice,
  PromiseReject,
  PromiseResolve,
  SymbolDispose,
} = primordials;

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { Deferred, markHandled } = require('stream/web/promises');
const { sizeOfBatch } = require('stream/iter/chunks');

/** A write that waits, or an end() that does: a promise that a signal of its own may take back. */
class Waiting extends Deferred {
  constructor(batch, size) {
    super();
    this.batch = batch;
    this.size = size;
    this.hook = undefined;
  }

  watch(signal, onAbort) {
    if (signal === undefined) return;
    const { addAbortListener } = require('events/add_abort_listener');
    this.hook = addAbortListener(signal, () => {
      onAbort(this);
      this.reject(signal.reason);
    });
  }

  done(value) {
    this.hook?.[SymbolDispose]();
    this.resolve(value);
  }

  fail(reason) {
    this.hook?.[SymbolDispose]();
    this.reject(reason);
  }
}

function removeFrom(list, item) {
  const at = ArrayPrototypeIndexOf(list, item);
  if (at !== -1) ArrayPrototypeSplice(list, at, 1);
}

class PushQueue {
  constructor(budget, backpressure) {
    this.budget = budget;
    this.backpressure = backpressure;
    this.dropsOldest = backpressure === 'drop-oldest';
    this.dropsNewest = backpressure === 'drop-newest';
    // Whole writes: a drop takes a write, never a part of one.
    this.buffer = [];
    this.buffered = 0;
    this.total = 0;
    this.writes = [];
    this.ends = [];
    this.reads = [];
    this.drains = [];
    // 'open', 'closing' until the buffer is read, 'closed', 'errored'.
    this.state = 'open';
    this.error = undefined;
    // 'active', 'returned', or 'thrown' when the reader went with an error.
    this.reader = 'active';
    this.readerError = undefined;
  }

  get isOpen() {
    return this.state === 'open' && this.reader === 'active';
  }

  get canWrite() {
    if (!this.isOpen) return null;
    return this.dropsOldest || this.dropsNewest || this.buffered < this.budget;
  }

  get #isFull() {
    return this.buffered >= this.budget;
  }

  // --- writing ---

  /** Whether the batch was taken (or dropped, where that is the policy). */
  tryWrite(batch) {
    if (!this.isOpen) return false;
    if (this.#isFull) {
      if (this.dropsNewest) return true;
      if (!this.dropsOldest) return false;
      while (this.#isFull && this.buffer.length > 0) this.buffered -= ArrayPrototypeShift(this.buffer).size;
    }
    this.#accept(batch, sizeOfBatch(batch));
    return true;
  }

  #accept(batch, size) {
    if (batch.length === 0) return;
    this.total += size;
    if (this.reads.length > 0) {
      ArrayPrototypeShift(this.reads).resolve({ value: batch, done: false });
      return;
    }
    ArrayPrototypePush(this.buffer, { __proto__: null, batch, size });
    this.buffered += size;
  }

  /** Why nothing can be written any more. */
  #refusal() {
    if (this.state === 'errored') return this.error;
    if (this.reader === 'thrown') return this.readerError;
    if (this.state !== 'open') return new ERR_INVALID_STATE.TypeError('Writer is closed');
    return new ERR_INVALID_STATE.TypeError('Stream closed by consumer');
  }

  write(batch, signal) {
    if (signal !== undefined && signal.aborted) return PromiseReject(signal.reason);
    if (!this.isOpen) return PromiseReject(this.#refusal());
    if (this.tryWrite(batch)) return PromiseResolve();
    if (this.backpressure === 'strict' && this.writes.length > 0) {
      return PromiseReject(new ERR_INVALID_STATE.RangeError(
        'Backpressure violation: too many pending writes. Await each write() call to respect backpressure.'));
    }
    const waiting = new Waiting(batch, sizeOfBatch(batch));
    ArrayPrototypePush(this.writes, waiting);
    waiting.watch(signal, (self) => removeFrom(this.writes, self));
    return waiting.promise;
  }

  #letIn() {
    while (this.writes.length > 0 && !this.#isFull) {
      const waiting = ArrayPrototypeShift(this.writes);
      this.#accept(waiting.batch, waiting.size);
      waiting.done();
    }
    if (!this.#isFull) this.#tellDrains(true);
  }

  #tellDrains(value) {
    while (this.drains.length > 0) ArrayPrototypeShift(this.drains).resolve(value);
  }

  #failDrains(reason) {
    while (this.drains.length > 0) {
      const drain = ArrayPrototypeShift(this.drains);
      markHandled(drain.promise);
      drain.reject(reason);
    }
  }

  #failWrites(reason) {
    while (this.writes.length > 0) ArrayPrototypeShift(this.writes).fail(reason);
  }

  /** Null when there is no writing any more; else a promise of whether there is room. */
  drained() {
    const { canWrite } = this;
    if (canWrite === null) return null;
    if (canWrite) return PromiseResolve(true);
    const waiting = new Deferred();
    ArrayPrototypePush(this.drains, waiting);
    return waiting.promise;
  }

  /** Starts the end: what waits is refused, what is buffered is still read. */
  #startEnd() {
    this.state = 'closing';
    this.#failWrites(new ERR_INVALID_STATE.TypeError('Writer closed'));
    this.#tellDrains(false);
    if (this.buffer.length === 0 || this.reader !== 'active') this.#close();
  }

  #close() {
    this.state = 'closed';
    while (this.reads.length > 0) ArrayPrototypeShift(this.reads).resolve({ value: undefined, done: true });
    while (this.ends.length > 0) ArrayPrototypeShift(this.ends).done(this.total);
  }

  /** The bytes written, or -1 while the end waits for the reader. */
  endSync() {
    if (this.state === 'open') this.#startEnd();
    return this.state === 'closed' ? this.total : -1;
  }

  end(signal) {
    if (this.state === 'errored') return PromiseReject(this.error);
    if (this.reader === 'thrown') return PromiseReject(this.readerError);
    if (this.state === 'closed') return PromiseResolve(this.total);
    if (signal !== undefined && signal.aborted) return PromiseReject(signal.reason);
    if (this.endSync() >= 0) return PromiseResolve(this.total);
    const waiting = new Waiting(undefined, 0);
    ArrayPrototypePush(this.ends, waiting);
    waiting.watch(signal, (self) => removeFrom(this.ends, self));
    return waiting.promise;
  }

  fail(reason) {
    if (this.state === 'closed' || this.state === 'errored') return;
    this.state = 'errored';
    this.error = reason === undefined ? new ERR_INVALID_STATE('Failed') : reason;
    this.#failWrites(this.error);
    this.#failDrains(this.error);
    while (this.ends.length > 0) ArrayPrototypeShift(this.ends).fail(this.error);
    while (this.reads.length > 0) ArrayPrototypeShift(this.reads).reject(this.error);
  }

  // --- reading ---

  next() {
    if (this.reader === 'returned') return PromiseResolve({ value: undefined, done: true });
    if (this.reader === 'thrown') return PromiseReject(this.readerError);
    if (this.buffer.length > 0) {
      const value = this.#takeAll();
      if (this.state === 'closing') this.#close();
      else if (this.state === 'open') this.#letIn();
      return PromiseResolve({ value, done: false });
    }
    if (this.state === 'errored') return PromiseReject(this.error);
    if (this.state === 'closed') return PromiseResolve({ value: undefined, done: true });
    const waiting = new Deferred();
    ArrayPrototypePush(this.reads, waiting);
    return waiting.promise;
  }

  #takeAll() {
    const { buffer } = this;
    this.buffer = [];
    this.buffered = 0;
    if (buffer.length === 1) return buffer[0].batch;
    const whole = [];
    for (let i = 0; i < buffer.length; i++) {
      const { batch } = buffer[i];
      for (let j = 0; j < batch.length; j++) ArrayPrototypePush(whole, batch[j]);
    }
    return whole;
  }

  #leave() {
    this.buffer = [];
    this.buffered = 0;
    if (this.state === 'closing') this.#close();
  }

  return() {
    if (this.reader === 'active') {
      this.reader = 'returned';
      this.#failWrites(new ERR_INVALID_STATE.TypeError('Stream closed by consumer'));
      this.#tellDrains(false);
      while (this.reads.length > 0) ArrayPrototypeShift(this.reads).resolve({ value: undefined, done: true });
      this.#leave();
    }
    return PromiseResolve({ value: undefined, done: true });
  }

  throw(err) {
    if (this.reader === 'active') {
      this.reader = 'thrown';
      this.readerError = err;
      this.#failWrites(err);
      this.#failDrains(err);
      while (this.reads.length > 0) ArrayPrototypeShift(this.reads).reject(err);
      this.#leave();
    }
    return PromiseReject(err);
  }
}

module.exports = { PushQueue, Waiting, removeFrom };
