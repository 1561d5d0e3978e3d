'use strict';
// Node Writables as web WritableStreams and the other way. Owner: stream. Works on the records of the web streams: a write
// makes no promise of its own. A Node stream's callbacks are called in a tick, never inside the web stream's bookkeeping.

const { PromisePrototypeThen, Uint8Array } = primordials;

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject } = require('internal/validators');
const { isAnyArrayBuffer } = require('util/types');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const { isDestroyed, isWritable, isWritableEnded, isWritableNodeStream } = require('stream/predicates');
const { asWebError, sizeOfChunk } = require('stream/web/adapt_readable');
const { Deferred } = require('stream/web/promises');
const { newWritable } = require('stream/web/writable_control');
const { isWritableStream, stateOf } = require('stream/web/writable');
const { Writer } = require('stream/web/writable_state');

function ignoreError() {}

/** Writes into a Node stream for a web stream. */
class NodeSink {
  constructor(writable, checkChunk) {
    this.writable = writable;
    this.checkChunk = checkChunk;
    this.control = undefined;
    this.drained = undefined;
    this.closed = undefined;
  }

  start(control) {
    this.control = control;
    const { writable } = this;
    // A transform has done its writing when its output has ended too: what it held back may turn out to be wrong.
    const isTransform = this.checkChunk !== undefined;
    const stop = eos(writable, { __proto__: null, readable: isTransform }, (err) => {
      stop();
      writable.on('error', ignoreError);
      if (err) this.#fail(asWebError(err));
      else this.#finish();
    });
    writable.on('drain', () => {
      this.drained?.resolve();
      this.drained = undefined;
    });
  }

  #fail(err) {
    const { closed, drained, control } = this;
    this.closed = this.drained = undefined;
    drained?.reject(err);
    closed?.reject(err);
    if (closed === undefined) control.errorIfNeeded(err);
  }

  #finish() {
    const { closed, control } = this;
    this.closed = undefined;
    if (closed !== undefined) closed.resolve();
    // Ended by somebody else: what the web stream would still write has nowhere to go.
    else control.errorIfNeeded(new AbortError());
  }

  write(chunk) {
    const { writable, checkChunk } = this;
    if (checkChunk !== undefined) {
      try {
        checkChunk(chunk);
      } catch (err) {
        // Both sides fail with it.
        destroyer(writable, err);
        throw err;
      }
    }
    if (!writable.writableObjectMode && isAnyArrayBuffer(chunk)) chunk = new Uint8Array(chunk);
    // Made first: a stream may drain inside write().
    const drained = this.drained = new Deferred();
    if (writable.write(chunk)) {
      this.drained = undefined;
      return undefined;
    }
    return drained.promise;
  }

  close() {
    this.closed = new Deferred();
    const { promise } = this.closed;
    if (!isWritableEnded(this.writable)) this.writable.end();
    return promise;
  }

  abort(reason) {
    destroyer(this.writable, reason);
  }
}

/** Neither the state of a Writable nor, as old responses, one by its shape. */
function isNoWritable(value) {
  return typeof value?._writableState !== 'object' && !(typeof value === 'object' && isWritableNodeStream(value));
}

/** `checkChunk` throws for what must not be written. */
function webWritableOf(streamWritable, checkChunk) {
  if (isNoWritable(streamWritable)) {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', streamWritable);
  }
  if (isDestroyed(streamWritable) || !isWritable(streamWritable)) return endedWritable().shell;
  const { writableHighWaterMark, writableObjectMode } = streamWritable;
  const size = writableObjectMode ? undefined : sizeOfChunk;
  return newWritable(new NodeSink(streamWritable, checkChunk), writableHighWaterMark, size).shell;
}

function newWritableStreamFromStreamWritable(streamWritable) {
  return webWritableOf(streamWritable, undefined);
}

/** A stream that is closing already. */
function endedWritable() {
  const stream = newWritable({ __proto__: null, start() {}, write() {}, close() {}, abort() {} });
  stream.close();
  return stream;
}

/** The request of one write: tells its callback in a tick. */
class WriteCallback {
  constructor(callback) {
    this.callback = callback;
  }

  resolve() {
    process.nextTick(this.callback);
  }

  reject(reason) {
    process.nextTick(this.callback, reason);
  }
}

/** The requests of several writes: tells the callback when all are done, or one has failed. */
class WritesCallback {
  constructor(count, callback) {
    this.left = count;
    this.callback = callback;
  }

  resolve() {
    if (--this.left === 0) process.nextTick(this.callback);
  }

  reject(reason) {
    // Told once; the others fail with the same stream.
    if (this.left <= 0) return;
    this.left = 0;
    process.nextTick(this.callback, reason);
  }
}

/** Writes into a web stream for a Node stream. */
class WebWriting {
  constructor(stream) {
    this.stream = stream;
    this.writer = new Writer(stream);
  }

  write(chunk, callback) {
    this.writer.write(chunk, new WriteCallback(callback));
  }

  writev(records, callback) {
    const request = new WritesCallback(records.length, callback);
    for (let i = 0; i < records.length; i++) this.writer.write(records[i].chunk, request);
  }

  get isOver() {
    const { state } = this.stream;
    return state === 'closed' || state === 'errored';
  }

  close() {
    return this.stream.closeQueuedOrInFlight ? this.writer.closed.promise : this.stream.close();
  }

  /** The stream as it is destroyed: nothing more will be written. Returns a promise. */
  end(err) {
    return err === null || err === undefined ? this.close() : this.stream.abort(err);
  }

  /** Destroys the Node stream with the web stream's end, if that comes first. */
  watch(writable) {
    PromisePrototypeThen(this.writer.closed.promise, () => {
      if (!isWritableEnded(writable)) destroyer(writable, new ERR_STREAM_PREMATURE_CLOSE());
    }, (reason) => destroyer(writable, reason));
  }
}

function newStreamWritableFromWritableStream(writableStream, options = kEmptyObject) {
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');

  const Writable = require('stream/writable');
  const writing = new WebWriting(stateOf(writableStream));
  const writable = new Writable({
    __proto__: null,
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,
    write(chunk, encoding, callback) {
      writing.write(chunk, callback);
    },
    writev(records, callback) {
      writing.writev(records, callback);
    },
    final(callback) {
      const done = (err) => process.nextTick(callback, err);
      if (writing.isOver) done();
      else PromisePrototypeThen(writing.close(), () => done(), done);
    },
    destroy(err, callback) {
      const done = () => process.nextTick(callback, err);
      if (writing.isOver) done();
      else PromisePrototypeThen(writing.end(err), done, done);
    },
  });
  writing.watch(writable);
  return writable;
}

module.exports = {
  WebWriting,
  endedWritable,
  isNoWritable,
  newStreamWritableFromWritableStream,
  newWritableStreamFromStreamWritable,
  webWritableOf,
};
