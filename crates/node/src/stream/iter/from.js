'use strict';
// from() and fromSync(): anything that holds bytes as an iterable of batches. Owner: stream. Nothing is read before the
// result is iterated. Values of a synchronous iterable that are ready share a batch, up to a limit.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  PromisePrototypeThen,
  PromiseResolve,
  SafeWeakSet,
  SymbolAsyncIterator,
  SymbolIterator,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  badAsyncValue,
  badSyncValue,
  bytesOf,
  collect,
  collectSync,
  hasMethod,
  ignoreRejection,
  isAsyncIterable,
  isBatch,
  isObject,
  isSyncIterable,
} = require('stream/iter/chunks');
const { toAsyncStreamable, toStreamable } = require('stream/iter/protocols');

/** As many chunks as a batch made here holds. */
const kBatch = 128;

function checkGiven(input) {
  if (input === null || input === undefined) throw new ERR_INVALID_ARG_TYPE('input', 'a non-null value', input);
}

function* piecesOf(batch) {
  if (batch.length <= kBatch) {
    if (batch.length > 0) yield batch;
    return;
  }
  for (let i = 0; i < batch.length; i += kBatch) yield ArrayPrototypeSlice(batch, i, i + kBatch);
}

/** What a synchronous iterable gives, in order: a `batch` of values that are bytes or one that it gave, or another `value`. */
function* grouped(input) {
  let gathered = [];
  for (const value of input) {
    const own = bytesOf(value);
    if (own !== undefined) {
      ArrayPrototypePush(gathered, own);
      if (gathered.length < kBatch) continue;
    }
    if (gathered.length > 0) {
      yield { batch: gathered, value: undefined };
      gathered = [];
    }
    if (isBatch(value)) yield { batch: value, value: undefined };
    else if (own === undefined) yield { batch: undefined, value };
  }
  if (gathered.length > 0) yield { batch: gathered, value: undefined };
}

function* syncBatches(input) {
  const bytes = bytesOf(input);
  if (bytes !== undefined) {
    yield [bytes];
    return;
  }
  if (hasMethod(input, toStreamable)) {
    yield* syncBatches(input[toStreamable]());
    return;
  }
  if (isBatch(input)) {
    yield* piecesOf(input);
    return;
  }
  if (!isSyncIterable(input)) throw badSyncValue('value', input);
  for (const { batch, value } of grouped(input)) {
    if (batch !== undefined) {
      yield* piecesOf(batch);
    } else {
      const found = [];
      collectSync(value, found);
      yield* piecesOf(found);
    }
  }
}

/** Batches of a synchronous iterable for an asynchronous reader: promises in it are waited for, streams are not read. */
async function* batchesOfSync(input) {
  for (const { batch, value } of grouped(input)) {
    if (batch !== undefined) {
      yield* piecesOf(batch);
    } else {
      const found = [];
      await collect(value, found, true);
      yield* piecesOf(found);
    }
  }
}

/**
 * The batches of an asynchronous iterable. Not a generator: return() reaches the iterable's own iterator even while a
 * next() of it is pending.
 */
class Batches {
  constructor(input) {
    this.iterator = input[SymbolAsyncIterator]();
    // What is left of a value that made several batches.
    this.pieces = undefined;
    this.take = (result) => this.#take(result);
  }

  [SymbolAsyncIterator]() {
    return this;
  }

  next() {
    const { pieces } = this;
    if (pieces !== undefined) {
      const piece = pieces.next();
      if (!piece.done) return PromiseResolve(piece);
      this.pieces = undefined;
    }
    return PromisePrototypeThen(PromiseResolve(this.iterator.next()), this.take);
  }

  #take(result) {
    if (result.done) return { value: undefined, done: true };
    const { value } = result;
    if (isBatch(value)) return { value, done: false };
    const bytes = bytesOf(value);
    return bytes === undefined ? this.#gather(value) : { value: [bytes], done: false };
  }

  async #gather(value) {
    const batch = [];
    try {
      await collect(value, batch);
    } catch (err) {
      ignoreRejection(this.return());
      throw err;
    }
    this.pieces = piecesOf(batch);
    return this.next();
  }

  async return() {
    const { iterator } = this;
    if (typeof iterator.return === 'function') await iterator.return();
    return { value: undefined, done: true };
  }
}

async function* batches(input) {
  const bytes = bytesOf(input);
  if (bytes !== undefined) {
    yield [bytes];
  } else if (hasMethod(input, toAsyncStreamable)) {
    yield* batches(await input[toAsyncStreamable]());
  } else if (hasMethod(input, toStreamable)) {
    yield* batches(input[toStreamable]());
  } else if (isBatch(input)) {
    yield* piecesOf(input);
  } else if (isAsyncIterable(input)) {
    yield* new Batches(input);
  } else if (isSyncIterable(input)) {
    yield* batchesOfSync(input);
  } else {
    throw badAsyncValue('value', input);
  }
}

// What from() has made: its batches need no second look.
const made = new SafeWeakSet();
const madeSync = new SafeWeakSet();

function from(input) {
  checkGiven(input);
  if (isObject(input) && made.has(input)) return input;
  if (bytesOf(input) === undefined && !hasMethod(input, toAsyncStreamable) && !hasMethod(input, toStreamable) &&
      !isAsyncIterable(input) && !isSyncIterable(input)) {
    throw badAsyncValue('input', input);
  }
  if (bytesOf(input) === undefined && !hasMethod(input, toAsyncStreamable) && !hasMethod(input, toStreamable) &&
      isAsyncIterable(input)) {
    return normalized(() => new Batches(input));
  }
  return normalized(() => batches(input));
}

/** An iterable of batches, made by a function that returns an iterator of them. */
function normalized(iterate) {
  const result = { __proto__: null, [SymbolAsyncIterator]: () => iterate() };
  made.add(result);
  return result;
}

function fromSync(input) {
  checkGiven(input);
  if (isObject(input) && madeSync.has(input)) return input;
  if (bytesOf(input) === undefined && !hasMethod(input, toStreamable) && !isSyncIterable(input)) {
    throw badSyncValue('input', input);
  }
  return normalizedSync(() => syncBatches(input));
}

function normalizedSync(iterate) {
  const result = { __proto__: null, [SymbolIterator]: () => iterate() };
  madeSync.add(result);
  return result;
}

module.exports = { from, fromSync, normalized, normalizedSync };
