'use strict';
// Writable: the side that takes data. Owner: stream. One write at a time is handed to _write(), or
// all that wait to _writev(); callbacks come in the order of the writes, never inside write().
//
// Order at the end: end() -> all writes done -> _final() -> 'prefinish' -> callbacks of end() ->
// 'finish' -> destroy() -> 'close'. An error replaces what is left of this by 'error' and 'close'.

const {
  ArrayPrototypePush,
  Boolean,
  FunctionPrototypeSymbolHasInstance,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
  StringPrototypeToLowerCase,
  SymbolHasInstance,
} = primordials;

const { captureRejectionSymbol } = require('events');
const { Buffer } = require('buffer');
const { toBuffer } = require('stream/chunk');
const { Stream } = require('stream/legacy');
const { begin, destroy, errorOrDestroy, letGoOfFrames, undestroy } = require('stream/destroy');
const { defineSideAccessors, disposeAsync } = require('stream/side');
const { becameFull, endPeriod, refusal } = require('stream/backpressure');
const { WritableState } = require('stream/writable_state');
const {
  codes: {
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_MULTIPLE_CALLBACK,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const {
  kAllBuffers,
  kAllNoop,
  kAutoDestroy,
  kBufferProcessing,
  kCloseEmitted,
  kConstructed,
  kCorked,
  kDecodeStrings,
  kDestroyed,
  kEnded,
  kEnding,
  kErrorEmitted,
  kErrored,
  kFinalCalled,
  kFinished,
  kNeedDrain,
  kObjectMode,
  kPrefinished,
  kSync,
  kWriteCallbackDue,
  kWriting,
} = require('stream/bits');

const kOutOfUse = kDestroyed | kErrored;

function noop() {}

/** Makes a stream's writable state; Duplex uses it as well. */
function initWritable(stream, options, isDuplex) {
  stream._writableState = new WritableState(options, isDuplex);
  if (!options) return;
  if (typeof options.write === 'function') stream._write = options.write;
  if (typeof options.writev === 'function') stream._writev = options.writev;
  if (typeof options.final === 'function') stream._final = options.final;
}

/** The callback that _write() and _writev() of a stream get, always the same one. */
function onwriteOf(stream, state) {
  return state.onwrite ??= (err) => onWritten(stream, err);
}

/** Whether nobody is called back for the write that _write() was just given. */
function isUnobserved(stream) {
  return stream._writableState.writecb === noop;
}

/** Goes on with what was written before _construct() was done. */
function startWriting(stream) {
  const state = stream._writableState;
  if ((state.bits & kWriting) === 0) writeQueued(stream, state);
  if ((state.bits & kEnding) !== 0) finishMaybe(stream, state);
}

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  this._events ??= {
    close: undefined,
    error: undefined,
    prefinish: undefined,
    finish: undefined,
    drain: undefined,
  };
  initWritable(this, options, false);
  begin(this, options, startWriting);
}
ObjectSetPrototypeOf(Writable.prototype, Stream.prototype);
ObjectSetPrototypeOf(Writable, Stream);

Writable.WritableState = WritableState;

// A Duplex derives from Readable and counts as a Writable by its state.
ObjectDefineProperty(Writable, SymbolHasInstance, {
  __proto__: null,
  value(object) {
    if (FunctionPrototypeSymbolHasInstance(this, object)) return true;
    return this === Writable && object?._writableState instanceof WritableState;
  },
});

Writable.prototype.pipe = function() {
  errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

/** write() itself: the answer for the writer, or the error that it is told by callback. */
function accept(stream, chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (typeof callback !== 'function') callback = noop;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();

  const state = stream._writableState;
  if (state.extra !== null && state.extra.transfer) state.extra.transfer.stop();
  const { bits } = state;
  let size = 1;
  if ((bits & kObjectMode) === 0) {
    if (!encoding) {
      encoding = state.defaultEncoding;
    } else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
    if (typeof chunk !== 'string') {
      chunk = toBuffer(chunk);
      encoding = 'buffer';
    } else if ((bits & kDecodeStrings) !== 0) {
      chunk = Buffer.from(chunk, encoding);
      encoding = 'buffer';
    }
    size = chunk.length;
  }

  if ((bits & (kEnding | kDestroyed)) !== 0) {
    const err = (bits & kEnding) !== 0 ?
      new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
    process.nextTick(callback, err);
    errorOrDestroy(stream, err, true);
    return err;
  }

  if ((bits & kNeedDrain) !== 0 && state.pressure !== null && !state.pressure.admit(size)) {
    const err = refusal(state.pressure);
    process.nextTick(callback, err);
    errorOrDestroy(stream, err, true);
    return err;
  }
  state.pendingcb++;
  state.length += size;

  if ((bits & (kWriting | kErrored | kConstructed | kCorked)) !== kConstructed) {
    state.enqueue(chunk, encoding, callback);
    if (encoding !== 'buffer') state.bits &= ~kAllBuffers;
    if (callback !== noop) state.bits &= ~kAllNoop;
  } else {
    handOver(stream, state, size, chunk, encoding, callback);
  }
  // Asked only now: a write that ended inside _write() leaves nothing to wait for.
  const { length } = state;
  const hasRoom = length < state.highWaterMark || length === 0;
  const isUsable = (state.bits & kOutOfUse) === 0;
  if (!hasRoom && (state.bits & kNeedDrain) === 0) {
    state.bits |= kNeedDrain;
    if (isUsable) becameFull(stream, state);
  }
  return hasRoom && isUsable;
}

function handOver(stream, state, size, chunk, encoding, callback) {
  state.writelen = size;
  state.writecb = callback;
  state.bits |= kWriting | kSync | kWriteCallbackDue;
  const onwrite = state.onwrite ?? onwriteOf(stream, state);
  if ((state.bits & kDestroyed) !== 0) onwrite(new ERR_STREAM_DESTROYED('write'));
  else stream._write(chunk, encoding, onwrite);
  state.bits &= ~kSync;
}

Writable.prototype.write = function(chunk, encoding, callback) {
  return accept(this, chunk, encoding, callback) === true;
};

Writable.prototype.cork = function() {
  const state = this._writableState;
  if (state.transfer) state.transfer.stop();
  state.corked++;
};

Writable.prototype.uncork = function() {
  const state = this._writableState;
  if ((state.bits & kCorked) === 0) return;
  state.corked--;
  if ((state.bits & kWriting) === 0) writeQueued(this, state);
};

Writable.prototype.setDefaultEncoding = function(encoding) {
  if (typeof encoding === 'string') encoding = StringPrototypeToLowerCase(encoding);
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

Writable.prototype._write = function(chunk, encoding, callback) {
  if (!this._writev) throw new ERR_METHOD_NOT_IMPLEMENTED('_write()');
  this._writev([{ chunk, encoding }], callback);
};

Writable.prototype._writev = null;

/** The callback of _write() and _writev(). */
function onWritten(stream, err) {
  const state = stream._writableState;
  if ((state.bits & kWriteCallbackDue) === 0) {
    errorOrDestroy(stream, new ERR_MULTIPLE_CALLBACK());
    return;
  }
  const callback = state.writecb;
  const sync = (state.bits & kSync) !== 0;
  state.bits &= ~(kWriting | kWriteCallbackDue);
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;

  if (err) {
    failWrite(stream, state, err, callback, sync);
    return;
  }
  if (state.hasQueued()) writeQueued(stream, state);
  if (sync) answerLater(stream, state, callback);
  else answer(stream, state, callback, 1);
}

function failWrite(stream, state, err, callback, sync) {
  letGoOfFrames(err);
  if ((state.bits & kErrored) === 0) state.errored = err;
  // Both sides of a Duplex fail together, before anything else is read.
  const r = stream._readableState;
  if (r && (r.bits & kErrored) === 0) r.errored = err;
  if (sync) process.nextTick(answerFailed, stream, state, err, callback);
  else answerFailed(stream, state, err, callback);
}

function answerFailed(stream, state, err, callback) {
  state.pendingcb--;
  if (state.pressure !== null) endPeriod(state);
  callback(err);
  failQueued(state);
  errorOrDestroy(stream, err);
}

/**
 * For a write that ended inside _write(). Its callback must not run inside write(): it waits for
 * a tick, together with others of the same callback. Without a callback and without anybody to
 * wake by 'drain', bytes have nothing to wait for; objects have a tick all the same, as in Node.
 */
function answerLater(stream, state, callback) {
  const mustDrain = (state.bits & kNeedDrain) !== 0 && state.length === 0;
  if (callback === noop && !mustDrain && (state.bits & (kDestroyed | kObjectMode)) === 0) {
    state.pendingcb--;
    if ((state.bits & kEnding) !== 0) finishMaybe(stream, state);
    return;
  }
  const waiting = state.afterWrite;
  if (waiting !== null && waiting.callback === callback) {
    waiting.count++;
    return;
  }
  const task = { callback, count: 1 };
  state.afterWrite = task;
  process.nextTick(answerTask, stream, state, task);
}

function answerTask(stream, state, task) {
  if (state.afterWrite === task) state.afterWrite = null;
  answer(stream, state, task.callback, task.count);
}

function answer(stream, state, callback, count) {
  if ((state.bits & (kNeedDrain | kEnding | kDestroyed)) === kNeedDrain && state.length === 0) {
    state.bits &= ~kNeedDrain;
    if (state.pressure !== null) endPeriod(state);
    stream.emit('drain');
  }
  for (; count > 0; count--) {
    state.pendingcb--;
    callback(null);
  }
  if ((state.bits & kDestroyed) !== 0) failQueued(state);
  finishMaybe(stream, state);
}

/** Writes what waits, as far as the stream is ready for it. */
function writeQueued(stream, state) {
  const mask = kConstructed | kBufferProcessing | kDestroyed | kCorked;
  if ((state.bits & mask) !== kConstructed || !state.hasQueued()) return;
  state.bits |= kBufferProcessing;
  if (stream._writev && state.bufferedRequestCount > 1) {
    writeAll(stream, state);
  } else {
    do {
      const { chunk, encoding, callback } = state.takeFirst();
      handOver(stream, state, state.sizeOf(chunk), chunk, encoding, callback);
    } while ((state.bits & kWriting) === 0 && state.hasQueued());
  }
  state.bits &= ~kBufferProcessing;
}

/** Hands all that waits to _writev() at once. */
function writeAll(stream, state) {
  const allBuffers = (state.bits & kAllBuffers) !== 0;
  const allNoop = (state.bits & kAllNoop) !== 0;
  const chunks = state.takeQueue();
  chunks.allBuffers = allBuffers;
  // They end as one: one callback is pending for all.
  state.pendingcb -= chunks.length - 1;
  state.writelen = state.length;
  state.writecb = allNoop ? noop : (err) => {
    for (let i = 0; i < chunks.length; i++) chunks[i].callback(err);
  };
  state.bits |= kWriting | kSync | kWriteCallbackDue;
  stream._writev(chunks, onwriteOf(stream, state));
  state.bits &= ~kSync;
}

/** Tells all that still wait that they will not be served. */
function failQueued(state) {
  if ((state.bits & kWriting) !== 0) return;
  const queue = state.takeQueue();
  for (let i = 0; i < queue.length; i++) {
    state.length -= state.sizeOf(queue[i].chunk);
    queue[i].callback(state.errored ?? new ERR_STREAM_DESTROYED('write'));
  }
  callFinished(state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
}

function callFinished(state, err) {
  if (state.extra === null) return;
  const callbacks = state.onFinished;
  if (callbacks === null) return;
  state.onFinished = null;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
}

Writable.prototype.end = function(chunk, encoding, callback) {
  const state = this._writableState;
  if (state.transfer) state.transfer.stop();
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  let err;
  if (chunk !== null && chunk !== undefined) {
    const result = accept(this, chunk, encoding);
    if (typeof result === 'object') err = result;
  }
  // However often it was corked, end() uncorks it.
  if ((state.bits & kCorked) !== 0) {
    state.corked = 1;
    this.uncork();
  }
  if (err === undefined) {
    if ((state.bits & (kErrored | kEnding)) === 0) {
      state.bits |= kEnding;
      finishMaybe(this, state);
      state.bits |= kEnded;
    } else if ((state.bits & kFinished) !== 0) {
      err = new ERR_STREAM_ALREADY_FINISHED('end');
    } else if ((state.bits & kDestroyed) !== 0) {
      err = new ERR_STREAM_DESTROYED('end');
    }
  }
  if (typeof callback === 'function') {
    if (err !== undefined) process.nextTick(callback, err);
    else if ((state.bits & kErrored) !== 0) process.nextTick(callback, state.error);
    else if ((state.bits & kFinished) !== 0) process.nextTick(callback);
    else ArrayPrototypePush(state.onFinished ??= [], callback);
  }
  return this;
};

const kReadyToFinish = kEnding | kConstructed;
const kFinishMask = kReadyToFinish | kDestroyed | kErrored | kFinished | kWriting | kBufferProcessing | kErrorEmitted |
  kCloseEmitted;

function canFinish(state) {
  return (state.bits & kFinishMask) === kReadyToFinish && state.length === 0 && !state.hasQueued();
}

/** Takes the next step to the end; 'finish' comes in a tick of its own. */
function finishMaybe(stream, state) {
  if (!canFinish(state)) return;
  if ((state.bits & (kPrefinished | kFinalCalled)) === 0) {
    if (typeof stream._final === 'function') {
      callFinal(stream, state);
    } else {
      state.bits |= kPrefinished;
      stream.emit('prefinish');
    }
  }
  if (state.pendingcb !== 0) return;
  state.pendingcb++;
  process.nextTick(finishIfStill, stream, state);
}

function callFinal(stream, state) {
  let called = false;
  function onFinal(err) {
    if (called) {
      errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.pendingcb--;
    if (err) {
      callFinished(state, err);
      errorOrDestroy(stream, err, (state.bits & kSync) !== 0);
    } else if (canFinish(state)) {
      state.bits |= kPrefinished;
      stream.emit('prefinish');
      // A tick later, so that what 'prefinish' started on the readable side comes first. All that was written has
      // arrived: what fails until then does not take 'finish' away.
      state.pendingcb++;
      process.nextTick(finishNow, stream, state);
    }
  }
  state.bits |= kFinalCalled | kSync;
  state.pendingcb++;
  try {
    stream._final(onFinal);
  } catch (err) {
    onFinal(err);
  }
  state.bits &= ~kSync;
}

function finishIfStill(stream, state) {
  if (canFinish(state)) finishNow(stream, state);
  else state.pendingcb--;
}

function finishNow(stream, state) {
  state.pendingcb--;
  state.bits |= kFinished;
  if (state.pressure !== null) endPeriod(state);
  callFinished(state, null);
  stream.emit('finish');
  if ((state.bits & kAutoDestroy) === 0) return;
  // A Duplex lives on until its readable side has ended as well.
  const r = stream._readableState;
  if (!r || (r.autoDestroy && (r.endEmitted || r.readable === false))) stream.destroy();
}

Writable.prototype.destroy = function(err, callback) {
  const state = this._writableState;
  const waits = state.hasQueued() || state.onFinished !== null;
  if (waits && (state.bits & kDestroyed) === 0) process.nextTick(failQueued, state);
  if (state.pressure !== null) endPeriod(state);
  ReflectApply(destroy, this, [err, callback]);
  return this;
};

Writable.prototype._undestroy = undestroy;

Writable.prototype._destroy = function(err, callback) {
  callback(err);
};

Writable.prototype[captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

disposeAsync(Writable.prototype, (stream) => stream.writableFinished);

defineSideAccessors(Writable.prototype, '_writableState', {
  closed: { fallback: undefined, read: (state) => state.closed },
  writableFinished: { fallback: undefined, read: (state) => state.finished },
  writableObjectMode: { fallback: false, read: (state) => state.objectMode },
  writableBuffer: { fallback: undefined, read: (state) => state.getBuffer() },
  writableEnded: { fallback: false, read: (state) => state.ending },
  writableNeedDrain: {
    fallback: false,
    read: (state) => (state.bits & (kNeedDrain | kEnding | kDestroyed)) === kNeedDrain,
  },
  writableHighWaterMark: { fallback: undefined, read: (state) => state.highWaterMark },
  writableCorked: { fallback: 0, read: (state) => state.corked },
  writableLength: { fallback: undefined, read: (state) => state.length },
  errored: { fallback: null, read: (state) => state.errored },
  writableAborted: {
    fallback: false,
    read: (state) => state.writable !== false && (state.bits & kOutOfUse) !== 0 &&
      (state.bits & kFinished) === 0,
  },
});

ObjectDefineProperties(Writable.prototype, {
  destroyed: {
    __proto__: null,
    configurable: true,
    get() {
      return this._writableState ? this._writableState.destroyed : false;
    },
    set(value) {
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    __proto__: null,
    configurable: true,
    get() {
      const state = this._writableState;
      return Boolean(state) && state.writable !== false &&
        (state.bits & (kOutOfUse | kEnding | kEnded)) === 0;
    },
    set(value) {
      if (this._writableState) this._writableState.writable = Boolean(value);
    },
  },
});

Writable.fromWeb = function(writableStream, options) {
  return require('stream/web_adapters')
    .newStreamWritableFromWritableStream(writableStream, options);
};

Writable.toWeb = function(streamWritable) {
  return require('stream/web_adapters').newWritableStreamFromStreamWritable(streamWritable);
};

module.exports = Writable;
ObjectDefineProperties(Writable, {
  // For Duplex and for kernel pipes; not enumerable, so that programs do not meet it.
  initWritable: { __proto__: null, value: initWritable },
  isUnobserved: { __proto__: null, value: isUnobserved },
  onwriteOf: { __proto__: null, value: onwriteOf },
  startWriting: { __proto__: null, value: startWriting },
});
