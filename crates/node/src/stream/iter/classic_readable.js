'use strict';
// Node Readables as sources of stream/iter and the other way. Owner: stream. All that a Readable has buffered is one batch.

const {
  ArrayPrototypePush,
  NumberMAX_SAFE_INTEGER,
  PromiseResolve,
  SafeWeakMap,
  SymbolAsyncIterator,
  SymbolIterator,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateInteger, validateObject } = require('internal/validators');
const { isUint8Array } = require('util/types');
const { eos } = require('stream/end_of_stream');
const { Deferred } = require('stream/web/promises');
const { collect, hasMethod, ignoreRejection, isAsyncIterable, isSyncIterable } = require('stream/iter/chunks');
const { from, fromSync } = require('stream/iter/from');
const { toAsyncStreamable } = require('stream/iter/protocols');

const kMark = 65536;
const kBatch = 128;

/** Waits for 'readable' or the end of a stream. */
class ReadableWatch {
  constructor(stream) {
    this.stream = stream;
    this.changed = undefined;
    this.isOver = false;
    // `{ err }` where the stream failed.
    this.failure = undefined;
    this.onChange = () => {
      this.changed?.resolve();
      this.changed = undefined;
    };
    stream.on('readable', this.onChange);
    this.stop = eos(stream, { __proto__: null, writable: false }, (err) => {
      this.isOver = true;
      if (err) this.failure = { __proto__: null, err };
      this.onChange();
    });
  }

  change() {
    this.changed ??= new Deferred();
    return this.changed.promise;
  }

  close() {
    this.stop();
    this.stream.off('readable', this.onChange);
  }
}

async function* batchesOf(stream) {
  const watch = new ReadableWatch(stream);
  try {
    for (;;) {
      const batch = [];
      // What is buffered now: a source that always has more must not keep the reader from its batch.
      do {
        const chunk = stream.read();
        if (chunk === null) break;
        if (isUint8Array(chunk)) ArrayPrototypePush(batch, chunk);
        else await collect(chunk, batch);
      } while (stream.readableLength > 0 && batch.length < kBatch);
      if (batch.length > 0) {
        yield batch;
        continue;
      }
      if (watch.failure !== undefined) throw watch.failure.err;
      if (watch.isOver) return;
      await watch.change();
    }
  } finally {
    watch.close();
    // Without an error: the reader has what went wrong, if anything did.
    if (!watch.isOver) stream.destroy?.();
  }
}

/** What a Readable is as a source; `stream` is the Readable itself. */
function streamableOf(stream) {
  const result = batchesOf(stream);
  result.stream = stream;
  return result;
}

const known = new SafeWeakMap();

function fromReadable(readable) {
  if (!hasMethod(readable, toAsyncStreamable) &&
      !(hasMethod(readable, 'read') && hasMethod(readable, 'on') && hasMethod(readable, 'off'))) {
    throw new ERR_INVALID_ARG_TYPE('readable', 'Readable', readable);
  }
  let source = known.get(readable);
  if (source === undefined) {
    source = from(hasMethod(readable, toAsyncStreamable) ? readable[toAsyncStreamable]() : streamableOf(readable));
    known.set(readable, source);
  }
  return source;
}

function readableOptions(options) {
  validateObject(options, 'options');
  const { highWaterMark = kMark, signal } = options;
  validateInteger(highWaterMark, 'options.highWaterMark', 0, NumberMAX_SAFE_INTEGER);
  validateAbortSignal(signal, 'options.signal');
  return { __proto__: null, highWaterMark, signal };
}

/** Pushes the rest of a batch; whether the stream wants more. */
function pushBatch(readable, batch) {
  let wantsMore = true;
  for (let i = 0; i < batch.length; i++) wantsMore = readable.push(batch[i]);
  return wantsMore;
}

function toReadable(source, options = kEmptyObject) {
  if (typeof source === 'string' || !isAsyncIterable(source)) {
    throw new ERR_INVALID_ARG_TYPE('source', 'AsyncIterable', source);
  }
  const checked = readableOptions(options);
  const iterator = from(source)[SymbolAsyncIterator]();
  const Readable = require('stream/readable');
  let isReading = false;
  let isDone = false;
  const fill = async (readable) => {
    try {
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) {
          isDone = true;
          readable.push(null);
          return;
        }
        if (readable.destroyed || !pushBatch(readable, value)) return;
      }
    } catch (err) {
      isDone = true;
      readable.destroy(err);
    } finally {
      isReading = false;
    }
  };
  return new Readable({
    ...checked,
    read() {
      if (isReading) return;
      isReading = true;
      fill(this);
    },
    destroy(err, callback) {
      if (!isDone && typeof iterator.return === 'function') ignoreRejection(PromiseResolve(iterator.return()));
      callback(err);
    },
  });
}

function toReadableSync(source, options = kEmptyObject) {
  if (typeof source === 'string' || !isSyncIterable(source)) {
    throw new ERR_INVALID_ARG_TYPE('source', 'Iterable', source);
  }
  const checked = readableOptions(options);
  const iterator = fromSync(source)[SymbolIterator]();
  const Readable = require('stream/readable');
  let isDone = false;
  return new Readable({
    ...checked,
    read() {
      try {
        for (;;) {
          const { done, value } = iterator.next();
          if (done) {
            isDone = true;
            this.push(null);
            return;
          }
          if (!pushBatch(this, value)) return;
        }
      } catch (err) {
        isDone = true;
        this.destroy(err);
      }
    },
    destroy(err, callback) {
      if (!isDone) iterator.return?.();
      callback(err);
    },
  });
}

module.exports = { fromReadable, streamableOf, toReadable, toReadableSync };
