'use strict';
// Readable: the side that gives data. Owner: stream. A source push()es chunks, usually asked by
// _read(); they are handed to 'data' listeners while the stream flows and wait in the buffer
// otherwise. At most one _read() is under way, and while less than the high-water mark waits,
// more is asked for.
//
// Who takes the data is decided by `flowing`: undecided until the first 'data' listener, pipe() or
// resume() (then true) or 'readable' listener or pause() (then false). 'end' comes only after all
// data was taken.

const {
  Boolean,
  FunctionPrototypeBind,
  NumberIsInteger,
  NumberParseInt,
  ObjectDefineProperties,
  ObjectKeys,
  ObjectSetPrototypeOf,
  ReflectApply,
  SymbolAsyncIterator,
  SymbolFor,
} = primordials;

const { state: ids } = require('async_hooks/ids');
const { captureRejectionSymbol, kCapture, kOriginalEmit } = require('events');
const { Buffer } = require('buffer');
const { invalidChunk, viewToBuffer } = require('stream/chunk');
const { Stream } = require('stream/legacy');
const {
  begin,
  destroy,
  destroyer,
  errorOrDestroy,
  undestroy,
} = require('stream/destroy');
const { ReadableState } = require('stream/readable_state');
const { defineSideAccessors, disposeAsync } = require('stream/side');
const {
  codes: {
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_ITER_MISSING_FLAG,
    ERR_STREAM_PUSH_AFTER_EOF,
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const {
  kAutoDestroy,
  kCloseEmitted,
  kConstructed,
  kDataEmitted,
  kDestroyed,
  kEmittedReadable,
  kEnded,
  kEndEmitted,
  kErrorEmitted,
  kErrored,
  kFlowing,
  kFlowingChosen,
  kMultiAwaitDrain,
  kNeedReadable,
  kObjectMode,
  kPaused,
  kPausedChosen,
  kReadableListening,
  kReading,
  kReadingMore,
  kResumeScheduled,
  kSelfDriven,
  kSync,
} = require('stream/bits');

const kOutOfUse = kDestroyed | kErrored;
const kByItself = kFlowing | kSelfDriven;
const kMaxHighWaterMark = 0x40000000;

/** Makes a stream's readable state; Duplex uses it as well. */
function initReadable(stream, options, isDuplex) {
  stream._readableState = new ReadableState(options, isDuplex);
  if (options && typeof options.read === 'function') stream._read = options.read;
}

/** Goes on with what was asked for before _construct() was done. */
function startReading(stream) {
  const state = stream._readableState;
  if ((state.bits & kNeedReadable) !== 0) maybeReadMore(stream, state);
}

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  this._events ??= {
    close: undefined,
    error: undefined,
    data: undefined,
    end: undefined,
    readable: undefined,
  };
  initReadable(this, options, false);
  begin(this, options, startReading);
}
ObjectSetPrototypeOf(Readable.prototype, Stream.prototype);
ObjectSetPrototypeOf(Readable, Stream);

Readable.ReadableState = ReadableState;

// --- taking chunks in ------------------------------------------------------------------------

Readable.prototype.push = function(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return noteEof(this, state);
  if ((state.bits & kObjectMode) === 0) {
    if (typeof chunk === 'string') {
      encoding ||= state.defaultEncoding;
      if (encoding !== state.encoding) {
        chunk = Buffer.from(chunk, encoding);
        encoding = '';
      }
    } else {
      encoding = '';
      if (chunk !== undefined && !(chunk instanceof Buffer)) {
        if (!isArrayBufferView(chunk)) return rejectChunk(this, chunk);
        chunk = viewToBuffer(chunk);
      }
    }
    if (chunk === undefined || chunk.length === 0) return noteNothing(this, state);
  }
  if ((state.bits & kEnded) !== 0) {
    errorOrDestroy(this, new ERR_STREAM_PUSH_AFTER_EOF());
    return false;
  }
  if ((state.bits & kOutOfUse) !== 0) return false;
  state.bits &= ~kReading;
  if (state.extra !== null && state.extra.decoder !== null && !encoding) {
    chunk = state.decoder.write(chunk);
    // Bytes of a character that is not complete yet.
    if ((state.bits & kObjectMode) === 0 && chunk.length === 0) return noteNothing(this, state);
  }
  if (flowsThrough(this, state)) {
    deliver(this, state, chunk);
  } else {
    state.append(chunk);
    if ((state.bits & kNeedReadable) !== 0) emitReadable(this, state);
  }
  if ((state.bits & kByItself) === kByItself && state.length === 0) noteReading(state);
  else maybeReadMore(this, state);
  return canTakeMore(state);
};

/** What asking for more would leave behind, where more comes without being asked for. */
function noteReading(state) {
  if ((state.bits & (kConstructed | kEnded | kOutOfUse)) === kConstructed) {
    state.bits |= kReading | kNeedReadable;
  }
}

Readable.prototype.unshift = function(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return noteEof(this, state);
  if ((state.bits & kObjectMode) === 0) {
    if (typeof chunk === 'string') {
      encoding ||= state.defaultEncoding;
      if (encoding !== state.encoding) {
        chunk = Buffer.from(chunk, encoding);
        // What goes back in front has been decoded before: it stays in the form of the buffer.
        if (state.encoding) chunk = chunk.toString(state.encoding);
      }
    } else if (chunk !== undefined) {
      if (!(chunk instanceof Buffer)) {
        if (!isArrayBufferView(chunk)) return rejectChunk(this, chunk);
        chunk = viewToBuffer(chunk);
      }
      if (state.encoding) chunk = chunk.toString(state.encoding);
    }
    if (chunk === undefined || chunk.length === 0) return canTakeMore(state);
  }
  if ((state.bits & kEndEmitted) !== 0) {
    errorOrDestroy(this, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
    return false;
  }
  if ((state.bits & kOutOfUse) !== 0) return false;
  if (flowsThrough(this, state)) {
    deliver(this, state, chunk);
  } else {
    state.prepend(chunk);
    if ((state.bits & kNeedReadable) !== 0) emitReadable(this, state);
  }
  maybeReadMore(this, state);
  return canTakeMore(state);
};

function rejectChunk(stream, chunk) {
  errorOrDestroy(stream, invalidChunk(chunk));
  return false;
}

/** An answer of _read() without data. */
function noteNothing(stream, state) {
  state.bits &= ~kReading;
  maybeReadMore(stream, state);
  return canTakeMore(state);
}

function noteEof(stream, state) {
  state.bits &= ~kReading;
  if ((state.bits & kEnded) !== 0) return false;
  if (state.decoder !== null) {
    const rest = state.decoder.end();
    if (rest) state.append(rest);
  }
  state.bits |= kEnded;
  if ((state.bits & kSync) !== 0) {
    emitReadable(stream, state);
  } else {
    // Outside _read() nothing has to be waited for: what is left is told of at once.
    state.bits = (state.bits & ~kNeedReadable) | kEmittedReadable;
    emitReadableNow(stream);
  }
  return false;
}

/** Whether a source may go on pushing. */
function canTakeMore(state) {
  return (state.bits & kEnded) === 0 &&
    (state.length < state.highWaterMark || state.length === 0);
}

/** Whether a chunk can skip the buffer. */
function flowsThrough(stream, state) {
  // By its name, which costs less than listenerCount() for each chunk.
  return (state.bits & (kFlowing | kSync)) === kFlowing && state.length === 0 &&
    stream._events?.data !== undefined;
}

function deliver(stream, state, chunk) {
  forgetWriters(state);
  state.bits |= kDataEmitted;
  emitData(stream, chunk);
}

/** As emit('data', chunk): an only listener, as that of a pipe, is found without a look-up by a name's value. */
function emitData(stream, chunk) {
  const listener = stream._events?.data;
  if (typeof listener === 'function' && stream.emit === kOriginalEmit && !stream[kCapture]) {
    ReflectApply(listener, stream, [chunk]);
  } else {
    stream.emit('data', chunk);
  }
}

function forgetWriters(state) {
  const { extra } = state;
  if (extra === null) return;
  if ((state.bits & kMultiAwaitDrain) !== 0) extra.awaitDrainWriters.clear();
  else extra.awaitDrainWriters = null;
}

// --- giving chunks out -----------------------------------------------------------------------

Readable.prototype.isPaused = function() {
  const { bits } = this._readableState;
  return (bits & kPaused) !== 0 || (bits & (kFlowingChosen | kFlowing)) === kFlowingChosen;
};

Readable.prototype.setEncoding = function(encoding) {
  const { StringDecoder } = require('string_decoder');
  const state = this._readableState;
  const decoder = new StringDecoder(encoding);
  if (state.transfer) state.transfer.stop();
  state.decoder = decoder;
  state.encoding = decoder.encoding;
  // What waits already is decoded as well, up to its very end if no more can come.
  let text = '';
  const { chunks } = state;
  if (chunks !== null) {
    for (let i = state.bufferIndex; i < chunks.length; i++) text += decoder.write(chunks[i]);
  }
  if ((state.bits & kEnded) !== 0) text += decoder.end();
  state.replaceBuffer(text);
  return this;
};

/** The high-water mark that makes room for read(n): the next power of two. */
function markFor(n) {
  if (n > kMaxHighWaterMark) throw new ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  let mark = 1;
  while (mark < n) mark *= 2;
  return mark;
}

Readable.prototype.read = function(n) {
  if (n === undefined) n = NaN;
  else if (!NumberIsInteger(n)) n = NumberParseInt(n, 10);
  const state = this._readableState;
  if (state.extra !== null && state.extra.transfer) state.extra.transfer.look();
  const asked = n;
  if (n > state.highWaterMark) state.highWaterMark = markFor(n);
  if (n !== 0) state.bits &= ~kEmittedReadable;

  if (n === 0 && (state.bits & kNeedReadable) !== 0 && isEnoughToTell(state)) {
    if (state.length === 0 && (state.bits & kEnded) !== 0) endReadable(this, state);
    else emitReadable(this, state);
    return null;
  }

  n = state.amountFor(n);
  if (n === 0 && (state.bits & kEnded) !== 0) {
    if (state.length === 0) endReadable(this, state);
    return null;
  }

  // Ask the source when the buffer would fall below its mark.
  const wantsMore = (state.bits & kNeedReadable) !== 0 || state.length === 0 ||
    state.length - n < state.highWaterMark;
  const mask = kConstructed | kEnded | kReading | kDestroyed | kErrored;
  if (wantsMore && (state.bits & mask) === kConstructed) {
    callRead(this, state);
    // A source that has answered at once may have given what was asked for.
    if ((state.bits & kReading) === 0) n = state.amountFor(asked);
  }

  const chunk = n > 0 ? state.take(n) : null;
  if (chunk === null) {
    if (state.length <= state.highWaterMark) state.bits |= kNeedReadable;
    n = 0;
  } else {
    state.length -= n;
    forgetWriters(state);
  }
  if (state.length === 0) {
    if ((state.bits & kEnded) === 0) state.bits |= kNeedReadable;
    else if (asked !== n) endReadable(this, state);
  }
  if (chunk !== null && (state.bits & (kErrorEmitted | kCloseEmitted)) === 0) {
    state.bits |= kDataEmitted;
    emitData(this, chunk);
  }
  return chunk;
};

/** Whether read(0) should tell of what waits and not ask for more. */
function isEnoughToTell(state) {
  if ((state.bits & kEnded) !== 0) return true;
  return state.highWaterMark === 0 ? state.length > 0 : state.length >= state.highWaterMark;
}

function callRead(stream, state) {
  state.bits |= kReading | kSync;
  if (state.length === 0) state.bits |= kNeedReadable;
  try {
    stream._read(state.highWaterMark);
  } catch (err) {
    errorOrDestroy(stream, err);
  }
  state.bits &= ~kSync;
}

Readable.prototype._read = function(size) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

function emitReadable(stream, state) {
  state.bits &= ~kNeedReadable;
  if ((state.bits & kEmittedReadable) !== 0) return;
  state.bits |= kEmittedReadable;
  const extra = state.makeExtra();
  const last = extra.telling;
  // A loop of microtasks that never lets ticks run comes here for every chunk. What would be a tick
  // right behind the newest that waits is one with it: the last id tells that nothing came between.
  if (last !== null && last.id === ids.last) {
    last.times++;
    return;
  }
  const task = { times: 1, id: 0 };
  extra.telling = task;
  process.nextTick(tell, stream, state, task);
  task.id = ids.last;
}

function tell(stream, state, task) {
  if (state.extra.telling === task) state.extra.telling = null;
  try {
    while (task.times > 0) {
      task.times--;
      emitReadableNow(stream);
    }
  } finally {
    // After a listener that threw.
    if (task.times > 0) process.nextTick(tell, stream, state, task);
  }
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if ((state.bits & kOutOfUse) === 0 && (state.length > 0 || (state.bits & kEnded) !== 0)) {
    stream.emit('readable');
    state.bits &= ~kEmittedReadable;
  }
  // Tell again when more comes, unless the stream flows, has ended or holds plenty.
  if ((state.bits & (kFlowing | kEnded)) === 0 && state.length <= state.highWaterMark) {
    state.bits |= kNeedReadable;
  } else {
    state.bits &= ~kNeedReadable;
  }
  flow(stream);
}

function maybeReadMore(stream, state) {
  if ((state.bits & (kReadingMore | kConstructed)) !== kConstructed) return;
  state.bits |= kReadingMore;
  process.nextTick(readMore, stream, state);
}

/** Fills the buffer up to its mark, as long as the source has something at once. */
function readMore(stream, state) {
  while ((state.bits & (kReading | kEnded)) === 0 &&
         (state.length < state.highWaterMark ||
          ((state.bits & kFlowing) !== 0 && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    if (state.length === before) break;
  }
  state.bits &= ~kReadingMore;
}

function flow(stream) {
  const state = stream._readableState;
  while ((state.bits & kFlowing) !== 0 && stream.read() !== null);
}

Readable.prototype.resume = function() {
  const state = this._readableState;
  if ((state.bits & kFlowing) === 0) {
    // A 'readable' listener reads by itself, even if the program asks to resume.
    state.flowing = (state.bits & kReadableListening) === 0;
    if ((state.bits & kResumeScheduled) === 0) {
      state.bits |= kResumeScheduled;
      process.nextTick(resumeNow, this, state);
    }
  }
  state.bits = (state.bits | kPausedChosen) & ~kPaused;
  return this;
};

function resumeNow(stream, state) {
  if ((state.bits & kReading) === 0) stream.read(0);
  state.bits &= ~kResumeScheduled;
  stream.emit('resume');
  flow(stream);
  if ((state.bits & (kFlowing | kReading)) === kFlowing) stream.read(0);
}

Readable.prototype.pause = function() {
  const state = this._readableState;
  if (state.transfer) state.transfer.pause();
  if ((state.bits & (kFlowingChosen | kFlowing)) !== kFlowingChosen) {
    state.flowing = false;
    this.emit('pause');
  }
  state.bits |= kPausedChosen | kPaused;
  return this;
};

function endReadable(stream, state) {
  if ((state.bits & kEndEmitted) !== 0) return;
  state.bits |= kEnded;
  process.nextTick(endReadableNow, stream, state);
}

function endReadableNow(stream, state) {
  // An unshift() may have come in between.
  if ((state.bits & (kErrored | kCloseEmitted | kEndEmitted)) !== 0 || state.length > 0) return;
  state.bits |= kEndEmitted;
  stream.emit('end');
  if (stream.writable && stream.allowHalfOpen === false) {
    process.nextTick(endWritable, stream);
  } else if ((state.bits & kAutoDestroy) !== 0) {
    // A Duplex lives on until its writable side has finished as well.
    const w = stream._writableState;
    if (!w || (w.autoDestroy && (w.finished || w.writable === false))) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

// --- listeners -------------------------------------------------------------------------------

Readable.prototype.on = function(event, listener) {
  const result = ReflectApply(Stream.prototype.on, this, [event, listener]);
  const state = this._readableState;
  if (state.transfer && (event === 'data' || event === 'readable')) {
    state.transfer.observe();
  }
  if (event === 'data') {
    state.readableListening = this.listenerCount('readable') > 0;
    if (state.flowing !== false) this.resume();
  } else if (event === 'readable' &&
             (state.bits & (kEndEmitted | kReadableListening)) === 0) {
    state.flowing = false;
    state.bits = (state.bits | kReadableListening | kNeedReadable) & ~kEmittedReadable;
    if (state.length > 0) emitReadable(this, state);
    else if ((state.bits & kReading) === 0) process.nextTick(readNothing, this);
  }
  return result;
};
Readable.prototype.addListener = Readable.prototype.on;

function readNothing(stream) {
  stream.read(0);
}

Readable.prototype.removeListener = function(event, listener) {
  const result = ReflectApply(Stream.prototype.removeListener, this, [event, listener]);
  // A tick later: a once('readable') that adds itself again must not make the stream flow.
  if (event === 'readable') process.nextTick(reconsiderFlow, this);
  return result;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function(event) {
  const result = ReflectApply(Stream.prototype.removeAllListeners, this, arguments);
  if (event === 'readable' || event === undefined) process.nextTick(reconsiderFlow, this);
  return result;
};

function reconsiderFlow(stream) {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount('readable') > 0;
  if ((state.bits & kResumeScheduled) !== 0 &&
      (state.bits & (kPausedChosen | kPaused)) === kPausedChosen) {
    state.flowing = true;
  } else if (stream.listenerCount('data') > 0) {
    stream.resume();
  } else if ((state.bits & kReadableListening) === 0) {
    state.flowing = null;
  }
}

// --- other ways to read ----------------------------------------------------------------------

Readable.prototype.pipe = function(destination, options) {
  return require('stream/pipe').pipe(this, destination, options);
};

Readable.prototype.unpipe = function(destination) {
  return require('stream/pipe').unpipe(this, destination);
};

/** Takes over the data of a stream of the old kind, which knows no read(). */
Readable.prototype.wrap = function(stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!this.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => {
    this.push(null);
  });
  stream.on('error', (err) => {
    errorOrDestroy(this, err);
  });
  stream.on('close', () => {
    this.destroy();
  });
  stream.on('destroy', () => {
    this.destroy();
  });
  this._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };
  // The wrapped stream's own methods stay at hand.
  const keys = ObjectKeys(stream);
  for (let i = 0; i < keys.length; i++) {
    const method = stream[keys[i]];
    if (this[keys[i]] === undefined && typeof method === 'function') {
      this[keys[i]] = FunctionPrototypeBind(method, stream);
    }
  }
  return this;
};

Readable.prototype[SymbolAsyncIterator] = function() {
  return require('stream/async_iterator').iterate(this);
};

Readable.prototype.iterator = function(options) {
  if (options !== undefined) validateObject(options, 'options');
  return require('stream/async_iterator').iterate(this, options);
};

// --- end of life -----------------------------------------------------------------------------

Readable.prototype.destroy = destroy;
Readable.prototype._undestroy = undestroy;

Readable.prototype._destroy = function(err, callback) {
  callback(err);
};

Readable.prototype[captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

disposeAsync(Readable.prototype, (stream) => stream.readableEnded);

// --- accessors and statics -------------------------------------------------------------------

defineSideAccessors(Readable.prototype, '_readableState', {
  readableDidRead: { fallback: undefined, read: (state) => state.dataEmitted },
  readableAborted: {
    fallback: false,
    read: (state) => state.readable !== false && (state.bits & kOutOfUse) !== 0 &&
      (state.bits & kEndEmitted) === 0,
  },
  readableHighWaterMark: { fallback: undefined, read: (state) => state.highWaterMark },
  readableBuffer: { fallback: undefined, read: (state) => state.buffer },
  readableLength: { fallback: undefined, read: (state) => state.length },
  readableObjectMode: { fallback: false, read: (state) => state.objectMode },
  readableEncoding: { fallback: null, read: (state) => state.encoding },
  errored: { fallback: null, read: (state) => state.errored },
  closed: { fallback: false, read: (state) => state.closed },
  readableEnded: { fallback: false, read: (state) => state.endEmitted },
});

ObjectDefineProperties(Readable.prototype, {
  readable: {
    __proto__: null,
    configurable: true,
    get() {
      const state = this._readableState;
      return Boolean(state) && state.readable !== false &&
        (state.bits & (kDestroyed | kErrorEmitted | kEndEmitted)) === 0;
    },
    set(value) {
      if (this._readableState) this._readableState.readable = Boolean(value);
    },
  },
  readableFlowing: {
    __proto__: null,
    configurable: true,
    get() {
      return this._readableState.flowing;
    },
    set(value) {
      if (this._readableState) this._readableState.flowing = value;
    },
  },
  destroyed: {
    __proto__: null,
    configurable: true,
    get() {
      return this._readableState ? this._readableState.destroyed : false;
    },
    set(value) {
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
});

/** The stream as a source of stream/iter. */
Readable.prototype[SymbolFor('Stream.toAsyncStreamable')] = function() {
  if (require('internal/options').getOptionValue('--experimental-stream-iter') !== true) {
    throw new ERR_STREAM_ITER_MISSING_FLAG();
  }
  return require('stream/iter/classic_readable').streamableOf(this);
};

// Old programs take apart a buffer with this.
Readable._fromList = (n, state) => state.take(n);

Readable.from = function(iterable, options) {
  return require('stream/from').from(Readable, iterable, options);
};

Readable.fromWeb = function(readableStream, options) {
  return require('stream/web_adapters')
    .newStreamReadableFromReadableStream(readableStream, options);
};

Readable.toWeb = function(streamReadable, options) {
  return require('stream/web_adapters')
    .newReadableStreamFromStreamReadable(streamReadable, options);
};

Readable.wrap = function(source, options) {
  return new Readable({
    objectMode: source.readableObjectMode ?? source.objectMode ?? true,
    ...options,
    destroy(err, callback) {
      destroyer(source, err);
      callback(err);
    },
  }).wrap(source);
};

module.exports = Readable;
ObjectDefineProperties(Readable, {
  // For Duplex; not enumerable, so that programs do not meet it.
  initReadable: { __proto__: null, value: initReadable },
  startReading: { __proto__: null, value: startReading },
});
