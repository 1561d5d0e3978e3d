'use strict';
// A WritableStream inside: its state, the writes that wait, and the way from 'writable' over 'erroring' to 'errored'.
// Owner: stream. The chunks and the sink are the controller's (writable_control.js).
//
// A write request is an object with `resolve()` and `reject(reason)`, in the order of the chunks in the controller's
// queue. Invariant: while a write or the close is in flight, the stream does not become errored; it waits for the sink.

const { PromisePrototypeThen, PromiseReject, PromiseResolve } = primordials;

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { endPeriod } = require('stream/backpressure');
const { Deferred, LazyPromise, promiseOf, withoutPrototype } = require('stream/web/promises');
const { Ring } = require('stream/web/ring');
const shells = require('stream/web/shells');

class PendingAbort extends Deferred {
  constructor(reason, wasErroring) {
    super();
    this.reason = reason;
    this.wasErroring = wasErroring;
  }
}

class WritableState {
  constructor() {
    this.state = 'writable';
    this.storedError = undefined;
    this.control = undefined;
    this.writer = undefined;
    this.backpressure = false;
    this.requests = new Ring();
    this.inFlight = undefined;
    this.closeRequest = undefined;
    this.closeInFlight = undefined;
    this.pendingAbort = undefined;
    this.shellMade = undefined;
    this.closedWatch = undefined;
    // What stream/backpressure.js knows of it, from the first chunk on that came although none was wanted.
    this.pressure = null;
  }

  get shell() {
    return this.shellMade ??= shells.writable(this);
  }

  get locked() {
    return this.writer !== undefined;
  }

  get closeQueuedOrInFlight() {
    return this.closeRequest !== undefined || this.closeInFlight !== undefined;
  }

  /** Returns a promise of the end of the sink's abort(). */
  abort(reason) {
    if (this.state === 'closed' || this.state === 'errored') return PromiseResolve();
    this.control.signalAbort(reason);
    // The program's listeners have run.
    const { state } = this;
    if (state === 'closed' || state === 'errored') return PromiseResolve();
    if (this.pendingAbort !== undefined) return this.pendingAbort.promise;
    const wasErroring = state === 'erroring';
    const pending = this.pendingAbort = new PendingAbort(wasErroring ? undefined : reason, wasErroring);
    if (!wasErroring) this.startErroring(reason);
    return pending.promise;
  }

  /** Returns a promise of the end of the sink's close(). */
  close() {
    const { state } = this;
    if (state === 'closed' || state === 'errored') {
      return PromiseReject(new ERR_INVALID_STATE.TypeError('Stream is already closed'));
    }
    const request = this.closeRequest = new Deferred();
    if (this.writer !== undefined && this.backpressure && state === 'writable') this.writer.becomeReady();
    this.control.close();
    return request.promise;
  }

  /** A failure that ends the stream, now or when what is in flight is done. */
  dealWithRejection(reason) {
    if (this.state === 'writable') this.startErroring(reason);
    else this.finishErroring();
  }

  startErroring(reason) {
    this.state = 'erroring';
    this.storedError = reason;
    if (this.pressure !== null) endPeriod(this);
    this.writer?.ready.replaceByRejection(reason);
    if (this.inFlight === undefined && this.closeInFlight === undefined && this.control.started) this.finishErroring();
  }

  finishErroring() {
    this.state = 'errored';
    this.control.empty();
    const reason = this.storedError;
    const { requests, pendingAbort } = this;
    while (requests.length > 0) requests.shift().reject(reason);
    if (pendingAbort === undefined) {
      this.#rejectCloseAndClosed();
      return;
    }
    this.pendingAbort = undefined;
    if (pendingAbort.wasErroring) {
      pendingAbort.reject(reason);
      this.#rejectCloseAndClosed();
      return;
    }
    let result;
    try {
      result = promiseOf(this.control.abort(pendingAbort.reason));
    } catch (err) {
      result = PromiseReject(err);
    }
    PromisePrototypeThen(result, () => {
      pendingAbort.resolve();
      this.#rejectCloseAndClosed();
    }, (err) => {
      pendingAbort.reject(err);
      this.#rejectCloseAndClosed();
    });
  }

  #rejectCloseAndClosed() {
    const reason = this.storedError;
    if (this.closeRequest !== undefined) {
      this.closeRequest.reject(reason);
      this.closeRequest = undefined;
    }
    this.closedWatch?.reject(reason);
    this.writer?.closed.reject(reason);
  }

  /** The sink has done a write. */
  writeDone() {
    const request = this.inFlight;
    this.inFlight = undefined;
    request.resolve();
  }

  writeFailed(reason) {
    const request = this.inFlight;
    this.inFlight = undefined;
    request.reject(reason);
    this.dealWithRejection(reason);
  }

  closeDone() {
    this.closeInFlight.resolve();
    this.closeInFlight = undefined;
    if (this.state === 'erroring') {
      // It closed before the error could end it, and nothing is left of that.
      this.storedError = undefined;
      this.pendingAbort?.resolve();
      this.pendingAbort = undefined;
    }
    this.state = 'closed';
    if (this.pressure !== null) endPeriod(this);
    this.closedWatch?.resolve();
    this.writer?.closed.resolve();
  }

  closeFailed(reason) {
    this.closeInFlight.reject(reason);
    this.closeInFlight = undefined;
    this.pendingAbort?.reject(reason);
    this.pendingAbort = undefined;
    this.dealWithRejection(reason);
  }

  updateBackpressure(backpressure) {
    if (backpressure === this.backpressure) return;
    this.backpressure = backpressure;
    if (this.pressure !== null && !backpressure) endPeriod(this);
    if (this.writer === undefined) return;
    if (backpressure) this.writer.ready.renew();
    else this.writer.becomeReady();
  }

  /** Settles with the stream's end; for who watches it without writing. */
  watchClosed() {
    if (this.closedWatch === undefined) {
      if (this.state === 'closed') this.closedWatch = LazyPromise.resolved();
      else if (this.state === 'errored') this.closedWatch = LazyPromise.rejected(this.storedError);
      else this.closedWatch = new LazyPromise();
    }
    return this.closedWatch.promise;
  }
}

/** A lock on a stream. */
class Writer {
  constructor(stream) {
    if (stream.writer !== undefined) throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
    this.stream = stream;
    // Called when there is room again, at the end of what made it.
    this.onRoom = undefined;
    stream.writer = this;
    const { state } = stream;
    if (state === 'writable') {
      const full = stream.backpressure && !stream.closeQueuedOrInFlight;
      this.ready = full ? new LazyPromise() : LazyPromise.resolved();
      this.closed = new LazyPromise();
    } else if (state === 'erroring') {
      this.ready = LazyPromise.rejected(stream.storedError);
      this.closed = new LazyPromise();
    } else if (state === 'closed') {
      this.ready = LazyPromise.resolved();
      this.closed = LazyPromise.resolved();
    } else {
      this.ready = LazyPromise.rejected(stream.storedError);
      this.closed = LazyPromise.rejected(stream.storedError);
    }
  }

  becomeReady() {
    this.ready.resolve();
  }

  get desiredSize() {
    const { state, control } = this.stream;
    if (state === 'errored' || state === 'erroring') return null;
    return state === 'closed' ? 0 : control.desiredSize;
  }

  /** Queues a chunk; `request` is told when it is written, or at once when it cannot be. */
  write(chunk, request) {
    const { stream } = this;
    const { control } = stream;
    const size = control.sizeOf(chunk);
    if (stream !== this.stream) {
      request.reject(new ERR_INVALID_STATE.TypeError('Mismatched WritableStreams'));
      return;
    }
    const { state } = stream;
    if (state === 'errored' || state === 'erroring') {
      request.reject(stream.storedError);
    } else if (state === 'closed' || stream.closeQueuedOrInFlight) {
      request.reject(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
    } else {
      stream.requests.push(request);
      control.enqueue(chunk, size);
    }
  }

  release() {
    const { stream } = this;
    const reason = new ERR_INVALID_STATE.TypeError('Writer has been released');
    this.ready.replaceByRejection(reason);
    this.closed.replaceByRejection(reason);
    stream.writer = undefined;
    this.stream = undefined;
  }
}

withoutPrototype(WritableState, Writer);

module.exports = { WritableState, Writer };
