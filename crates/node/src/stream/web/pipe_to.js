'use strict';
// pipeTo(): chunks from a readable to a writable stream. Owner: stream. Works on the records alone, so that nothing a
// program changes is asked, and moves what is queued without a promise: a chunk costs the microtasks of the source's pull
// and of the sink's write, and one more when the source has to be waited for.
//
// The pipe is the request that its reads make (`chunk`, `close`, `error`) and the request that its writes make (`resolve`,
// `reject`). Invariants: at most one read waits; a chunk that was read is written, unless the destination has failed.

const {
  PromisePrototypeThen,
  PromiseReject,
  SafePromiseAllReturnVoid,
  SymbolDispose,
} = primordials;

const { AbortError, codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const { Deferred, kFulfilled, soon, withoutPrototype } = require('stream/web/promises');
const { Reader } = require('stream/web/readable_state');
const { Writer } = require('stream/web/writable_state');

class Pipe {
  constructor(source, dest, options) {
    this.source = source;
    this.dest = dest;
    this.options = options;
    this.result = new Deferred();
    this.reader = new Reader(source, false);
    this.writer = new Writer(dest);
    this.isShuttingDown = false;
    // Writes that are not done, and who waits for them.
    this.unwritten = 0;
    this.onAllWritten = undefined;
    // The read that waits, and the chunk that it brought until it is written.
    this.isReading = false;
    this.hasChunk = false;
    this.heldChunk = undefined;
    this.abortHook = undefined;
    source.disturbed = true;
  }

  start() {
    const { signal } = this.options;
    if (signal !== undefined) {
      if (signal.aborted) {
        this.onAbort();
        return this.result.promise;
      }
      const { addAbortListener } = require('events/add_abort_listener');
      this.abortHook = addAbortListener(signal, () => this.onAbort());
    }
    this.#watchEnds();
    this.writeHeld = () => {
      this.#writeHeldChunk();
      this.step();
    };
    this.writer.onRoom = () => this.step();
    // Never inside the call of pipeTo().
    soon(this.writer.onRoom);
    return this.result.promise;
  }

  /** The four ways in which one end's end reaches the other, in the order of the standard. */
  #watchEnds() {
    const { source, dest, reader, writer } = this;
    const sourceErrored = (reason) => this.onSourceError(reason);
    const sourceClosed = () => this.onSourceClosed();
    const destErrored = (reason) => this.onDestError(reason);
    if (source.state === 'errored') sourceErrored(source.storedError);
    else if (source.state === 'readable') PromisePrototypeThen(reader.closed.promise, sourceClosed, sourceErrored);
    if (dest.state === 'errored') destErrored(dest.storedError);
    else if (dest.state !== 'closed') PromisePrototypeThen(writer.closed.promise, undefined, destErrored);
    if (source.state === 'closed') sourceClosed();
    if (dest.state === 'closed' || dest.closeQueuedOrInFlight) this.#onDestClosed();
  }

  /** Moves what can be moved now. Called when the pipe starts, when there is room, and after each read that waited. */
  step() {
    if (this.isShuttingDown || this.isReading) return;
    const { source, dest } = this;
    const { control } = source;
    while (dest.state === 'writable' && !dest.backpressure && !dest.closeQueuedOrInFlight) {
      if (source.state !== 'readable') return;
      if (!control.hasChunk) {
        this.isReading = true;
        control.pullFor(this);
        return;
      }
      this.#write(control.take());
      if (this.isShuttingDown) return;
    }
  }

  #write(chunk) {
    this.unwritten++;
    this.writer.write(chunk, this);
  }

  // --- as the request of a read ---

  chunk(value) {
    this.hasChunk = true;
    this.heldChunk = value;
    // Never inside the source's enqueue().
    const { control } = this.source;
    if (control.inPull) control.holder = this;
    else soon(this.writeHeld);
  }

  close() {
    this.isReading = false;
  }

  error() {
    this.isReading = false;
  }

  #writeHeldChunk() {
    if (!this.hasChunk) return;
    const chunk = this.heldChunk;
    this.hasChunk = false;
    this.heldChunk = undefined;
    this.isReading = false;
    this.#write(chunk);
  }

  // --- as the request of its writes ---

  resolve() {
    this.unwritten--;
    if (this.unwritten === 0 && this.onAllWritten !== undefined) soon(this.onAllWritten);
  }

  reject() {
    this.resolve();
  }

  // --- ends ---

  onSourceError(reason) {
    const { dest } = this;
    if (this.options.preventAbort) this.#shutDown(undefined, true, reason);
    else this.#shutDown(() => dest.abort(reason), true, reason);
  }

  onDestError(reason) {
    const { source } = this;
    if (this.options.preventCancel) this.#shutDown(undefined, true, reason);
    else this.#shutDown(() => source.cancel(reason), true, reason);
  }

  onSourceClosed() {
    const { dest } = this;
    if (this.options.preventClose) this.#shutDown(undefined, false);
    else this.#shutDown(() => closeWithErrors(dest), false);
  }

  #onDestClosed() {
    const reason = new ERR_INVALID_STATE.TypeError('Destination WritableStream is closed');
    const { source } = this;
    if (this.options.preventCancel) this.#shutDown(undefined, true, reason);
    else this.#shutDown(() => source.cancel(reason), true, reason);
  }

  onAbort() {
    const { source, dest, options } = this;
    let { reason } = options.signal;
    // Web code tells an abort by its DOMException.
    if (reason instanceof AbortError) reason = lazyDOMException(reason.message, 'AbortError');
    this.#shutDown(() => abortBoth(source, dest, options, reason), true, reason);
  }

  /** Writes what was read, waits for it, runs `action`, and settles the pipe's promise. Only the first call counts. */
  #shutDown(action, isError, reason = undefined) {
    if (this.isShuttingDown) return;
    this.isShuttingDown = true;
    const finish = () => this.#afterWrites(action, isError, reason);
    const { dest } = this;
    if (dest.state !== 'writable' || dest.closeQueuedOrInFlight) {
      this.hasChunk = false;
      this.heldChunk = undefined;
      finish();
      return;
    }
    this.#writeHeldChunk();
    if (this.unwritten === 0) soon(finish);
    else this.onAllWritten = finish;
  }

  #afterWrites(action, isError, reason) {
    this.onAllWritten = undefined;
    if (action === undefined) {
      this.#finish(isError, reason);
      return;
    }
    PromisePrototypeThen(action(), () => this.#finish(isError, reason), (err) => this.#finish(true, err));
  }

  #finish(isError, reason) {
    this.writer.onRoom = undefined;
    this.writer.release();
    this.reader.release();
    this.abortHook?.[SymbolDispose]();
    if (isError) this.result.reject(reason);
    else this.result.resolve();
  }
}

/** Closes a stream unless it has ended or is ending; an error that it has is the answer. */
function closeWithErrors(dest) {
  if (dest.state === 'closed' || dest.closeQueuedOrInFlight) return kFulfilled;
  if (dest.state === 'errored') return PromiseReject(dest.storedError);
  return dest.close();
}

/** Aborts and cancels; the first failure is the answer, after both are done. */
function abortBoth(source, dest, { preventAbort, preventCancel }, reason) {
  const aborted = !preventAbort && dest.state === 'writable' ? dest.abort(reason) : kFulfilled;
  const cancelled = !preventCancel && source.state === 'readable' ? source.cancel(reason) : kFulfilled;
  return SafePromiseAllReturnVoid([aborted, cancelled]);
}

/** Both records are unlocked; `options` are checked. Returns a promise of the end. */
function pipeTo(source, dest, options) {
  return new Pipe(source, dest, options).start();
}

withoutPrototype(Pipe);

module.exports = { pipeTo };
