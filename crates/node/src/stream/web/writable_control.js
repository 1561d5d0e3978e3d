'use strict';
// The queue of a WritableStream and the calls of its sink, one at a time. Owner: stream. The class at the end is its face
// to programs.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  PromiseReject,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { admitChunk, refusal } = require('stream/backpressure');
const { inspectAs } = require('stream/web/inspect');
const { whenDone, withoutPrototype } = require('stream/web/promises');
const { Ring } = require('stream/web/ring');
const shells = require('stream/web/shells');
const { kLater } = require('stream/web/sources');
const { checkedSize } = require('stream/web/strategies');
const { WritableState } = require('stream/web/writable_state');

class WritableControl {
  constructor(stream, sink, highWaterMark, size) {
    this.stream = stream;
    // Undefined once nothing more will be asked of it.
    this.sink = sink;
    this.highWaterMark = highWaterMark;
    this.size = size;
    this.started = false;
    this.queue = new Ring();
    // The sizes beside the chunks, only where they are not all one.
    this.sizes = size === undefined ? undefined : new Ring();
    this.totalSize = 0;
    // close() comes after what is queued, and is no chunk.
    this.closing = false;
    this.abortController = undefined;
    this.abortReason = undefined;
    this.shellMade = undefined;
    this.onWritten = undefined;
    this.onWriteFailed = undefined;
    stream.control = this;
    stream.updateBackpressure(this.#isFull);
  }

  /** Calls the sink's start(), which may throw: then the stream was never made. */
  start() {
    whenDone(this.sink.start(this), () => {
      this.started = true;
      this.#advance();
      this.stream.writer?.onRoom?.();
    }, (reason) => {
      this.started = true;
      this.stream.dealWithRejection(reason);
    });
  }

  get shell() {
    return this.shellMade ??= shells.writableController(this);
  }

  get desiredSize() {
    return this.highWaterMark - this.waiting;
  }

  /** What is queued, in the strategy's measure. */
  get waiting() {
    return this.sizes === undefined ? this.queue.length : this.totalSize;
  }

  get #isFull() {
    return this.desiredSize <= 0;
  }

  /** The size of a chunk as the strategy sees it; one that throws fails the stream, later. */
  sizeOf(chunk) {
    const { size } = this;
    if (size === undefined) return 1;
    try {
      return size(chunk);
    } catch (err) {
      this.errorIfNeeded(err);
      return 1;
    }
  }

  /** The request of this chunk is in the stream's list already. */
  enqueue(chunk, size) {
    const { stream } = this;
    let amount = 1;
    if (this.sizes !== undefined) {
      try {
        amount = checkedSize(size);
      } catch (err) {
        this.errorIfNeeded(err);
        return;
      }
    }
    if (stream.backpressure && !admitChunk(this, amount)) {
      this.errorIfNeeded(refusal(stream.pressure));
      return;
    }
    if (this.sizes !== undefined) {
      this.sizes.push(amount);
      this.totalSize += amount;
    }
    this.queue.push(chunk);
    if (!stream.closeQueuedOrInFlight && stream.state === 'writable') stream.updateBackpressure(this.#isFull);
    this.#advance();
  }

  close() {
    this.closing = true;
    this.#advance();
  }

  #dequeue() {
    this.queue.shift();
    if (this.sizes === undefined) return;
    const total = this.totalSize - this.sizes.shift();
    // Sums of fractions may end below zero.
    this.totalSize = total < 0 ? 0 : total;
  }

  empty() {
    this.queue.clear();
    this.sizes?.clear();
    this.totalSize = 0;
    this.closing = false;
  }

  #advance() {
    const { stream } = this;
    if (!this.started || stream.inFlight !== undefined) return;
    if (stream.state === 'erroring') {
      stream.finishErroring();
    } else if (stream.state !== 'writable') {
      return;
    } else if (this.queue.length > 0) {
      this.#write(this.queue.peek());
    } else if (this.closing) {
      this.#closeSink();
    }
  }

  #write(chunk) {
    const { stream } = this;
    // The chunk stays in the queue, and counts, until the sink is done with it.
    stream.inFlight = stream.requests.shift();
    this.onWritten ??= () => this.written();
    this.onWriteFailed ??= (reason) => this.writeFailed(reason);
    let result;
    try {
      result = this.sink.write(chunk, this);
    } catch (err) {
      result = PromiseReject(err);
    }
    if (result !== kLater) whenDone(result, this.onWritten, this.onWriteFailed);
  }

  /** The sink has done what it was given. */
  written() {
    const { stream } = this;
    stream.writeDone();
    const { state } = stream;
    this.#dequeue();
    if (state === 'writable' && !stream.closeQueuedOrInFlight) stream.updateBackpressure(this.#isFull);
    this.#advance();
    const { writer } = stream;
    if (writer !== undefined && writer.onRoom !== undefined) writer.onRoom();
  }

  writeFailed(reason) {
    const { stream } = this;
    if (stream.state === 'writable') this.#dropSink();
    stream.writeFailed(reason);
  }

  #closeSink() {
    const { stream, sink } = this;
    stream.closeInFlight = stream.closeRequest;
    stream.closeRequest = undefined;
    this.closing = false;
    let result;
    try {
      result = sink.close(this);
    } catch (err) {
      result = PromiseReject(err);
    }
    this.#dropSink();
    if (result === kLater) return;
    whenDone(result, () => stream.closeDone(), (reason) => stream.closeFailed(reason));
  }

  /** The sink's answer to the end by abort() or an error. */
  abort(reason) {
    const { sink } = this;
    this.#dropSink();
    return sink?.abort(reason);
  }

  #dropSink() {
    this.sink = undefined;
    this.size = undefined;
  }

  errorIfNeeded(reason) {
    if (this.stream.state === 'writable') this.error(reason);
  }

  /** The caller has checked that the stream is 'writable'. */
  error(reason) {
    this.#dropSink();
    this.stream.startErroring(reason);
  }

  get signal() {
    if (this.abortController === undefined) {
      const { AbortController } = require('events/abort_controller');
      this.abortController = new AbortController();
      if (this.abortReason !== undefined) this.abortController.abort(this.abortReason.reason);
    }
    return this.abortController.signal;
  }

  signalAbort(reason) {
    // Whoever asks for the signal later finds it aborted.
    this.abortReason ??= { __proto__: null, reason };
    this.abortController?.abort(reason);
  }
}

/** A stream around a sink of ours (see sources.js). */
function newWritable(sink, highWaterMark = 1, size = undefined) {
  const stream = new WritableState();
  const control = new WritableControl(stream, sink, highWaterMark, size);
  control.start();
  return stream;
}

class WritableStreamDefaultController {
  #control;

  constructor(control = undefined) {
    if (!(control instanceof WritableControl)) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#control = control;
  }

  static {
    shells.controlOfWritable = (value) => (typeof value === 'object' && value !== null && #control in value ? value.#control : undefined);
  }

  static #of(value) {
    if (typeof value !== 'object' || value === null || !(#control in value)) {
      throw new ERR_INVALID_THIS('WritableStreamDefaultController');
    }
    return value.#control;
  }

  get signal() {
    return WritableStreamDefaultController.#of(this).signal;
  }

  error(error = undefined) {
    WritableStreamDefaultController.#of(this).errorIfNeeded(error);
  }

  [customInspectSymbol](depth, options) {
    return inspectAs('WritableStreamDefaultController', { stream: this.#control.stream.shell }, depth, options);
  }
}

shells.writableController = (control) => new WritableStreamDefaultController(control);

ObjectDefineProperties(WritableStreamDefaultController.prototype, {
  signal: kEnumerableProperty,
  error: kEnumerableProperty,
});
ObjectDefineProperty(WritableStreamDefaultController.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'WritableStreamDefaultController',
});

withoutPrototype(WritableControl);

module.exports = { WritableControl, WritableStreamDefaultController, newWritable };
