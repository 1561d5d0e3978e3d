'use strict';
// The life of a stream from construction to close: _construct(), destroy(), and in which order
// 'error' and 'close' come. Owner: stream. For a Duplex both states move together here; that is
// why these functions take a stream and look at both.

const { ArrayPrototypePush, Boolean, FunctionPrototypeCall } = primordials;

const {
  codes: { ERR_MULTIPLE_CALLBACK },
  AbortError,
  aggregateTwoErrors,
} = require('internal/errors');
const { Stream } = require('stream/legacy');
const {
  isDestroyed,
  isFinished,
  isRequest,
  isServerRequest,
  kIsDestroyed,
} = require('stream/predicates');
const {
  kAutoDestroy,
  kClosed,
  kCloseEmitted,
  kConstructed,
  kDestroyed,
  kEmitClose,
  kEnded,
  kEndEmitted,
  kEnding,
  kErrorEmitted,
  kErrored,
  kFinalCalled,
  kFinished,
  kPrefinished,
  kReading,
} = require('stream/bits');

const kReadableOver = kEnded | kEndEmitted | kReading;
const kWritableOver = kEnded | kEnding | kFinalCalled | kFinished | kPrefinished;
const kGone = kClosed | kCloseEmitted | kDestroyed | kErrored | kErrorEmitted;

function setBits(r, w, mask) {
  if (w) w.bits |= mask;
  if (r) r.bits |= mask;
}

function hasBits(r, w, mask) {
  return Boolean((w && (w.bits & mask) !== 0) || (r && (r.bits & mask) !== 0));
}

/**
 * Renders an error's stack now, which drops what was captured of the frames: they could hold the stream or a chunk. Not
 * where a call to the system failed: that comes from the loop as a rule, with few frames and none of the program's, and to
 * render them costs more than all else of a connection that is reset.
 */
function letGoOfFrames(err) {
  if (err.syscall === undefined) err.stack; // eslint-disable-line no-unused-expressions
}

/** Keeps the first error of each side. */
function recordError(err, r, w) {
  if (!err) return;
  letGoOfFrames(err);
  if (w && (w.bits & kErrored) === 0) w.errored = err;
  if (r && (r.bits & kErrored) === 0) r.errored = err;
}

/** `stream.destroy()` of all kinds of streams; `this` is the stream. */
function destroy(err, callback) {
  const r = this._readableState;
  const w = this._writableState;
  if (hasBits(r, w, kDestroyed)) {
    if (typeof callback === 'function') callback();
    return this;
  }
  if (r?.transfer) r.transfer.stop();
  if (w?.transfer) w.transfer.abandon();
  recordError(err, r, w);
  setBits(r, w, kDestroyed);
  const state = w || r;
  if ((state.bits & kConstructed) === 0) {
    // _destroy() may rely on what _construct() sets up: it waits for it.
    state.destroyWaiting = { err, callback };
  } else {
    callDestroy(this, err, callback);
  }
  return this;
}

function callDestroy(stream, err, callback) {
  let called = false;
  function onDestroyed(failure) {
    if (called) return;
    called = true;
    const r = stream._readableState;
    const w = stream._writableState;
    recordError(failure, r, w);
    setBits(r, w, kClosed);
    if (typeof callback === 'function') callback(failure);
    if (failure) process.nextTick(emitErrorAndClose, stream, failure);
    else process.nextTick(emitClose, stream);
  }
  try {
    stream._destroy(err || null, onDestroyed);
  } catch (failure) {
    onDestroyed(failure);
  }
}

function emitErrorAndClose(stream, err) {
  emitError(stream, err);
  emitClose(stream);
}

function emitClose(stream) {
  const r = stream._readableState;
  const w = stream._writableState;
  setBits(r, w, kCloseEmitted);
  if (hasBits(r, w, kEmitClose)) stream.emit('close');
}

function emitError(stream, err) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (hasBits(r, w, kErrorEmitted)) return;
  setBits(r, w, kErrorEmitted);
  stream.emit('error', err);
}

/** Makes a destroyed stream usable again (sockets reconnect); `this` is the stream. */
function undestroy() {
  const r = this._readableState;
  const w = this._writableState;
  if (r) {
    r.bits = (r.bits & ~(kGone | kReadableOver)) | kConstructed;
    if (r.readable === false) r.bits |= kEnded | kEndEmitted;
    r.error = undefined;
  }
  if (w) {
    w.bits = (w.bits & ~(kGone | kWritableOver)) | kConstructed;
    if (w.writable === false) w.bits |= kEnded | kEnding | kFinished;
    w.error = undefined;
  }
}

/**
 * Reports an error from inside a stream: by destroy() where it destroys itself, else by 'error'.
 * `sync` defers the event by a tick, for callers that the program is in the middle of calling.
 */
function errorOrDestroy(stream, err, sync) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (hasBits(r, w, kDestroyed)) return;
  if (hasBits(r, w, kAutoDestroy)) {
    stream.destroy(err);
  } else if (err) {
    recordError(err, r, w);
    if (sync) process.nextTick(emitError, stream, err);
    else emitError(stream, err);
  }
}

/**
 * The end of each constructor: what all options have in common, the base class, and _construct(), after which
 * `ready(stream)` is called.
 */
function begin(stream, options, ready) {
  if (options) {
    if (typeof options.destroy === 'function') stream._destroy = options.destroy;
    if (typeof options.construct === 'function') stream._construct = options.construct;
    if (options.signal) {
      require('stream/add_abort_signal').addAbortSignal(options.signal, stream);
    }
  }
  FunctionPrototypeCall(Stream, stream, options);
  construct(stream, ready);
}

/** Calls _construct() in the next tick, if there is one, and `ready(stream)` once it is done. */
function construct(stream, ready) {
  if (typeof stream._construct !== 'function') return;
  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r.bits &= ~kConstructed;
  if (w) w.bits &= ~kConstructed;
  const state = w || r;
  if (state.onConstructed !== undefined) {
    // The other side of a Duplex has started it already.
    ArrayPrototypePush(state.onConstructed, ready);
    return;
  }
  state.onConstructed = [ready];
  process.nextTick(callConstruct, stream);
}

function callConstruct(stream) {
  let called = false;
  function onConstruct(err) {
    if (called) {
      errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    const r = stream._readableState;
    const w = stream._writableState;
    const state = w || r;
    setBits(r, w, kConstructed);
    if ((state.bits & kDestroyed) !== 0) {
      const waiting = state.destroyWaiting;
      state.destroyWaiting = undefined;
      if (waiting !== undefined) {
        callDestroy(stream, aggregateTwoErrors(err, waiting.err), waiting.callback);
      }
    } else if (err) {
      errorOrDestroy(stream, err, true);
    } else {
      const ready = state.onConstructed;
      state.onConstructed = undefined;
      for (let i = 0; i < ready.length; i++) ready[i](stream);
    }
  }
  try {
    stream._construct((err) => process.nextTick(onConstruct, err));
  } catch (err) {
    process.nextTick(onConstruct, err);
  }
}

function emitCloseOfForeign(stream) {
  stream.emit('close');
}

function emitErrorAndCloseOfForeign(stream, err) {
  stream.emit('error', err);
  process.nextTick(emitCloseOfForeign, stream);
}

/** Destroys whatever looks like a stream, by the best means it has. */
function destroyer(stream, err) {
  if (!stream || isDestroyed(stream)) return;
  if (!err && !isFinished(stream)) err = new AbortError();

  if (isServerRequest(stream)) {
    // The response goes on over the same socket: only the request is destroyed.
    stream.socket = null;
    stream.destroy(err);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(err);
  } else if (typeof stream.close === 'function') {
    stream.close();
  } else if (err) {
    process.nextTick(emitErrorAndCloseOfForeign, stream, err);
  } else {
    process.nextTick(emitCloseOfForeign, stream);
  }
  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

module.exports = { begin, construct, destroy, destroyer, errorOrDestroy, letGoOfFrames, undestroy };
