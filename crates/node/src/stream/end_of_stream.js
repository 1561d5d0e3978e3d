'use strict';
// finished(): tells once when a stream is over, however it ends. Owner: stream.

const { Promise, PromisePrototypeThen, SymbolDispose } = primordials;

const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { kEmptyObject, once } = require('internal/util');
const {
  validateAbortSignal,
  validateBoolean,
  validateFunction,
  validateObject,
} = require('internal/validators');
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
  willEmitClose: expectsClose,
  writableErrored,
} = require('stream/predicates');

function noop() {}

function eos(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = kEmptyObject;
  } else if (options === null || options === undefined) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');
  const { captureContext, runInContext } = require('async_hooks/context');
  if (typeof captureContext === 'function' && typeof runInContext === 'function') {
    const context = captureContext();
    const inner = callback;
    callback = function(...args) {
      return runInContext(context, inner, this, args);
    };
  }
  callback = once(callback);

  if (isReadableStream(stream) || isWritableStream(stream)) return eosOfWeb(stream, options, callback);
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }

  const readable = options.readable ?? isReadableNodeStream(stream);
  const writable = options.writable ?? isWritableNodeStream(stream);
  const w = stream._writableState;
  const r = stream._readableState;

  // Whether 'close' is still to come: then the end is told with it.
  let willEmitClose = expectsClose(stream) && isReadableNodeStream(stream) === readable &&
    isWritableNodeStream(stream) === writable;
  let writableFinished = isWritableFinished(stream, false);
  let readableFinished = isReadableFinished(stream, false);

  function onLegacyFinish() {
    if (!stream.writable) onFinish();
  }
  function onFinish() {
    writableFinished = true;
    if (stream.destroyed) willEmitClose = false;
    if (willEmitClose && (!stream.readable || readable)) return;
    if (!readable || readableFinished) callback.call(stream);
  }
  function onEnd() {
    readableFinished = true;
    if (stream.destroyed) willEmitClose = false;
    if (willEmitClose && (!stream.writable || writable)) return;
    if (!writable || writableFinished) callback.call(stream);
  }
  function onError(err) {
    callback.call(stream, err);
  }
  let closed = isClosed(stream);
  function onClose() {
    closed = true;
    const errored = writableErrored(stream) || readableErrored(stream);
    if (errored && typeof errored !== 'boolean') return callback.call(stream, errored);
    if (readable && !readableFinished && isReadableNodeStream(stream, true) && !isReadableFinished(stream, false)) {
      return callback.call(stream, new ERR_STREAM_PREMATURE_CLOSE());
    }
    if (writable && !writableFinished && !isWritableFinished(stream, false)) {
      return callback.call(stream, new ERR_STREAM_PREMATURE_CLOSE());
    }
    callback.call(stream);
  }
  function onClosed() {
    closed = true;
    const errored = writableErrored(stream) || readableErrored(stream);
    if (errored && typeof errored !== 'boolean') return callback.call(stream, errored);
    callback.call(stream);
  }
  function onRequest() {
    stream.req.on('finish', onFinish);
  }

  if (isRequest(stream)) {
    stream.on('complete', onFinish);
    if (!willEmitClose) stream.on('abort', onClose);
    if (stream.req) onRequest();
    else stream.on('request', onRequest);
  } else if (writable && !w) {
    // Old streams without a state.
    stream.on('end', onLegacyFinish);
    stream.on('close', onLegacyFinish);
  }
  if (!willEmitClose && typeof stream.aborted === 'boolean') stream.on('aborted', onClose);
  stream.on('end', onEnd);
  stream.on('finish', onFinish);
  if (options.error !== false) stream.on('error', onError);
  stream.on('close', onClose);

  if (closed) {
    process.nextTick(onClose);
  } else if (w?.errorEmitted || r?.errorEmitted) {
    if (!willEmitClose) process.nextTick(onClosed);
  } else if (!readable && (!willEmitClose || isReadable(stream)) &&
             (writableFinished || isWritable(stream) === false) && (w === undefined || w === null ||
              w.pendingcb === undefined || w.pendingcb === 0)) {
    process.nextTick(onClosed);
  } else if (!writable && (!willEmitClose || isWritable(stream)) &&
             (readableFinished || isReadable(stream) === false)) {
    process.nextTick(onClosed);
  }

  const cleanUp = () => {
    callback = noop;
    stream.removeListener('aborted', onClose);
    stream.removeListener('complete', onFinish);
    stream.removeListener('abort', onClose);
    stream.removeListener('request', onRequest);
    if (stream.req) stream.req.removeListener('finish', onFinish);
    stream.removeListener('end', onLegacyFinish);
    stream.removeListener('close', onLegacyFinish);
    stream.removeListener('finish', onFinish);
    stream.removeListener('end', onEnd);
    stream.removeListener('error', onError);
    stream.removeListener('close', onClose);
  };

  if (options.signal && !closed) {
    const abort = () => {
      // After the clean-up the callback is gone.
      const tell = callback;
      cleanUp();
      tell.call(stream, new AbortError(undefined, { cause: options.signal.reason }));
    };
    if (options.signal.aborted) {
      process.nextTick(abort);
    } else {
      const { addAbortListener } = require('events/add_abort_listener');
      const disposable = addAbortListener(options.signal, abort);
      const inner = callback;
      callback = once((...args) => {
        disposable[SymbolDispose]();
        primordials.ReflectApply(inner, stream, args);
      });
    }
  }
  return cleanUp;
}

function eosOfWeb(stream, options, callback) {
  let aborted = false;
  let abort = noop;
  if (options.signal) {
    abort = () => {
      aborted = true;
      callback.call(stream, new AbortError(undefined, { cause: options.signal.reason }));
    };
    if (options.signal.aborted) {
      process.nextTick(abort);
    } else {
      const { addAbortListener } = require('events/add_abort_listener');
      const disposable = addAbortListener(options.signal, abort);
      const inner = callback;
      callback = once((...args) => {
        disposable[SymbolDispose]();
        primordials.ReflectApply(inner, stream, args);
      });
    }
  }
  const settled = (...args) => {
    if (!aborted) process.nextTick(() => primordials.ReflectApply(callback, stream, args));
  };
  PromisePrototypeThen(stream[kIsClosedPromise].promise, settled, settled);
  return noop;
}

function finished(stream, options) {
  let autoCleanup = false;
  options ??= kEmptyObject;
  if (options.cleanup) {
    validateBoolean(options.cleanup, 'cleanup');
    autoCleanup = options.cleanup;
  }
  return new Promise((resolve, reject) => {
    const cleanUp = eos(stream, options, (err) => {
      if (autoCleanup) cleanUp();
      if (err) reject(err);
      else resolve();
    });
  });
}

module.exports = { eos, finished };
