'use strict';
// Node Readables as web ReadableStreams and the other way. Owner: stream. Works on the records of the web streams: a chunk
// that is queued goes over without a promise. No call into a Node stream is made inside a call of the other stream's
// program; errors that its listeners throw are theirs.

const {
  PromisePrototypeThen,
  StringPrototypeStartsWith,
  TypeError,
  TypedArrayPrototypeGetLength,
  Uint8Array,
} = primordials;

const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
const { isUint8Array } = require('util/types');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const { isDestroyed, isReadable } = require('stream/predicates');
const { newReadableBytes } = require('stream/web/byte_control');
const { newReadable } = require('stream/web/default_control');
const { soon } = require('stream/web/promises');
const { Reader } = require('stream/web/readable_state');
const shells = require('stream/web/shells');
const { markOr, readStrategy } = require('stream/web/strategies');

function ignoreError() {}

/** What a stream that was cut short tells the web. */
function asWebError(err) {
  const code = err?.code;
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return new AbortError(undefined, { cause: err });
  if (typeof code === 'string' && isOfCompression(code)) {
    // The standard has a TypeError for data that cannot be decompressed.
    const error = new TypeError(undefined, { cause: err });
    error.code = code;
    return error;
  }
  return err;
}

/** Whether a code is one of zlib's or of brotli's decoder. */
function isOfCompression(code) {
  return StringPrototypeStartsWith(code, 'Z_') || StringPrototypeStartsWith(code, 'ERR__ERROR_');
}

/** Reads a Node stream for a web stream; paused while the web stream has enough. */
class NodeSource {
  constructor(readable, isBytes) {
    this.readable = readable;
    this.copies = isBytes || !readable.readableObjectMode;
    this.pulls = true;
    this.control = undefined;
  }

  start(control) {
    this.control = control;
    const { readable } = this;
    readable.pause();
    const stop = eos(readable, { __proto__: null, writable: false }, (err) => {
      stop();
      // Errors after the end are nobody's any more.
      readable.on('error', ignoreError);
      if (err) control.error(asWebError(err));
      else this.#end();
    });
    readable.on('data', (chunk) => this.#give(chunk));
  }

  #end() {
    const { control } = this;
    if (!control.canCloseOrEnqueue) return;
    control.close();
    // A reader that brought its own memory waits for it to be handed back, empty.
    if (control.pending !== undefined && control.pending.length > 0) control.respond(0);
  }

  #give(chunk) {
    const { control } = this;
    if (!control.canCloseOrEnqueue) return;
    // Buffers share their memory with others; who reads a web stream owns what it gets.
    if (this.copies && isUint8Array(chunk)) chunk = new Uint8Array(chunk);
    if (control.pending === undefined) {
      control.enqueue(chunk);
    } else if (TypedArrayPrototypeGetLength(chunk) !== 0) {
      control.enqueue(chunk.buffer, 0, chunk.length);
    }
    if (control.desiredSize <= 0) this.readable.pause();
  }

  pull() {
    const { control, readable } = this;
    if (readable.readableFlowing === true) return;
    // A queue that is still more than half full would have the stream paused again by its next chunk.
    if (control.desiredSize * 2 >= control.highWaterMark) readable.resume();
  }

  cancel(reason) {
    destroyer(this.readable, reason);
  }
}

/** What a chunk counts against a mark in bytes. */
function sizeOfChunk(chunk) {
  if (typeof chunk === 'string') return require('buffer').Buffer.byteLength(chunk);
  const byteLength = chunk?.byteLength;
  return typeof byteLength === 'number' ? byteLength : 1;
}

function newReadableStreamFromStreamReadable(streamReadable, options = kEmptyObject) {
  if (typeof streamReadable?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', streamReadable);
  }
  validateObject(options, 'options');
  const { type } = options;
  if (type !== undefined) validateOneOf(type, 'options.type', ['bytes', undefined]);
  const isBytes = type === 'bytes';
  const source = new NodeSource(streamReadable, isBytes);
  if (!isDestroyed(streamReadable) && !isReadable(streamReadable)) return endedReadable(isBytes).shell;

  const { readableHighWaterMark, readableObjectMode } = streamReadable;
  if (isBytes) return newReadableBytes(source, readableHighWaterMark).shell;
  const { strategy } = options;
  if (strategy) {
    const { highWaterMark, size } = readStrategy(strategy);
    return newReadable(source, markOr(1, highWaterMark), size).shell;
  }
  const size = readableObjectMode ? undefined : sizeOfChunk;
  return newReadable(source, readableHighWaterMark, size).shell;
}

/** A stream that has ended already. */
function endedReadable(isBytes) {
  const source = { __proto__: null, start() {}, pull() {}, cancel() {}, pulls: false };
  const stream = isBytes ? newReadableBytes(source) : newReadable(source);
  stream.cancel(undefined);
  return stream;
}

/** Reads a web stream for a Node stream: the request that each of its reads makes. */
class WebReading {
  constructor(stream, onError) {
    this.stream = stream;
    this.reader = new Reader(stream, false);
    this.readable = undefined;
    this.onError = onError;
    this.held = undefined;
    this.give = () => this.readable.push(this.held);
    this.end = () => this.readable.push(null);
  }

  read() {
    const { stream } = this;
    if (stream.state === 'readable' && stream.control.hasChunk) {
      stream.disturbed = true;
      this.readable.push(stream.control.take());
      return;
    }
    this.reader.read(this);
  }

  chunk(chunk) {
    this.held = chunk;
    soon(this.give);
  }

  close() {
    soon(this.end);
  }

  error(reason) {
    soon(() => this.onError(reason));
  }

  get isOver() {
    return this.stream.state !== 'readable';
  }

  /** Returns a promise. */
  cancel(reason) {
    return this.stream.cancel(reason);
  }
}

function checkEncoding(encoding) {
  if (encoding === undefined) return;
  const { Buffer } = require('buffer');
  if (!Buffer.isEncoding(encoding)) throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
}

function newStreamReadableFromReadableStream(readableStream, options = kEmptyObject) {
  const state = shells.recordOfReadable(readableStream);
  if (state === undefined) throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', readableStream);
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  checkEncoding(encoding);
  validateBoolean(objectMode, 'options.objectMode');

  const Readable = require('stream/readable');
  const reading = new WebReading(state, (reason) => destroyer(readable, reason));
  const readable = new Readable({
    __proto__: null,
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read() {
      reading.read();
    },
    destroy(err, callback) {
      const done = () => process.nextTick(callback, err);
      if (reading.isOver) done();
      else PromisePrototypeThen(reading.cancel(err), done, done);
    },
  });
  reading.readable = readable;
  // An error reaches the readable without being read.
  PromisePrototypeThen(reading.reader.closed.promise, undefined, (reason) => destroyer(readable, reason));
  return readable;
}

module.exports = {
  WebReading,
  asWebError,
  checkEncoding,
  endedReadable,
  newReadableStreamFromStreamReadable,
  newStreamReadableFromReadableStream,
  sizeOfChunk,
};
