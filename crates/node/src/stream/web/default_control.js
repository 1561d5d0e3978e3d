'use strict';
// The queue of a ReadableStream of any values. Owner: stream. The class at the end is its face to programs.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { inspectAs } = require('stream/web/inspect');
const { PullControl } = require('stream/web/pull_control');
const { ReadableState } = require('stream/web/readable_state');
const { Ring } = require('stream/web/ring');
const shells = require('stream/web/shells');
const { checkedSize } = require('stream/web/strategies');

class DefaultControl extends PullControl {
  constructor(stream, source, highWaterMark, size) {
    super(stream, source, highWaterMark);
    this.queue = new Ring();
    this.size = size;
    // The sizes beside the chunks, only where they are not all one.
    this.sizes = size === undefined ? undefined : new Ring();
    this.totalSize = 0;
  }

  get shell() {
    return this.shellMade ??= shells.defaultController(this);
  }

  get queuedSize() {
    return this.sizes === undefined ? this.queue.length : this.totalSize;
  }

  /** Whether take() has something to give. */
  get hasChunk() {
    return this.queue.length > 0;
  }

  /** The next chunk; the queue must not be empty. */
  take() {
    const chunk = this.queue.shift();
    if (this.sizes !== undefined) {
      const total = this.totalSize - this.sizes.shift();
      // Sums of fractions may end below zero.
      this.totalSize = total < 0 ? 0 : total;
    }
    if (this.closeRequested && this.queue.length === 0) {
      this.dropSource();
      this.stream.close();
    } else {
      this.callPullIfNeeded();
    }
    return chunk;
  }

  pullFor(request) {
    if (this.queue.length > 0) {
      request.chunk(this.take());
      return;
    }
    this.stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  /** The caller has checked `canCloseOrEnqueue`. Throws what size() throws, and fails the stream with it. */
  enqueue(chunk) {
    const { reader } = this.stream;
    if (reader !== undefined && reader.requests.length > 0) {
      reader.requests.shift().chunk(chunk);
    } else if (this.sizes === undefined) {
      this.queue.push(chunk);
    } else {
      this.#enqueueSized(chunk);
    }
    this.callPullIfNeeded();
  }

  #enqueueSized(chunk) {
    // size() may error the stream, and then it is gone from here.
    const { size } = this;
    let amount;
    try {
      amount = checkedSize(size(chunk));
    } catch (err) {
      this.error(err);
      throw err;
    }
    if (this.stream.state === 'errored') return;
    this.queue.push(chunk);
    this.sizes.push(amount);
    this.totalSize += amount;
  }

  close() {
    if (!this.canCloseOrEnqueue) return;
    this.closeRequested = true;
    if (this.queue.length > 0) return;
    this.dropSource();
    this.stream.close();
  }

  error(reason) {
    if (this.stream.state !== 'readable') return;
    this.#empty();
    this.dropSource();
    this.stream.error(reason);
  }

  #empty() {
    this.queue.clear();
    this.sizes?.clear();
    this.totalSize = 0;
  }

  dropSource() {
    this.source = undefined;
    this.size = undefined;
  }

  cancel(reason) {
    this.#empty();
    const { source } = this;
    this.dropSource();
    return source.cancel(reason);
  }

  release() {}
}

/** A stream of any values around a source of ours (see sources.js). */
function newReadable(source, highWaterMark = 1, size = undefined) {
  const stream = new ReadableState();
  const control = new DefaultControl(stream, source, highWaterMark, size);
  control.start();
  return stream;
}

class ReadableStreamDefaultController {
  #control;

  constructor(control = undefined) {
    if (!(control instanceof DefaultControl)) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#control = control;
  }

  static {
    shells.controlOfDefault = (value) => (typeof value === 'object' && value !== null && #control in value ? value.#control : undefined);
  }

  static #of(value) {
    if (typeof value !== 'object' || value === null || !(#control in value)) {
      throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
    }
    return value.#control;
  }

  get desiredSize() {
    return ReadableStreamDefaultController.#of(this).desiredSize;
  }

  close() {
    const control = ReadableStreamDefaultController.#of(this);
    if (!control.canCloseOrEnqueue) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    control.close();
  }

  enqueue(chunk = undefined) {
    const control = ReadableStreamDefaultController.#of(this);
    if (!control.canCloseOrEnqueue) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    control.enqueue(chunk);
  }

  error(error = undefined) {
    ReadableStreamDefaultController.#of(this).error(error);
  }

  [customInspectSymbol](depth, options) {
    return inspectAs('ReadableStreamDefaultController', {}, depth, options);
  }
}

shells.defaultController = (control) => new ReadableStreamDefaultController(control);

ObjectDefineProperties(ReadableStreamDefaultController.prototype, {
  close: kEnumerableProperty,
  enqueue: kEnumerableProperty,
  error: kEnumerableProperty,
  desiredSize: kEnumerableProperty,
});
ObjectDefineProperty(ReadableStreamDefaultController.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'ReadableStreamDefaultController',
});

module.exports = { DefaultControl, ReadableStreamDefaultController, newReadable };
