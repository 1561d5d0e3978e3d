'use strict';
// A ReadableStream inside: its state, and what closing, failing and cancelling do to it and to its reader. Owner: stream.
// Knows nothing of queues; the controller (`control`) holds the chunks. Runs no code of a program's but through it.

const { PromisePrototypeThen, PromiseReject, PromiseResolve } = primordials;

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { Deferred, LazyPromise, ignore, promiseOf, withoutPrototype } = require('stream/web/promises');
const { Ring } = require('stream/web/ring');
const shells = require('stream/web/shells');

class ReadableState {
  constructor() {
    this.state = 'readable';
    this.storedError = undefined;
    this.control = undefined;
    this.reader = undefined;
    this.disturbed = false;
    this.shellMade = undefined;
    this.closedWatch = undefined;
  }

  get shell() {
    return this.shellMade ??= shells.readable(this);
  }

  get locked() {
    return this.reader !== undefined;
  }

  close() {
    this.state = 'closed';
    this.closedWatch?.resolve();
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.resolve();
    if (reader.isByob) return;
    const { requests } = reader;
    // A request that is told of the end may make another, which finds the stream closed.
    while (requests.length > 0) requests.shift().close();
  }

  error(reason) {
    this.state = 'errored';
    this.storedError = reason;
    this.closedWatch?.reject(reason);
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.reject(reason);
    reader.failRequests(reason);
  }

  /** Returns a promise of undefined. */
  cancel(reason) {
    this.disturbed = true;
    if (this.state === 'closed') return PromiseResolve();
    if (this.state === 'errored') return PromiseReject(this.storedError);
    this.close();
    const { reader } = this;
    if (reader !== undefined && reader.isByob) {
      const { requests } = reader;
      while (requests.length > 0) requests.shift().close(undefined);
    }
    let result;
    try {
      result = promiseOf(this.control.cancel(reason));
    } catch (err) {
      result = PromiseReject(err);
    }
    return PromisePrototypeThen(result, ignore);
  }

  /** Settles with the stream's end; for who watches it without reading. */
  watchClosed() {
    if (this.closedWatch === undefined) {
      this.closedWatch = settledAs(this);
    }
    return this.closedWatch.promise;
  }
}

function settledAs(stream) {
  if (stream.state === 'closed') return LazyPromise.resolved();
  return stream.state === 'errored' ? LazyPromise.rejected(stream.storedError) : new LazyPromise();
}

/**
 * A lock on a stream, with the requests that wait for chunks: objects with `chunk(value)`, `close()` and `error(reason)`;
 * those of a BYOB reader take the view that was not filled with `close`.
 */
class Reader {
  constructor(stream, isByob) {
    if (stream.reader !== undefined) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
    this.stream = stream;
    this.isByob = isByob;
    this.requests = new Ring();
    this.closed = settledAs(stream);
    this.shell = undefined;
    stream.reader = this;
  }

  failRequests(reason) {
    const { requests } = this;
    while (requests.length > 0) requests.shift().error(reason);
  }

  /** Asks for a chunk. */
  read(request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.state === 'readable') stream.control.pullFor(request);
    else if (stream.state === 'closed') request.close();
    else request.error(stream.storedError);
  }

  /** Asks for bytes in a view of the program's. */
  readInto(view, min, request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.state === 'errored') request.error(stream.storedError);
    else stream.control.pullInto(view, min, request);
  }

  release() {
    const { stream } = this;
    this.closed.replaceByRejection(new ERR_INVALID_STATE.TypeError('Reader released'));
    stream.control.release();
    stream.reader = undefined;
    this.stream = undefined;
    if (this.requests.length > 0) this.failRequests(new ERR_INVALID_STATE.TypeError('Releasing reader'));
  }
}

/** A request behind a promise of `{ value, done }`. */
class ReadPromise extends Deferred {
  chunk(value) {
    this.resolve({ value, done: false });
  }

  close(value = undefined) {
    this.resolve({ value, done: true });
  }

  error(reason) {
    this.reject(reason);
  }
}

withoutPrototype(ReadableState, Reader);

module.exports = { ReadPromise, ReadableState, Reader };
