'use strict';
// share() and shareSync(): one source, several readers, read when one of them asks. Owner: stream. Each batch is kept until
// the slowest reader has had it, up to the budget.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  SymbolAsyncIterator,
  SymbolDispose,
  SymbolIterator,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateObject } = require('internal/validators');
const { Deferred } = require('stream/web/promises');
const { orAbort, throwIfAborted } = require('stream/iter/abortable');
const { hasMethod, ignoreRejection, isAsyncIterable, isObject, isSyncIterable } = require('stream/iter/chunks');
const { FanOut } = require('stream/iter/fan_out');
const { from, fromSync, normalized, normalizedSync } = require('stream/iter/from');
const { shareProtocol, shareSyncProtocol } = require('stream/iter/protocols');
const { checkTransforms, pullSync, pullWith, splitArguments } = require('stream/iter/pull');
const { queueOptions, whenAborted } = require('stream/iter/push');

const kBudget = 65536;

class Reader {
  constructor(buffer) {
    this.cursor = buffer.start;
    this.isOver = false;
  }
}

/** What both kinds have: the buffer, and how the source ended. */
class SharedSource {
  constructor(iterator, { budget, backpressure }) {
    this.iterator = iterator;
    this.budget = budget;
    this.backpressure = backpressure;
    this.buffer = new FanOut(budget);
    this.isDone = false;
    // `{ reason }` where it ended with an error.
    this.failure = undefined;
  }

  join() {
    const reader = new Reader(this.buffer);
    if (this.isDone && this.buffer.end === reader.cursor) reader.isOver = true;
    else this.buffer.readers.add(reader);
    return reader;
  }

  leave(reader) {
    reader.isOver = true;
    if (this.buffer.readers.delete(reader)) this.buffer.trim();
  }

  /** Ends the source and takes the readers out. */
  stop(failure) {
    if (this.isDone) return false;
    this.isDone = true;
    this.failure = failure;
    for (const reader of this.buffer.readers) reader.isOver = true;
    this.buffer.readers.clear();
    this.buffer.clear();
    return true;
  }

  add(batch) {
    this.buffer.add(batch);
  }

  tooFull(note = '') {
    return new ERR_OUT_OF_RANGE('buffered bytes', `< ${this.budget}${note}`, this.buffer.size);
  }
}

class AsyncSource extends SharedSource {
  constructor(iterator, options) {
    super(iterator, options);
    this.pulling = undefined;
    // Readers that wait for a slower one.
    this.blocked = [];
  }

  async next(reader, signal) {
    for (;;) {
      throwIfAborted(signal);
      const { buffer } = this;
      if (!reader.isOver && reader.cursor < buffer.end) {
        const value = buffer.read(reader);
        this.#unblock();
        return { __proto__: null, done: false, value };
      }
      if (this.isDone || reader.isOver) {
        this.leave(reader);
        if (this.failure !== undefined) throw this.failure.reason;
        return { __proto__: null, done: true, value: undefined };
      }
      if (buffer.isFull && this.backpressure !== 'drop-oldest') {
        if (this.backpressure === 'strict') throw this.tooFull();
        const blocked = new Deferred();
        ArrayPrototypePush(this.blocked, blocked);
        await orAbort(blocked.promise, signal);
        continue;
      }
      await orAbort(this.#pull(), signal);
    }
  }

  #unblock() {
    if (this.buffer.isFull) return;
    while (this.blocked.length > 0) ArrayPrototypeShift(this.blocked).resolve();
  }

  #pull() {
    return this.pulling ??= PromisePrototypeThen(PromiseResolve(this.iterator.next()), ({ done, value }) => {
      this.pulling = undefined;
      if (this.isDone) return;
      if (done) {
        this.isDone = true;
        return;
      }
      while (this.buffer.isFull && this.backpressure === 'drop-oldest') this.buffer.dropOldest();
      this.add(value);
    }, (reason) => {
      this.pulling = undefined;
      if (this.isDone) return;
      this.isDone = true;
      this.failure = { __proto__: null, reason };
    });
  }

  leave(reader) {
    super.leave(reader);
    this.#unblock();
    // Without readers the source is not read on; a later reader may still come.
  }

  cancel(reason) {
    if (!this.stop(reason === undefined ? undefined : { __proto__: null, reason })) return;
    while (this.blocked.length > 0) ArrayPrototypeShift(this.blocked).resolve();
    if (typeof this.iterator.return === 'function') ignoreRejection(PromiseResolve(this.iterator.return()));
  }
}

class ShareImpl {
  #source;

  constructor(source) {
    this.#source = source;
  }

  get consumerCount() {
    return this.#source.buffer.readers.size;
  }

  pull(...args) {
    const { transforms, options = kEmptyObject } = splitArguments(args);
    checkTransforms(transforms);
    const { signal } = options;
    validateAbortSignal(signal, 'options.signal');
    const source = this.#source;
    const reader = source.join();
    const readable = normalized(() => ({
      __proto__: null,
      next: () => source.next(reader, signal),
      return() {
        source.leave(reader);
        return PromiseResolve({ __proto__: null, done: true, value: undefined });
      },
      throw(reason) {
        source.leave(reader);
        return PromiseReject(reason);
      },
      [SymbolAsyncIterator]() {
        return this;
      },
    }));
    return transforms.length === 0 ? readable : pullWith(readable, transforms, signal);
  }

  cancel(reason = undefined) {
    this.#source.cancel(reason);
  }

  [SymbolDispose]() {
    this.cancel();
  }
}

function share(source, options = kEmptyObject) {
  const input = from(source);
  validateObject(options, 'options');
  const checked = queueOptions(options, kBudget);
  const shared = new AsyncSource(input[SymbolAsyncIterator](), checked);
  whenAborted(checked.signal, (reason) => shared.cancel(reason));
  return new ShareImpl(shared);
}

class SyncSource extends SharedSource {
  next(reader) {
    const { buffer } = this;
    if (!reader.isOver && reader.cursor < buffer.end) return { __proto__: null, done: false, value: buffer.read(reader) };
    if (!this.isDone && !reader.isOver && this.#pull()) {
      return { __proto__: null, done: false, value: buffer.read(reader) };
    }
    this.leave(reader);
    if (this.failure !== undefined) throw this.failure.reason;
    return { __proto__: null, done: true, value: undefined };
  }

  /** Whether there is something new. */
  #pull() {
    const { buffer } = this;
    if (buffer.isFull) {
      if (this.backpressure === 'strict') throw this.tooFull();
      if (this.backpressure === 'unbounded') throw this.tooFull(' (unbounded not available in sync context)');
    }
    let result;
    try {
      result = this.iterator.next();
    } catch (reason) {
      this.isDone = true;
      this.failure = { __proto__: null, reason };
      return false;
    }
    if (result.done) {
      this.isDone = true;
      return false;
    }
    if (buffer.isFull && this.backpressure === 'drop-newest') return false;
    while (buffer.isFull) buffer.dropOldest();
    this.add(result.value);
    return true;
  }

  cancel(reason) {
    if (!this.stop(reason === undefined ? undefined : { __proto__: null, reason })) return;
    this.iterator.return?.();
  }
}

class SyncShareImpl {
  #source;

  constructor(source) {
    this.#source = source;
  }

  get bufferSize() {
    return this.#source.buffer.size;
  }

  get consumerCount() {
    return this.#source.buffer.readers.size;
  }

  pull(...transforms) {
    checkTransforms(transforms);
    const source = this.#source;
    const reader = source.join();
    const readable = normalizedSync(() => ({
      __proto__: null,
      next: () => source.next(reader),
      return() {
        source.leave(reader);
        return { __proto__: null, done: true, value: undefined };
      },
      [SymbolIterator]() {
        return this;
      },
    }));
    return transforms.length === 0 ? readable : pullSync(readable, ...transforms);
  }

  cancel(reason = undefined) {
    this.#source.cancel(reason);
  }

  [SymbolDispose]() {
    this.cancel();
  }
}

function shareSync(source, options = kEmptyObject) {
  const input = fromSync(source);
  validateObject(options, 'options');
  return new SyncShareImpl(new SyncSource(input[SymbolIterator](), queueOptions(options, kBudget)));
}

function sharedBy(input, protocol, name, options) {
  const shared = input[protocol](options);
  if (!isObject(shared)) throw new ERR_INVALID_RETURN_VALUE('an object', `[Symbol.for('${name}')]`, shared);
  return shared;
}

const Share = {
  __proto__: null,
  from(input, options = kEmptyObject) {
    if (hasMethod(input, shareProtocol)) return sharedBy(input, shareProtocol, 'Stream.shareProtocol', options);
    if (typeof input !== 'string' && !isAsyncIterable(input) && !isSyncIterable(input)) {
      throw new ERR_INVALID_ARG_TYPE('input', ['Shareable', 'AsyncIterable', 'Iterable'], input);
    }
    return share(input, options);
  },
};

const SyncShare = {
  __proto__: null,
  fromSync(input, options = kEmptyObject) {
    if (hasMethod(input, shareSyncProtocol)) {
      return sharedBy(input, shareSyncProtocol, 'Stream.shareSyncProtocol', options);
    }
    if (typeof input !== 'string' && !isSyncIterable(input)) {
      throw new ERR_INVALID_ARG_TYPE('input', ['SyncShareable', 'Iterable'], input);
    }
    return shareSync(input, options);
  },
};

module.exports = { Share, SyncShare, share, shareSync };
