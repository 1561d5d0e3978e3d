'use strict';
// finished(): tells once when a stream is over, however it ends: by 'end' and 'finish', by an
// error, or by a close that came too early. Owner: stream. It listens only; it never changes a
// stream. Streams of other makes (requests, streams without state, web streams) are understood by
// their shape.

const {
  ArrayPrototypePush,
  Promise,
  PromisePrototypeThen,
  ReflectApply,
  SymbolDispose,
} = primordials;

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateObject,
} = require('internal/validators');
const { captureContext, runInContext, state: contextState } = require('async_hooks/context');
const {
  isClosed,
  isNodeStream,
  isReadable,
  isReadableFinished,
  isReadableNodeStream,
  isReadableStream,
  isRequest,
  isWritable,
  isWritableFinished,
  isWritableNodeStream,
  isWritableStream,
  kIsClosedPromise,
  readableErrored,
  willEmitClose,
  writableErrored,
} = require('stream/predicates');

/** One answer to one caller, in the async context that the caller had. */
class Answer {
  #callback;
  #stream;
  #context;
  #abortHook = undefined;

  constructor(callback, stream) {
    this.#callback = callback;
    this.#stream = stream;
    this.#context = contextState.used ? captureContext() : undefined;
  }

  give(err) {
    const callback = this.#callback;
    if (callback === undefined) return;
    this.withdraw();
    const args = err === undefined ? [] : [err];
    if (contextState.used) runInContext(this.#context, callback, this.#stream, args);
    else ReflectApply(callback, this.#stream, args);
  }

  /** Nothing will be told any more. The signal is still listened to until now. */
  withdraw() {
    this.#callback = undefined;
    this.#abortHook?.[SymbolDispose]();
    this.#abortHook = undefined;
  }

  get isOpen() {
    return this.#callback !== undefined;
  }

  /** Calls `onAbort` with the error to report when the signal aborts. */
  watch(signal, onAbort) {
    const abort = () => {
      if (this.isOpen) onAbort(new AbortError(undefined, { cause: signal.reason }));
    };
    if (signal.aborted) {
      process.nextTick(abort);
    } else {
      const { addAbortListener } = require('events/add_abort_listener');
      this.#abortHook = addAbortListener(signal, abort);
    }
  }
}

function ignore() {}

/** The wait for the end of one Node stream. */
class EndWatch {
  constructor(stream, options, answer) {
    this.stream = stream;
    this.answer = answer;
    this.listeners = [];
    this.needsEnd = options.readable ?? isReadableNodeStream(stream);
    this.needsFinish = options.writable ?? isWritableNodeStream(stream);
    this.hasEnded = isReadableFinished(stream, false);
    this.hasFinished = isWritableFinished(stream, false);
    this.isClosed = isClosed(stream);
    // Where 'close' is sure to come and both sides matter, everything is told with it.
    this.waitsForClose = willEmitClose(stream) &&
      isReadableNodeStream(stream) === this.needsEnd &&
      isWritableNodeStream(stream) === this.needsFinish;
    if (!this.#isPast()) {
      this.#listen(options);
      return;
    }
    process.nextTick(this.#tell, this.#pastError());
    // An error of which the event is still to come has been told with this.
    if (options.error !== false) this.#on(stream, 'error', ignore);
  }

  #on(emitter, event, listener) {
    emitter.on(event, listener);
    ArrayPrototypePush(this.listeners, { emitter, event, listener });
  }

  #listen(options) {
    const { stream } = this;
    if (isRequest(stream)) {
      this.#on(stream, 'complete', this.onFinish);
      if (!this.waitsForClose) this.#on(stream, 'abort', this.onClose);
      if (stream.req) this.onRequest();
      else this.#on(stream, 'request', this.onRequest);
    } else if (this.needsFinish && !stream._writableState) {
      this.#on(stream, 'end', this.onOldFinish);
      this.#on(stream, 'close', this.onOldFinish);
    }
    if (!this.waitsForClose && typeof stream.aborted === 'boolean') {
      this.#on(stream, 'aborted', this.onClose);
    }
    this.#on(stream, 'end', this.onEnd);
    this.#on(stream, 'finish', this.onFinish);
    if (options.error !== false) this.#on(stream, 'error', this.#tell);
    this.#on(stream, 'close', this.onClose);
  }

  /** Whether all has happened already: then it is told in the next tick, as it is now. */
  #isPast() {
    const { stream } = this;
    const w = stream._writableState;
    if (this.isClosed) return true;
    if (w?.errorEmitted || stream._readableState?.errorEmitted) return !this.waitsForClose;
    return this.#onlyWritableIsOver(w) || this.#onlyReadableIsOver() ||
      Boolean(stream.req && stream.aborted);
  }

  #pastError() {
    const err = this.isClosed ? this.#errorOfClose() : this.#storedError();
    this.isClosed = true;
    return err;
  }

  #tell = (err) => {
    this.answer.give(err);
  };

  #onlyWritableIsOver(w) {
    const { stream } = this;
    return !this.needsEnd && (!this.waitsForClose || isReadable(stream)) &&
      (this.hasFinished || isWritable(stream) === false) && !w?.pendingcb;
  }

  #onlyReadableIsOver() {
    const { stream } = this;
    return !this.needsFinish && (!this.waitsForClose || isWritable(stream)) &&
      (this.hasEnded || isReadable(stream) === false);
  }

  stop = () => {
    this.answer.withdraw();
    const { listeners } = this;
    for (let i = 0; i < listeners.length; i++) {
      listeners[i].emitter.removeListener(listeners[i].event, listeners[i].listener);
    }
  };

  onRequest = () => {
    this.#on(this.stream.req, 'finish', this.onFinish);
  };

  // Streams without state tell of their end only by the flag.
  onOldFinish = () => {
    if (!this.stream.writable) this.onFinish();
  };

  onFinish = () => {
    this.hasFinished = true;
    // A stream that is destroyed here may emit 'close' before or not at all.
    if (this.stream.destroyed) this.waitsForClose = false;
    if (this.waitsForClose && (!this.stream.readable || this.needsEnd)) return;
    if (!this.needsEnd || this.hasEnded) this.answer.give();
  };

  onEnd = () => {
    this.hasEnded = true;
    if (this.stream.destroyed) this.waitsForClose = false;
    if (this.waitsForClose && (!this.stream.writable || this.needsFinish)) return;
    if (!this.needsFinish || this.hasFinished) this.answer.give();
  };

  #storedError() {
    const err = writableErrored(this.stream) || readableErrored(this.stream);
    return err && typeof err !== 'boolean' ? err : undefined;
  }

  #errorOfClose() {
    const { stream } = this;
    const err = this.#storedError();
    if (err !== undefined) return err;
    const cutReading = this.needsEnd && !this.hasEnded && isReadableNodeStream(stream, true) &&
      !isReadableFinished(stream, false);
    const cutWriting = this.needsFinish && !this.hasFinished && !isWritableFinished(stream, false);
    return cutReading || cutWriting ? new ERR_STREAM_PREMATURE_CLOSE() : undefined;
  }

  onClose = () => {
    this.isClosed = true;
    this.answer.give(this.#errorOfClose());
  };
}

function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = kEmptyObject;
  } else if (options === undefined || options === null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');

  const answer = new Answer(callback, stream);
  if (isReadableStream(stream) || isWritableStream(stream)) {
    return watchWebStream(stream, options, answer);
  }
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE(
      'stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const watch = new EndWatch(stream, options, answer);
  if (options.signal && !watch.isClosed) {
    answer.watch(options.signal, (err) => answer.give(err));
  }
  return watch.stop;
}

function watchWebStream(stream, options, answer) {
  if (options.signal) answer.watch(options.signal, (err) => answer.give(err));
  const settled = (err) => process.nextTick(() => answer.give(err));
  PromisePrototypeThen(stream[kIsClosedPromise].promise, () => settled(), settled);
  return () => answer.withdraw();
}

/** finished() as a promise. */
function finished(stream, options) {
  let cleansUp = false;
  if (options === undefined || options === null) options = kEmptyObject;
  if (options.cleanup) {
    validateBoolean(options.cleanup, 'cleanup');
    cleansUp = options.cleanup;
  }
  return new Promise((resolve, reject) => {
    const stop = eos(stream, options, (err) => {
      if (cleansUp) stop();
      if (err) reject(err);
      else resolve();
    });
  });
}

module.exports = { eos, finished };
