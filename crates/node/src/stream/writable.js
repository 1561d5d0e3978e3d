'use strict';
// Writable: the side that takes data. Owner: stream. One write is handed to _write() at a time, or all that wait to
// _writev(); the rest is buffered as flat triples (chunk, encoding, callback), so that a buffered write allocates nothing
// but the array's slots.

const {
  ArrayPrototypeSlice,
  FunctionPrototypeSymbolHasInstance,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  StringPrototypeToLowerCase,
  Symbol,
  SymbolAsyncDispose,
  SymbolHasInstance,
  Promise,
} = primordials;

const EventEmitter = require('events');
const { Stream } = require('stream/legacy');
const { Buffer } = require('buffer');
const destroyImpl = require('stream/destroy');
const { errorOrDestroy } = destroyImpl;
const { highWaterMarkOf, getDefaultHighWaterMark } = require('stream/high_water_mark');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
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
  bit,
  defineSharedBits,
  kAutoDestroy,
  kBufferProcessing,
  kClosed,
  kConstructed,
  kDecodeStrings,
  kDestroyed,
  kEmitClose,
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

const kOnFinished = Symbol('kOnFinished');

function noop() {}

class WritableState {
  constructor(options, stream, isDuplex) {
    let bits = kConstructed | kSync;
    if (options?.objectMode || (isDuplex && options?.writableObjectMode)) bits |= kObjectMode;
    if (options?.decodeStrings !== false) bits |= kDecodeStrings;
    if (options?.emitClose !== false) bits |= kEmitClose;
    if (options?.autoDestroy !== false) bits |= kAutoDestroy;
    this.bits = bits;
    this.highWaterMark = options ?
      highWaterMarkOf(options, (bits & kObjectMode) !== 0, 'writableHighWaterMark', isDuplex) :
      getDefaultHighWaterMark(false);
    this.length = 0;
    this.corked = 0;
    this.pendingcb = 0;
    // The write that _write() has: its size and callback.
    this.writelen = 0;
    this.writecb = null;
    this.onwrite = (err) => onWrite(stream, err);
    // Triples that wait; `bufferedIndex` is where the next one starts.
    this.buffer = [];
    this.bufferedIndex = 0;
    // Callbacks of writes that ended inside _write(), all called in one tick: a count when none of them matters.
    this.afterWrites = null;
    this.error = undefined;
    this.defaultEncoding = 'utf8';
    const given = options?.defaultEncoding;
    if (given !== undefined && given !== null && given !== 'utf8' && given !== 'utf-8') {
      if (!Buffer.isEncoding(given)) throw new ERR_UNKNOWN_ENCODING(given);
      this.defaultEncoding = given;
    }
    // Bytes accepted after write() had answered false, and how often: what a backpressure report reads.
    this.excessWrites = 0;
    this.excessLength = 0;
    this[kOnFinished] = null;
  }

  getBuffer() {
    const list = [];
    const { buffer } = this;
    for (let i = this.bufferedIndex; i < buffer.length; i += 3) {
      list[list.length] = { chunk: buffer[i], encoding: buffer[i + 1], callback: buffer[i + 2] };
    }
    return list;
  }

  get bufferedRequestCount() {
    return (this.buffer.length - this.bufferedIndex) / 3;
  }
}

defineSharedBits(WritableState.prototype);
ObjectDefineProperties(WritableState.prototype, {
  finalCalled: bit(kFinalCalled),
  needDrain: bit(kNeedDrain),
  ending: bit(kEnding),
  finished: bit(kFinished),
  decodeStrings: bit(kDecodeStrings),
  writing: bit(kWriting),
  bufferProcessing: bit(kBufferProcessing),
  prefinished: bit(kPrefinished),
});

function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  this._events ??= {
    close: undefined, error: undefined, prefinish: undefined, finish: undefined, drain: undefined,
  };
  this._writableState = new WritableState(options, this, false);
  if (options) {
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) require('stream/add_abort_signal').addAbortSignal(options.signal, this);
  }
  Stream.call(this, options);
  if (typeof this._construct === 'function') {
    destroyImpl.construct(this, () => {
      if ((this._writableState.bits & kWriting) === 0) clearBuffer(this, this._writableState);
      finishMaybe(this, this._writableState);
    });
  }
}
ObjectSetPrototypeOf(Writable.prototype, Stream.prototype);
ObjectSetPrototypeOf(Writable, Stream);
Writable.WritableState = WritableState;

ObjectDefineProperty(Writable, SymbolHasInstance, {
  __proto__: null,
  value(object) {
    if (FunctionPrototypeSymbolHasInstance(this, object)) return true;
    if (this !== Writable) return false;
    return object?._writableState instanceof WritableState;
  },
});

Writable.prototype.pipe = function() {
  errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

function writeChunk(stream, chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = undefined;
  }
  if (typeof callback !== 'function') callback = noop;
  const state = stream._writableState;
  let { bits } = state;

  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if ((bits & kObjectMode) === 0) {
    if (!encoding) encoding = state.defaultEncoding;
    else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
    if (typeof chunk === 'string') {
      if ((bits & kDecodeStrings) !== 0) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      encoding = 'buffer';
    } else if (Stream._isArrayBufferView(chunk)) {
      chunk = Stream._uint8ArrayToBuffer(chunk);
      encoding = 'buffer';
    } else {
      throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
  } else if (!encoding) {
    encoding = state.defaultEncoding;
  }

  let err;
  if ((bits & kEnding) !== 0) err = new ERR_STREAM_WRITE_AFTER_END();
  else if ((bits & kDestroyed) !== 0) err = new ERR_STREAM_DESTROYED('write');
  if (err) {
    process.nextTick(callback, err);
    errorOrDestroy(stream, err, true);
    return err;
  }
  state.pendingcb++;

  const size = (bits & kObjectMode) !== 0 ? 1 : chunk.length;
  if ((bits & kNeedDrain) !== 0) {
    state.excessWrites++;
    state.excessLength += size;
  }
  state.length += size;
  const roomLeft = state.length < state.highWaterMark;
  if (!roomLeft) state.bits = bits |= kNeedDrain;

  if ((bits & (kWriting | kErrored | kConstructed)) !== kConstructed || state.corked > 0) {
    const { buffer } = state;
    const at = buffer.length;
    buffer[at] = chunk;
    buffer[at + 1] = encoding;
    buffer[at + 2] = callback;
  } else {
    state.writelen = size;
    state.writecb = callback;
    state.bits = bits | kWriting | kSync | kWriteCallbackDue;
    stream._write(chunk, encoding, state.onwrite);
    state.bits &= ~kSync;
  }
  return roomLeft && (state.bits & (kErrored | kDestroyed)) === 0;
}

Writable.prototype.write = function(chunk, encoding, callback) {
  return writeChunk(this, chunk, encoding, callback) === true;
};

Writable.prototype.cork = function() {
  this._writableState.corked++;
};

Writable.prototype.uncork = function() {
  const state = this._writableState;
  if (state.corked === 0) return;
  state.corked--;
  if ((state.bits & kWriting) === 0) clearBuffer(this, state);
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

function onWrite(stream, err) {
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
    err.stack; // eslint-disable-line no-unused-expressions
    if ((state.bits & kErrored) === 0) state.errored = err;
    // The other side of a Duplex ends with the same error.
    const r = stream._readableState;
    if (r && (r.bits & kErrored) === 0) r.errored = err;
    if (sync) process.nextTick(onWriteError, stream, state, err, callback);
    else onWriteError(stream, state, err, callback);
    return;
  }
  if (state.buffer.length > state.bufferedIndex) clearBuffer(stream, state);
  if (sync) {
    deferAfterWrite(stream, state, callback);
  } else {
    afterWrite(stream, state, 1, callback);
  }
}

// Writes that end inside _write() answer in the next tick, many in one.
function deferAfterWrite(stream, state, callback) {
  const last = state.afterWrites;
  if (last !== null && callback === noop && last.callback === noop && last.open) {
    last.count++;
    return;
  }
  if (last !== null) last.open = false;
  const info = { count: 1, callback, open: callback === noop };
  state.afterWrites = info;
  process.nextTick(runAfterWrites, stream, state, info);
}

function runAfterWrites(stream, state, info) {
  info.open = false;
  if (state.afterWrites === info) state.afterWrites = null;
  afterWrite(stream, state, info.count, info.callback);
}

function afterWrite(stream, state, count, callback) {
  const mask = kEnding | kNeedDrain | kDestroyed;
  if ((state.bits & mask) === kNeedDrain && state.length === 0) {
    state.bits &= ~kNeedDrain;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    callback(null);
  }
  if ((state.bits & kDestroyed) !== 0) errorBuffer(state);
  finishMaybe(stream, state);
}

function onWriteError(stream, state, err, callback) {
  --state.pendingcb;
  callback(err);
  errorBuffer(state);
  errorOrDestroy(stream, err);
}

// Everything that waits fails: the stream takes no more.
function errorBuffer(state) {
  if ((state.bits & kWriting) !== 0) return;
  const { buffer } = state;
  const from = state.bufferedIndex;
  state.buffer = [];
  state.bufferedIndex = 0;
  for (let i = from; i < buffer.length; i += 3) {
    state.length -= (state.bits & kObjectMode) !== 0 ? 1 : buffer[i].length;
    buffer[i + 2](state.errored ?? new ERR_STREAM_DESTROYED('write'));
  }
  callFinished(state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
}

function callFinished(state, err) {
  const list = state[kOnFinished];
  if (list === null) return;
  state[kOnFinished] = null;
  for (let i = 0; i < list.length; i++) list[i](err);
}

function clearBuffer(stream, state) {
  if (state.corked > 0 || (state.bits & (kBufferProcessing | kDestroyed | kConstructed)) !== kConstructed ||
      state.buffer.length === state.bufferedIndex) {
    return;
  }
  const { buffer } = state;
  const count = (buffer.length - state.bufferedIndex) / 3;
  state.bits |= kBufferProcessing;
  if (count > 1 && stream._writev) {
    const chunks = [];
    let allBuffers = true;
    const callbacks = [];
    for (let i = state.bufferedIndex; i < buffer.length; i += 3) {
      if (buffer[i + 1] !== 'buffer') allBuffers = false;
      chunks[chunks.length] = { chunk: buffer[i], encoding: buffer[i + 1], callback: buffer[i + 2] };
      callbacks[callbacks.length] = buffer[i + 2];
    }
    chunks.allBuffers = allBuffers;
    state.buffer = [];
    state.bufferedIndex = 0;
    state.pendingcb -= count - 1;
    state.writelen = state.length;
    state.writecb = (err) => {
      for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
    };
    state.bits |= kWriting | kSync | kWriteCallbackDue;
    stream._writev(chunks, state.onwrite);
    state.bits &= ~kSync;
  } else {
    do {
      const at = state.bufferedIndex;
      const chunk = buffer[at];
      const encoding = buffer[at + 1];
      state.writelen = (state.bits & kObjectMode) !== 0 ? 1 : chunk.length;
      state.writecb = buffer[at + 2];
      buffer[at] = buffer[at + 1] = buffer[at + 2] = undefined;
      state.bufferedIndex = at + 3;
      state.bits |= kWriting | kSync | kWriteCallbackDue;
      stream._write(chunk, encoding, state.onwrite);
      state.bits &= ~kSync;
    } while (state.bufferedIndex < buffer.length && (state.bits & kWriting) === 0 && state.buffer === buffer);
    if (state.buffer === buffer) {
      if (state.bufferedIndex === buffer.length) {
        state.buffer = [];
        state.bufferedIndex = 0;
      } else if (state.bufferedIndex > 768) {
        state.buffer = ArrayPrototypeSlice(buffer, state.bufferedIndex);
        state.bufferedIndex = 0;
      }
    }
  }
  state.bits &= ~kBufferProcessing;
}

Writable.prototype.end = function(chunk, encoding, callback) {
  const state = this._writableState;
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
    const result = writeChunk(this, chunk, encoding);
    if (typeof result === 'object') err = result;
  }
  if (state.corked > 0) {
    state.corked = 1;
    this.uncork();
  }
  if (err === undefined) {
    if ((state.bits & (kErrored | kEnding)) === 0) {
      state.bits |= kEnding;
      finishMaybe(this, state, true);
      state.bits |= kEnded;
    } else if ((state.bits & kFinished) !== 0) {
      err = new ERR_STREAM_ALREADY_FINISHED('end');
    } else if ((state.bits & kDestroyed) !== 0) {
      err = new ERR_STREAM_DESTROYED('end');
    }
  }
  if (typeof callback === 'function') {
    if (err) process.nextTick(callback, err);
    else if ((state.bits & kErrored) !== 0) process.nextTick(callback, state.error);
    else if ((state.bits & kFinished) !== 0) process.nextTick(callback);
    else (state[kOnFinished] ??= []).push(callback);
  }
  return this;
};

function needFinish(state) {
  const wanted = kEnding | kConstructed;
  const mask = wanted | kDestroyed | kErrored | kFinished | kWriting | kErrorEmitted | kClosed | kBufferProcessing;
  return (state.bits & mask) === wanted && state.length === 0 && state.buffer.length === state.bufferedIndex;
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
    } else if (needFinish(state)) {
      state.bits |= kPrefinished;
      stream.emit('prefinish');
      // Where the other side ends in the same tick, 'finish' comes after it.
      state.pendingcb++;
      process.nextTick(finish, stream, state);
    }
  }
  state.bits |= kSync;
  state.pendingcb++;
  try {
    stream._final(onFinal);
  } catch (err) {
    onFinal(err);
  }
  state.bits &= ~kSync;
}

function prefinish(stream, state) {
  if ((state.bits & (kPrefinished | kFinalCalled)) !== 0) return;
  if (typeof stream._final === 'function' && (state.bits & kDestroyed) === 0) {
    state.bits |= kFinalCalled;
    callFinal(stream, state);
  } else {
    state.bits |= kPrefinished;
    stream.emit('prefinish');
  }
}

function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    process.nextTick(finishLater, stream, state);
  } else if (needFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishLater(stream, state) {
  if (needFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function finish(stream, state) {
  state.pendingcb--;
  state.bits |= kFinished;
  callFinished(state, null);
  stream.emit('finish');
  if ((state.bits & kAutoDestroy) !== 0) {
    // A Duplex is destroyed when its readable side is over as well.
    const r = stream._readableState;
    if (!r || (r.autoDestroy && (r.endEmitted || r.readable === false))) stream.destroy();
  }
}

function ofState(read, fallback) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      const state = this._writableState;
      return state ? read(state, this) : fallback;
    },
  };
}

ObjectDefineProperties(Writable.prototype, {
  closed: ofState((state) => state.closed, false),
  destroyed: {
    __proto__: null,
    configurable: true,
    get() { return this._writableState ? this._writableState.destroyed : false; },
    set(value) {
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    __proto__: null,
    configurable: true,
    get() {
      const state = this._writableState;
      // A side that was switched off, or a wrapper that says so itself.
      return Boolean(state) && state.writable !== false &&
        (state.bits & (kDestroyed | kErrored | kEnding | kEnded)) === 0;
    },
    set(value) {
      if (this._writableState) this._writableState.writable = Boolean(value);
    },
  },
  writableFinished: ofState((state) => state.finished, false),
  writableObjectMode: ofState((state) => state.objectMode, false),
  writableBuffer: ofState((state) => state.getBuffer(), undefined),
  writableEnded: ofState((state) => state.ending, false),
  writableNeedDrain: ofState((state) => state.needDrain && !state.destroyed && !state.ending, false),
  writableHighWaterMark: ofState((state) => state.highWaterMark, undefined),
  writableCorked: ofState((state) => state.corked, 0),
  writableLength: ofState((state) => state.length, undefined),
  errored: ofState((state) => state.errored, null),
  writableAborted: ofState((state) => state.writable !== false && (state.destroyed || state.errored !== null) &&
    !state.finished, false),
});

Writable.prototype.destroy = function(err, callback) {
  const state = this._writableState;
  // What waits will never be written: its callbacks hear of it in the next tick.
  if ((state.bits & kDestroyed) === 0 &&
      (state.buffer.length > state.bufferedIndex || state[kOnFinished] !== null)) {
    process.nextTick(errorBuffer, state);
  }
  destroyImpl.destroy.call(this, err, callback);
  return this;
};
Writable.prototype._undestroy = destroyImpl.undestroy;
Writable.prototype._destroy = function(err, callback) {
  callback(err);
};
Writable.prototype[EventEmitter.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};
Writable.prototype[SymbolAsyncDispose] = function() {
  let error;
  if (!this.destroyed) {
    error = this.writableFinished ? null : new AbortError();
    this.destroy(error);
  }
  const { eos } = require('stream/end_of_stream');
  return new Promise((resolve, reject) => {
    eos(this, (err) => (err && err !== error ? reject(err) : resolve(null)));
  });
};

Writable.fromWeb = function(stream, options) {
  return require('stream/web_adapters').newStreamWritableFromWritableStream(stream, options);
};
Writable.toWeb = function(stream) {
  return require('stream/web_adapters').newWritableStreamFromStreamWritable(stream);
};

module.exports = Writable;
