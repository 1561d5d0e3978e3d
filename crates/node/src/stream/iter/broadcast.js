'use strict';
// broadcast(): one writer, several readers, each of whom gets all. Owner: stream. The slowest reader decides how much may be
// written. Unlike push(), an end lets the writes that wait go through first.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  PromiseReject,
  PromiseResolve,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;

const { codes: { ERR_INVALID_RETURN_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateObject } = require('internal/validators');
const { Deferred, markHandled } = require('stream/web/promises');
const { untilAborted } = require('stream/iter/abortable');
const { hasMethod, isObject, sizeOfBatch } = require('stream/iter/chunks');
const { FanOut } = require('stream/iter/fan_out');
const { from, normalized } = require('stream/iter/from');
const { broadcastProtocol } = require('stream/iter/protocols');
const { checkTransforms, pullWith, splitArguments } = require('stream/iter/pull');
const { queueOptions, whenAborted } = require('stream/iter/push');
const { Waiting, removeFrom } = require('stream/iter/push_queue');
const { QueueWriter } = require('stream/iter/writer');

const kBudget = 65536;

function item(value) {
  return { __proto__: null, done: false, value };
}

function ended() {
  return { __proto__: null, done: true, value: undefined };
}

/** One reader's place, and its next() calls that wait. */
class BroadcastReader {
  constructor(queue) {
    this.queue = queue;
    this.cursor = queue.buffer.start;
    this.waiting = [];
    this.isOver = false;
    // `{ reason }` where it ended with an error.
    this.failure = undefined;
  }

  next() {
    if (this.isOver) return this.failure === undefined ? PromiseResolve(ended()) : PromiseReject(this.failure.reason);
    const { buffer } = this.queue;
    if (this.waiting.length === 0 && this.cursor < buffer.end) {
      const batch = buffer.read(this);
      this.queue.roomMade();
      return PromiseResolve(item(batch));
    }
    if (this.queue.isDrainedFor(this)) {
      this.finish();
      return PromiseResolve(ended());
    }
    const waiting = new Deferred();
    ArrayPrototypePush(this.waiting, waiting);
    return waiting.promise;
  }

  /** Answers calls that wait, as far as there is something to answer with. */
  serve() {
    const { buffer } = this.queue;
    while (this.waiting.length > 0 && this.cursor < buffer.end) {
      ArrayPrototypeShift(this.waiting).resolve(item(buffer.read(this)));
    }
    if (this.waiting.length > 0 && this.queue.isDrainedFor(this)) this.finish();
  }

  finish(failure = undefined) {
    if (this.isOver) return;
    this.isOver = true;
    this.failure = failure;
    const { waiting } = this;
    while (waiting.length > 0) {
      const one = ArrayPrototypeShift(waiting);
      if (failure === undefined) one.resolve(ended());
      else one.reject(failure.reason);
    }
    this.queue.leave(this);
  }

  return() {
    this.finish();
    return PromiseResolve(ended());
  }

  throw(reason) {
    this.finish();
    return PromiseReject(reason);
  }
}

class BroadcastQueue {
  constructor({ budget, backpressure }) {
    this.backpressure = backpressure;
    this.buffer = new FanOut(budget);
    this.total = 0;
    this.writes = [];
    this.ends = [];
    this.drains = [];
    // 'open', 'closing', 'closed', 'errored'.
    this.state = 'open';
    this.failure = undefined;
    this.onCancel = undefined;
  }

  get canWrite() {
    if (this.state !== 'open') return null;
    return this.backpressure === 'drop-oldest' || this.backpressure === 'drop-newest' || !this.buffer.isFull;
  }

  #accept(batch, size) {
    this.total += size;
    this.buffer.add(batch);
    for (const reader of this.buffer.readers) reader.serve();
  }

  tryWrite(batch) {
    if (this.state !== 'open') return false;
    const size = sizeOfBatch(batch);
    if (size === 0) return true;
    const { buffer } = this;
    if (buffer.isFull) {
      if (this.backpressure === 'drop-newest') return true;
      if (this.backpressure !== 'drop-oldest') return false;
      while (buffer.isFull) buffer.dropOldest();
    }
    this.#accept(batch, size);
    return true;
  }

  write(batch, signal) {
    if (signal !== undefined && signal.aborted) return PromiseReject(signal.reason);
    if (this.state === 'errored') return PromiseReject(this.failure.reason);
    if (this.state !== 'open') return PromiseReject(new ERR_INVALID_STATE.TypeError('Writer is closed'));
    if (this.tryWrite(batch)) return PromiseResolve();
    if (this.backpressure === 'strict' && this.writes.length > 0) {
      return PromiseReject(new ERR_INVALID_STATE.RangeError(
        'Backpressure violation: too many pending writes. Await each write() call to respect backpressure.'));
    }
    const waiting = new Waiting(batch, sizeOfBatch(batch));
    ArrayPrototypePush(this.writes, waiting);
    waiting.watch(signal, (self) => {
      removeFrom(this.writes, self);
      this.#afterWrites();
    });
    return waiting.promise;
  }

  /** The slowest reader has moved on. */
  roomMade() {
    while (this.writes.length > 0 && !this.buffer.isFull) {
      const waiting = ArrayPrototypeShift(this.writes);
      this.#accept(waiting.batch, waiting.size);
      waiting.done();
    }
    if (!this.buffer.isFull) {
      while (this.drains.length > 0) ArrayPrototypeShift(this.drains).resolve(this.state === 'open');
    }
    this.#afterWrites();
  }

  /** Once nothing waits to be written, readers at the end of the buffer have seen all. */
  #afterWrites() {
    if (this.state !== 'closing' || this.writes.length > 0) return;
    for (const reader of this.buffer.readers) reader.serve();
    this.#closeIfDone();
  }

  #closeIfDone() {
    if (this.state !== 'closing' || this.writes.length > 0 || this.buffer.readers.size > 0) return;
    this.state = 'closed';
    while (this.ends.length > 0) ArrayPrototypeShift(this.ends).done(this.total);
  }

  isDrainedFor(reader) {
    if (this.state !== 'closing' && this.state !== 'closed') return false;
    return this.writes.length === 0 && reader.cursor >= this.buffer.end;
  }

  drained() {
    const { canWrite } = this;
    if (canWrite === null) return null;
    if (canWrite) return PromiseResolve(true);
    const waiting = new Deferred();
    ArrayPrototypePush(this.drains, waiting);
    return waiting.promise;
  }

  endSync() {
    if (this.state === 'open') {
      this.state = 'closing';
      while (this.drains.length > 0) ArrayPrototypeShift(this.drains).resolve(false);
      this.#afterWrites();
    }
    return this.state === 'closed' ? this.total : -1;
  }

  end(signal) {
    if (this.state === 'errored') return PromiseReject(this.failure.reason);
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
    this.failure = { __proto__: null, reason: reason === undefined ? new ERR_INVALID_STATE.TypeError('Failed') : reason };
    this.#stop(this.failure, this.failure.reason);
  }

  /** The readers go, with an error if there is a reason; nothing can be written any more. */
  cancel(reason) {
    if (this.state === 'closed' || this.state === 'errored') return;
    this.state = 'closed';
    this.failure = reason === undefined ? undefined : { __proto__: null, reason };
    this.#stop(this.failure, reason === undefined ? new ERR_INVALID_STATE.TypeError('Writer is closed') : reason);
    this.onCancel?.();
  }

  #stop(failure, reason) {
    while (this.writes.length > 0) ArrayPrototypeShift(this.writes).fail(reason);
    while (this.ends.length > 0) {
      if (this.state === 'closed') ArrayPrototypeShift(this.ends).done(this.total);
      else ArrayPrototypeShift(this.ends).fail(reason);
    }
    while (this.drains.length > 0) {
      const drain = ArrayPrototypeShift(this.drains);
      markHandled(drain.promise);
      if (failure === undefined) drain.resolve(false);
      else drain.reject(reason);
    }
    for (const reader of this.buffer.readers) reader.finish(failure);
    this.buffer.clear();
  }

  join() {
    const reader = new BroadcastReader(this);
    if (this.state === 'errored' || this.failure !== undefined) {
      reader.isOver = true;
      reader.failure = this.failure;
    } else {
      this.buffer.readers.add(reader);
    }
    return reader;
  }

  leave(reader) {
    if (!this.buffer.readers.delete(reader)) return;
    if (this.buffer.trim()) this.roomMade();
    this.#closeIfDone();
  }
}

class BroadcastWriter extends QueueWriter {}

class BroadcastImpl {
  #queue;

  constructor(queue) {
    this.#queue = queue;
  }

  get consumerCount() {
    return this.#queue.buffer.readers.size;
  }

  push(...args) {
    const { transforms, options = kEmptyObject } = splitArguments(args);
    checkTransforms(transforms);
    const { signal } = options;
    validateAbortSignal(signal, 'options.signal');
    const readable = readableOf(this.#queue, signal);
    return transforms.length === 0 ? readable : pullWith(readable, transforms, signal);
  }

  cancel(reason = undefined) {
    this.#queue.cancel(reason);
  }

  [SymbolDispose]() {
    this.cancel();
  }
}

/** A reader of its own, from now on; a signal takes it out again. */
function readableOf(queue, signal) {
  if (signal !== undefined && signal.aborted) {
    return normalized(() => untilAborted({ __proto__: null, next: () => PromiseResolve(ended()) }, signal));
  }
  const reader = queue.join();
  whenAborted(signal, (reason) => reader.finish({ __proto__: null, reason }));
  return normalized(() => ({
    __proto__: null,
    next: () => reader.next(),
    return: () => reader.return(),
    throw: (reason) => reader.throw(reason),
    [SymbolAsyncIterator]() {
      return this;
    },
  }));
}

function make(options) {
  const checked = queueOptions(options, kBudget);
  const queue = new BroadcastQueue(checked);
  whenAborted(checked.signal, (reason) => queue.fail(reason));
  return { queue, writer: new BroadcastWriter(queue), broadcast: new BroadcastImpl(queue) };
}

function broadcast(options = kEmptyObject) {
  validateObject(options, 'options');
  const { writer, broadcast: channel } = make(options);
  return { __proto__: null, writer, broadcast: channel };
}

/** Writes all of a source, until the broadcast is cancelled. */
async function pump(input, queue, signal) {
  try {
    for await (const batch of { __proto__: null, [SymbolAsyncIterator]: () => untilAborted(input[SymbolAsyncIterator](), signal) }) {
      await queue.write(batch, undefined);
    }
    await queue.end(undefined);
  } catch (err) {
    // What went wrong is the readers' to hear; a broadcast that was cancelled has told them already.
    queue.fail(err);
  }
}

const Broadcast = {
  __proto__: null,
  from(input, options = kEmptyObject) {
    if (isObject(input) && hasMethod(input, broadcastProtocol)) {
      const channel = input[broadcastProtocol](options);
      if (!isObject(channel)) {
        throw new ERR_INVALID_RETURN_VALUE('an object', "[Symbol.for('Stream.broadcastProtocol')]", channel);
      }
      return { __proto__: null, writer: { __proto__: null }, broadcast: channel };
    }
    const source = from(input);
    validateObject(options, 'options');
    const { queue, writer, broadcast: channel } = make(options);
    const { AbortController } = require('events/abort_controller');
    const controller = new AbortController();
    queue.onCancel = () => controller.abort();
    pump(source, queue, controller.signal);
    return { __proto__: null, writer, broadcast: channel };
  },
};

module.exports = { Broadcast, broadcast };
