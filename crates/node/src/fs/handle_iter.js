'use strict';
// What an open file is to node:stream/iter, with --experimental-stream-iter: a source by pull() and pullSync(), a sink by
// writer(). Owner: fs. Each holds the handle's lock until it is over; an operation keeps the handle open while it runs.

const {
  ArrayPrototypeSlice,
  PromisePrototypeThen,
  PromiseResolve,
  SymbolAsyncDispose,
  SymbolDispose,
  TypedArrayPrototypeSubarray,
} = primordials;

const ops = binding('fs');
const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_STATE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateBoolean, validateInteger, validateObject } = require('internal/validators');
const { operation } = require('fs/async_op');
const { throwIfAborted } = require('stream/iter/abortable');
const { chunkOf, sizeOfBatch } = require('stream/iter/chunks');
const { normalized, normalizedSync } = require('stream/iter/from');
const { checkTransforms, pullSync, pullWith, splitArguments } = require('stream/iter/pull');
const { batchOf, signalOf } = require('stream/iter/writer');

const kChunkSize = 131072;
// "Not given" of places and limits: for the first, the file's own position.
const kNone = -1;

function checkedOptions(options = kEmptyObject) {
  validateObject(options, 'options');
  const { autoClose = false, chunkSize = kChunkSize, limit = kNone, start = kNone } = options;
  validateBoolean(autoClose, 'options.autoClose');
  if (start !== kNone) validateInteger(start, 'options.start', 0);
  if (limit !== kNone) validateInteger(limit, 'options.limit', 1);
  validateInteger(chunkSize, 'options.chunkSize', 1);
  return { __proto__: null, autoClose, chunkSize, start, left: limit === kNone ? Infinity : limit };
}

// --- Reading -------------------------------------------------------------------------------------------------

/** The next piece's room, how much of it may be filled, and what was read into it. */
class Pieces {
  constructor({ chunkSize, left, start }) {
    this.chunkSize = chunkSize;
    this.left = left;
    this.position = start;
    this.room = null;
  }

  /** How many bytes to read into `room`; none once the limit is reached. */
  begin() {
    this.room ??= Buffer.allocUnsafeSlow(this.chunkSize);
    return this.left < this.chunkSize ? this.left : this.chunkSize;
  }

  /** What was read, as a batch. A small piece is copied out, so that it keeps no whole room alive. */
  end(bytesRead) {
    this.left -= bytesRead;
    if (this.position !== kNone) this.position += bytesRead;
    const piece = TypedArrayPrototypeSubarray(this.room, 0, bytesRead);
    if (bytesRead * 2 < this.chunkSize) return [Buffer.from(piece)];
    this.room = null;
    return [piece];
  }
}

async function* batches(lock, settings, signal) {
  const { handle } = lock;
  const pieces = new Pieces(settings);
  lock.use();
  try {
    while (pieces.left > 0) {
      throwIfAborted(signal);
      const length = pieces.begin();
      const bytesRead = await operation(ops.read(handle.fd, pieces.room, 0, length, pieces.position, true));
      if (bytesRead === 0) break;
      yield pieces.end(bytesRead);
    }
  } finally {
    lock.unuse();
    await lock.release(settings.autoClose);
  }
}

function* batchesSync(lock, settings) {
  const { handle } = lock;
  const pieces = new Pieces(settings);
  lock.use();
  try {
    while (pieces.left > 0) {
      const length = pieces.begin();
      const bytesRead = ops.read(handle.fd, pieces.room, 0, length, pieces.position);
      if (bytesRead === 0) break;
      yield pieces.end(bytesRead);
    }
  } finally {
    lock.unuse();
    lock.releaseSync(settings.autoClose);
  }
}

/** The file as an iterable of batches. `acquire` takes the handle's lock. */
function pullFrom(acquire, args) {
  const { options, transforms } = splitArguments(args);
  checkTransforms(transforms);
  const settings = checkedOptions(options);
  const signal = options?.signal;
  validateAbortSignal(signal, 'options.signal');
  const lock = acquire();
  return pullWith(normalized(() => batches(lock, settings, signal)), transforms, signal);
}

function pullSyncFrom(acquire, args) {
  const { options, transforms } = splitArguments(args);
  checkTransforms(transforms);
  const settings = checkedOptions(options);
  const lock = acquire();
  return pullSync(normalizedSync(() => batchesSync(lock, settings)), ...transforms);
}

// --- Writing -------------------------------------------------------------------------------------------------

/** What is left of a batch when its first `count` bytes are written. */
function withoutFirst(batch, count) {
  for (let i = 0; i < batch.length; i++) {
    if (count < batch[i].byteLength) {
      const rest = ArrayPrototypeSlice(batch, i);
      rest[0] = TypedArrayPrototypeSubarray(rest[0], count);
      return rest;
    }
    count -= batch[i].byteLength;
  }
  return [];
}

function placeOf(position) {
  return position === kNone ? null : position;
}

const kOpen = 0;
const kEnding = 1;
const kEnded = 2;
const kFailed = 3;

/** Writes in the order they were asked for. An error of the file ends it: what is behind cannot be where it belongs. */
class FileWriter {
  #lock;
  #autoClose;
  #chunkSize;
  #left;
  #position;
  #total = 0;
  #state = kOpen;
  #error = undefined;
  #running = 0;
  #last = PromiseResolve();
  #end = undefined;

  constructor(lock, { autoClose, chunkSize, left, start }) {
    this.#lock = lock;
    this.#autoClose = autoClose;
    this.#chunkSize = chunkSize;
    this.#left = left;
    this.#position = start;
  }

  async write(chunk, options = undefined) {
    const signal = signalOf(options);
    await this.#queue([chunkOf(chunk)], signal);
  }

  async writev(chunks, options = undefined) {
    const batch = batchOf(chunks);
    await this.#queue(batch, signalOf(options));
  }

  writeSync(chunk) {
    return this.#try([chunkOf(chunk)]);
  }

  writevSync(chunks) {
    return this.#try(batchOf(chunks));
  }

  end(options = undefined) {
    if (this.#state === kEnding) return this.#end;
    const ended = this.#finish(options);
    if (this.#state === kEnding) this.#end = ended;
    return ended;
  }

  endSync() {
    if (this.#state === kEnded) return this.#total;
    if (this.#state !== kOpen || this.#running > 0) return -1;
    this.#state = kEnded;
    this.#lock.releaseSync(this.#autoClose);
    return this.#total;
  }

  fail(reason = new ERR_INVALID_STATE('Failed')) {
    if (this.#state === kEnded || this.#state === kFailed) return;
    this.#state = kFailed;
    this.#error = reason;
    this.#lock.releaseSync(this.#autoClose);
  }

  [SymbolDispose]() {
    this.fail();
  }

  async [SymbolAsyncDispose]() {
    if (this.#state === kEnding) await this.#end;
    else this.fail();
  }

  async #finish(options) {
    const signal = signalOf(options);
    if (this.#state === kEnded) return this.#total;
    if (this.#state === kFailed) throw this.#error;
    throwIfAborted(signal);
    this.#state = kEnding;
    await this.#last;
    if (this.#state === kFailed) throw this.#error;
    this.#state = kEnded;
    await this.#lock.release(this.#autoClose);
    return this.#total;
  }

  #queue(batch, signal) {
    throwIfAborted(signal);
    if (this.#state === kFailed) throw this.#error;
    if (this.#state !== kOpen) throw new ERR_INVALID_STATE.TypeError('The writer is closed');
    const size = sizeOfBatch(batch);
    if (size > this.#left) throw new ERR_OUT_OF_RANGE('write', `<= ${this.#left} bytes`, size);
    if (size === 0) return undefined;
    this.#left -= size;
    this.#running++;
    const written = PromisePrototypeThen(this.#last, () => this.#writeAll(batch, size));
    // The next one's turn comes either way; who asked for this one hears of its error.
    this.#last = PromisePrototypeThen(written, undefined, () => {});
    return written;
  }

  async #writeAll(batch, size) {
    this.#lock.use();
    try {
      if (this.#state === kFailed) throw this.#error;
      while (size > 0) {
        const { fd } = this.#lock.handle;
        const count = await operation(ops.writev(fd, batch, placeOf(this.#position), true));
        size -= count;
        this.#wrote(count);
        if (size > 0) batch = withoutFirst(batch, count);
      }
    } catch (err) {
      this.fail(err);
      throw err;
    } finally {
      this.#running--;
      this.#lock.unuse();
    }
  }

  /** Writes at once, or answers false, and then nothing was written. */
  #try(batch) {
    const size = sizeOfBatch(batch);
    if (this.#state !== kOpen || this.#running > 0 || size > this.#chunkSize || size > this.#left) return false;
    for (let done = 0; done < size;) {
      let count;
      try {
        count = ops.writev(this.#lock.handle.fd, batch, placeOf(this.#position));
      } catch (err) {
        // write() meets the same error and tells of it.
        if (done === 0) return false;
        this.fail(err);
        throw err;
      }
      done += count;
      this.#left -= count;
      this.#wrote(count);
      if (done < size) batch = withoutFirst(batch, count);
    }
    return true;
  }

  #wrote(count) {
    this.#total += count;
    if (this.#position !== kNone) this.#position += count;
  }
}

function writerTo(acquire, options) {
  const settings = checkedOptions(options);
  return new FileWriter(acquire(), settings);
}

/** Gives handles the methods; `acquire(handle)` takes a handle's lock. */
function addIterMethods(prototype, acquire) {
  const methods = {
    __proto__: null,
    pull(...args) {
      return pullFrom(() => acquire(this), args);
    },
    pullSync(...args) {
      return pullSyncFrom(() => acquire(this), args);
    },
    writer(options = undefined) {
      return writerTo(() => acquire(this), options);
    },
  };
  for (const name in methods) {
    prototype[name] = methods[name];
  }
}

module.exports = { addIterMethods };
