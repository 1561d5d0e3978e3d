'use strict';
// Readable: the side that gives data. Owner: stream. Chunks wait in an array with a moving start; flowing or paused, one
// _read() is under way at a time, and more is read while less than the high-water mark waits.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  FunctionPrototypeBind,
  NumberIsInteger,
  NumberIsNaN,
  NumberParseInt,
  ObjectDefineProperties,
  ObjectKeys,
  ObjectSetPrototypeOf,
  Promise,
  SafeSet,
  Symbol,
  SymbolAsyncDispose,
  SymbolAsyncIterator,
  TypedArrayPrototypeSet,
} = primordials;

const EventEmitter = require('events');
const { Stream, prependListener } = require('stream/legacy');
const { Buffer } = require('buffer');
const destroyImpl = require('stream/destroy');
const { errorOrDestroy } = destroyImpl;
const { highWaterMarkOf, getDefaultHighWaterMark } = require('stream/high_water_mark');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_PUSH_AFTER_EOF,
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const {
  bit,
  defineSharedBits,
  kAutoDestroy,
  kClosed,
  kConstructed,
  kDataEmitted,
  kDestroyed,
  kEmitClose,
  kEmittedReadable,
  kEndEmitted,
  kEnded,
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
  kSync,
} = require('stream/bits');

const kPausedSymbol = Symbol('kPaused');

class ReadableState {
  constructor(options, stream, isDuplex) {
    let bits = kConstructed | kSync;
    if (options?.objectMode || (isDuplex && options?.readableObjectMode)) bits |= kObjectMode;
    if (options?.emitClose !== false) bits |= kEmitClose;
    if (options?.autoDestroy !== false) bits |= kAutoDestroy;
    this.bits = bits;
    this.highWaterMark = options ?
      highWaterMarkOf(options, (bits & kObjectMode) !== 0, 'readableHighWaterMark', isDuplex) :
      getDefaultHighWaterMark(false);
    this.buffer = [];
    this.bufferIndex = 0;
    this.length = 0;
    this.pipes = [];
    this.awaitDrainWriters = null;
    this.error = undefined;
    this.defaultEncoding = 'utf8';
    const given = options?.defaultEncoding;
    if (given !== undefined && given !== null && given !== 'utf8' && given !== 'utf-8') {
      if (!Buffer.isEncoding(given)) throw new ERR_UNKNOWN_ENCODING(given);
      this.defaultEncoding = given;
    }
    this.decoder = null;
    this.encoding = null;
    if (options?.encoding) {
      const { StringDecoder } = require('string_decoder');
      this.decoder = new StringDecoder(options.encoding);
      this.encoding = options.encoding;
    }
  }
}

// true, false, or null while nobody has chosen.
function chosen(valueMask, chosenMask) {
  return {
    __proto__: null,
    enumerable: false,
    configurable: true,
    get() {
      return (this.bits & chosenMask) === 0 ? null : (this.bits & valueMask) !== 0;
    },
    set(value) {
      if (value === null || value === undefined) this.bits &= ~(valueMask | chosenMask);
      else if (value) this.bits |= valueMask | chosenMask;
      else this.bits = (this.bits | chosenMask) & ~valueMask;
    },
  };
}

defineSharedBits(ReadableState.prototype);
ObjectDefineProperties(ReadableState.prototype, {
  endEmitted: bit(kEndEmitted),
  reading: bit(kReading),
  needReadable: bit(kNeedReadable),
  emittedReadable: bit(kEmittedReadable),
  readableListening: bit(kReadableListening),
  resumeScheduled: bit(kResumeScheduled),
  readingMore: bit(kReadingMore),
  dataEmitted: bit(kDataEmitted),
  multiAwaitDrain: bit(kMultiAwaitDrain),
  flowing: chosen(kFlowing, kFlowingChosen),
  [kPausedSymbol]: chosen(kPaused, kPausedChosen),
  pipesCount: { __proto__: null, get() { return this.pipes.length; } },
  paused: { __proto__: null, get() { return this[kPausedSymbol] !== false; }, set(v) { this[kPausedSymbol] = !!v; } },
});

function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  this._events ??= {
    close: undefined, error: undefined, data: undefined, end: undefined, readable: undefined,
  };
  this._readableState = new ReadableState(options, this, false);
  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) require('stream/add_abort_signal').addAbortSignal(options.signal, this);
  }
  Stream.call(this, options);
  if (typeof this._construct === 'function') {
    destroyImpl.construct(this, () => {
      if ((this._readableState.bits & kNeedReadable) !== 0) maybeReadMore(this, this._readableState);
    });
  }
}
ObjectSetPrototypeOf(Readable.prototype, Stream.prototype);
ObjectSetPrototypeOf(Readable, Stream);
Readable.ReadableState = ReadableState;

Readable.prototype.destroy = destroyImpl.destroy;
Readable.prototype._undestroy = destroyImpl.undestroy;
Readable.prototype._destroy = function(err, callback) {
  callback(err);
};
Readable.prototype[EventEmitter.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};
Readable.prototype[SymbolAsyncDispose] = function() {
  let error;
  if (!this.destroyed) {
    error = this.readableEnded ? null : new AbortError();
    this.destroy(error);
  }
  const { eos } = require('stream/end_of_stream');
  return new Promise((resolve, reject) => {
    eos(this, (err) => (err && err !== error ? reject(err) : resolve(null)));
  });
};

Readable.prototype.push = function(chunk, encoding) {
  return addChunk(this, chunk, encoding, false);
};

Readable.prototype.unshift = function(chunk, encoding) {
  return addChunk(this, chunk, encoding, true);
};

// Takes what a source gives; answers whether it may give more at once.
function addChunk(stream, chunk, encoding, atFront) {
  const state = stream._readableState;
  if (chunk === null) {
    state.bits &= ~kReading;
    onEof(stream, state);
    return false;
  }
  if ((state.bits & kObjectMode) === 0) {
    if (typeof chunk === 'string') {
      encoding ||= state.defaultEncoding;
      if (state.encoding !== encoding) {
        if (atFront && state.encoding) {
          // What goes back in front was decoded once: it keeps its text form.
          chunk = Buffer.from(chunk, encoding).toString(state.encoding);
        } else {
          chunk = Buffer.from(chunk, encoding);
          encoding = '';
        }
      }
    } else if (chunk instanceof Buffer) {
      encoding = '';
    } else if (Stream._isArrayBufferView(chunk)) {
      chunk = Stream._uint8ArrayToBuffer(chunk);
      encoding = '';
    } else if (chunk !== undefined) {
      errorOrDestroy(stream, new ERR_INVALID_ARG_TYPE(
        'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
      return false;
    }
    if (chunk === undefined || chunk.length <= 0) {
      state.bits &= ~kReading;
      maybeReadMore(stream, state);
      return canPushMore(state);
    }
  } else if (chunk === undefined) {
    // An object stream may carry anything but null; undefined was never data.
    state.bits &= ~kReading;
    maybeReadMore(stream, state);
    return canPushMore(state);
  }

  if (atFront) {
    if ((state.bits & kEndEmitted) !== 0) {
      errorOrDestroy(stream, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
    } else if ((state.bits & (kDestroyed | kErrored)) !== 0) {
      return false;
    } else {
      deliver(stream, state, chunk, true);
    }
    return canPushMore(state);
  }
  if ((state.bits & kEnded) !== 0) {
    errorOrDestroy(stream, new ERR_STREAM_PUSH_AFTER_EOF());
    return false;
  }
  if ((state.bits & (kDestroyed | kErrored)) !== 0) return false;
  state.bits &= ~kReading;
  if (state.decoder !== null && !encoding) {
    chunk = state.decoder.write(chunk);
    if ((state.bits & kObjectMode) === 0 && chunk.length === 0) {
      maybeReadMore(stream, state);
      return canPushMore(state);
    }
  }
  deliver(stream, state, chunk, false);
  return canPushMore(state);
}

function canPushMore(state) {
  return (state.bits & kEnded) === 0 && (state.length < state.highWaterMark || state.length === 0);
}

// To the listeners at once where nothing waits, else into the buffer.
function deliver(stream, state, chunk, atFront) {
  if ((state.bits & (kFlowing | kSync)) === kFlowing && state.length === 0 && stream.listenerCount('data') > 0) {
    if ((state.bits & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.clear();
    else state.awaitDrainWriters = null;
    state.bits |= kDataEmitted;
    stream.emit('data', chunk);
  } else {
    state.length += (state.bits & kObjectMode) !== 0 ? 1 : chunk.length;
    if (!atFront) {
      state.buffer.push(chunk);
    } else if (state.bufferIndex > 0) {
      state.buffer[--state.bufferIndex] = chunk;
    } else {
      state.buffer.unshift(chunk);
    }
    if ((state.bits & kNeedReadable) !== 0) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

Readable.prototype.isPaused = function() {
  const state = this._readableState;
  return state[kPausedSymbol] === true || state.flowing === false;
};

Readable.prototype.setEncoding = function(encoding) {
  const { StringDecoder } = require('string_decoder');
  const decoder = new StringDecoder(encoding);
  const state = this._readableState;
  state.decoder = decoder;
  state.encoding = decoder.encoding;
  let content = '';
  for (let i = state.bufferIndex; i < state.buffer.length; i++) content += decoder.write(state.buffer[i]);
  state.buffer = content === '' ? [] : [content];
  state.bufferIndex = 0;
  state.length = content.length;
  return this;
};

// No mark grows past this.
const kMaxHighWaterMark = 0x40000000;

function nextPowerOfTwo(n) {
  if (n > kMaxHighWaterMark) throw new ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  n--;
  n |= n >>> 1;
  n |= n >>> 2;
  n |= n >>> 4;
  n |= n >>> 8;
  n |= n >>> 16;
  return n + 1;
}

function howMuchToRead(n, state) {
  if (n <= 0 || (state.length === 0 && (state.bits & kEnded) !== 0)) return 0;
  if ((state.bits & kObjectMode) !== 0) return 1;
  if (NumberIsNaN(n)) {
    // Flowing: one chunk at a time, so that none is copied.
    if ((state.bits & kFlowing) !== 0 && state.length) return state.buffer[state.bufferIndex].length;
    return state.length;
  }
  if (n <= state.length) return n;
  return (state.bits & kEnded) !== 0 ? state.length : 0;
}

Readable.prototype.read = function(n) {
  if (n === undefined) n = NaN;
  else if (!NumberIsInteger(n)) n = NumberParseInt(n, 10);
  const state = this._readableState;
  const asked = n;
  if (n > state.highWaterMark) state.highWaterMark = nextPowerOfTwo(n);
  if (n !== 0) state.bits &= ~kEmittedReadable;

  // read(0) with data at hand only tells of it.
  if (n === 0 && (state.bits & kNeedReadable) !== 0 &&
      ((state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0) ||
       (state.bits & kEnded) !== 0)) {
    if (state.length === 0 && (state.bits & kEnded) !== 0) endReadable(this);
    else emitReadable(this);
    return null;
  }
  n = howMuchToRead(n, state);
  if (n === 0 && (state.bits & kEnded) !== 0) {
    if (state.length === 0) endReadable(this);
    return null;
  }

  let doRead = (state.bits & kNeedReadable) !== 0;
  if (state.length === 0 || state.length - n < state.highWaterMark) doRead = true;
  if ((state.bits & (kEnded | kReading | kDestroyed | kErrored | kConstructed)) !== kConstructed) {
    doRead = false;
  } else if (doRead) {
    state.bits |= kReading | kSync;
    if (state.length === 0) state.bits |= kNeedReadable;
    try {
      this._read(state.highWaterMark);
    } catch (err) {
      errorOrDestroy(this, err);
    }
    state.bits &= ~kSync;
    // A source that answered at once may have given what was asked for.
    if ((state.bits & kReading) === 0) n = howMuchToRead(asked, state);
  }

  const result = n > 0 ? take(n, state) : null;
  if (result === null) {
    if (state.length <= state.highWaterMark) state.bits |= kNeedReadable;
    n = 0;
  } else {
    state.length -= n;
    if ((state.bits & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.clear();
    else state.awaitDrainWriters = null;
  }
  if (state.length === 0) {
    if ((state.bits & kEnded) === 0) state.bits |= kNeedReadable;
    if (asked !== n && (state.bits & kEnded) !== 0) endReadable(this);
  }
  if (result !== null && (state.bits & (kErrored | kDestroyed)) === 0) {
    state.bits |= kDataEmitted;
    this.emit('data', result);
  }
  return result;
};

// Takes `n` bytes or units, or one object, from the front of the buffer.
function take(n, state) {
  if (state.length === 0) return null;
  const { buffer } = state;
  let index = state.bufferIndex;
  let result;
  if ((state.bits & kObjectMode) !== 0) {
    result = buffer[index];
    buffer[index++] = undefined;
  } else if (!n || n >= state.length) {
    if (buffer.length - index === 1) {
      result = buffer[index];
    } else if (state.decoder !== null) {
      result = '';
      for (let i = index; i < buffer.length; i++) result += buffer[i];
    } else {
      const rest = index === 0 ? buffer : ArrayPrototypeSlice(buffer, index);
      result = Buffer.concat(rest, state.length);
    }
    index = buffer.length;
  } else if (n < buffer[index].length) {
    result = buffer[index].slice(0, n);
    buffer[index] = buffer[index].slice(n);
  } else if (n === buffer[index].length) {
    result = buffer[index];
    buffer[index++] = undefined;
  } else {
    const isText = state.decoder !== null;
    result = isText ? '' : Buffer.allocUnsafe(n);
    let left = n;
    while (left > 0) {
      const chunk = buffer[index];
      const part = chunk.length <= left ? chunk : chunk.slice(0, left);
      if (isText) result += part;
      else TypedArrayPrototypeSet(result, part, n - left);
      left -= part.length;
      if (part === chunk) buffer[index++] = undefined;
      else buffer[index] = chunk.slice(part.length);
    }
  }
  if (index === buffer.length) {
    state.buffer = [];
    state.bufferIndex = 0;
  } else if (index > 1024) {
    state.buffer = ArrayPrototypeSlice(buffer, index);
    state.bufferIndex = 0;
  } else {
    state.bufferIndex = index;
  }
  return result;
}

function onEof(stream, state) {
  if ((state.bits & kEnded) !== 0) return;
  if (state.decoder !== null) {
    const chunk = state.decoder.end();
    if (chunk?.length) {
      state.buffer.push(chunk);
      state.length += (state.bits & kObjectMode) !== 0 ? 1 : chunk.length;
    }
  }
  state.bits |= kEnded;
  if ((state.bits & kSync) !== 0) {
    emitReadable(stream);
  } else {
    state.bits = (state.bits & ~kNeedReadable) | kEmittedReadable;
    emitReadableNow(stream);
  }
}

function emitReadable(stream) {
  const state = stream._readableState;
  state.bits &= ~kNeedReadable;
  if ((state.bits & kEmittedReadable) === 0) {
    state.bits |= kEmittedReadable;
    process.nextTick(emitReadableNow, stream);
  }
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if ((state.bits & (kDestroyed | kErrored)) === 0 && (state.length || (state.bits & kEnded) !== 0)) {
    stream.emit('readable');
    state.bits &= ~kEmittedReadable;
  }
  const wantsMore = (state.bits & (kFlowing | kEnded)) === 0 && state.length <= state.highWaterMark;
  if (wantsMore) state.bits |= kNeedReadable;
  else state.bits &= ~kNeedReadable;
  flow(stream);
}

function maybeReadMore(stream, state) {
  if ((state.bits & (kReadingMore | kConstructed)) === kConstructed) {
    state.bits |= kReadingMore;
    process.nextTick(readMore, stream, state);
  }
}

function readMore(stream, state) {
  while ((state.bits & (kReading | kEnded)) === 0 &&
         (state.length < state.highWaterMark || ((state.bits & kFlowing) !== 0 && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    if (before === state.length) break;
  }
  state.bits &= ~kReadingMore;
}

Readable.prototype._read = function() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

Readable.prototype.pipe = function(destination, options) {
  const source = this;
  const state = this._readableState;
  if (state.pipes.length === 1 && (state.bits & kMultiAwaitDrain) === 0) {
    state.bits |= kMultiAwaitDrain;
    state.awaitDrainWriters = new SafeSet(state.awaitDrainWriters ? [state.awaitDrainWriters] : []);
  }
  state.pipes.push(destination);

  const endsIt = (!options || options.end !== false) && destination !== process.stdout && destination !== process.stderr;
  const endFn = endsIt ? onEnd : unpipe;
  if ((state.bits & kEndEmitted) !== 0) process.nextTick(endFn);
  else source.once('end', endFn);

  destination.on('unpipe', onUnpipe);
  function onUnpipe(readable, info) {
    if (readable === source && info && info.hasUnpiped === false) {
      info.hasUnpiped = true;
      cleanUp();
    }
  }
  function onEnd() {
    destination.end();
  }

  let onDrain;
  let cleanedUp = false;
  function cleanUp() {
    destination.removeListener('close', onClose);
    destination.removeListener('finish', onFinish);
    if (onDrain) destination.removeListener('drain', onDrain);
    destination.removeListener('error', onError);
    destination.removeListener('unpipe', onUnpipe);
    source.removeListener('end', onEnd);
    source.removeListener('end', unpipe);
    source.removeListener('data', onData);
    cleanedUp = true;
    // Another source may wait for this destination to drain: it must hear of it.
    if (onDrain && state.awaitDrainWriters &&
        (!destination._writableState || destination._writableState.needDrain)) {
      onDrain();
    }
  }

  function pause() {
    if (!cleanedUp) {
      if (state.pipes.length === 1 && state.pipes[0] === destination) {
        state.awaitDrainWriters = destination;
        state.bits &= ~kMultiAwaitDrain;
      } else if (state.pipes.length > 1 && ArrayPrototypeIndexOf(state.pipes, destination) !== -1) {
        state.awaitDrainWriters.add(destination);
      }
      source.pause();
    }
    if (!onDrain) {
      onDrain = pipeOnDrain(source, destination);
      destination.on('drain', onDrain);
    }
  }

  source.on('data', onData);
  function onData(chunk) {
    if (destination.write(chunk) === false) pause();
  }

  function onError(err) {
    unpipe();
    destination.removeListener('error', onError);
    if (destination.listenerCount('error') === 0) {
      const s = destination._writableState || destination._readableState;
      if (s && !s.errorEmitted) errorOrDestroy(destination, err);
      else destination.emit('error', err);
    }
  }
  prependListener(destination, 'error', onError);

  function onClose() {
    destination.removeListener('finish', onFinish);
    unpipe();
  }
  destination.once('close', onClose);
  function onFinish() {
    destination.removeListener('close', onClose);
    unpipe();
  }
  destination.once('finish', onFinish);
  function unpipe() {
    source.unpipe(destination);
  }

  destination.emit('pipe', source);
  if (destination.writableNeedDrain === true) pause();
  else if ((state.bits & kFlowing) === 0) source.resume();
  return destination;
};

function pipeOnDrain(source, destination) {
  return function() {
    const state = source._readableState;
    if (state.awaitDrainWriters === destination) state.awaitDrainWriters = null;
    else if ((state.bits & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.delete(destination);
    if ((!state.awaitDrainWriters || state.awaitDrainWriters.size === 0) && source.listenerCount('data')) {
      source.resume();
    }
  };
}

Readable.prototype.unpipe = function(destination) {
  const state = this._readableState;
  if (state.pipes.length === 0) return this;
  if (!destination) {
    const all = state.pipes;
    state.pipes = [];
    this.pause();
    for (let i = 0; i < all.length; i++) all[i].emit('unpipe', this, { hasUnpiped: false });
    return this;
  }
  const index = ArrayPrototypeIndexOf(state.pipes, destination);
  if (index === -1) return this;
  ArrayPrototypeSplice(state.pipes, index, 1);
  if (state.pipes.length === 0) this.pause();
  destination.emit('unpipe', this, { hasUnpiped: false });
  return this;
};

Readable.prototype.on = function(event, listener) {
  const result = Stream.prototype.on.call(this, event, listener);
  const state = this._readableState;
  if (event === 'data') {
    state.readableListening = this.listenerCount('readable') > 0;
    if (state.flowing !== false) this.resume();
  } else if (event === 'readable') {
    if ((state.bits & (kEndEmitted | kReadableListening)) === 0) {
      state.bits |= kReadableListening | kNeedReadable;
      state.flowing = false;
      state.bits &= ~kEmittedReadable;
      if (state.length) emitReadable(this);
      else if ((state.bits & kReading) === 0) process.nextTick(readNothing, this);
    }
  }
  return result;
};
Readable.prototype.addListener = Readable.prototype.on;

Readable.prototype.removeListener = function(event, listener) {
  const result = Stream.prototype.removeListener.call(this, event, listener);
  if (event === 'readable') {
    // In the next tick: a listener that was replaced must not make it flow.
    process.nextTick(updateReadableListening, this);
  }
  return result;
};
Readable.prototype.off = Readable.prototype.removeListener;

Readable.prototype.removeAllListeners = function(event) {
  const result = Stream.prototype.removeAllListeners.apply(this, arguments);
  if (event === 'readable' || event === undefined) process.nextTick(updateReadableListening, this);
  return result;
};

function updateReadableListening(stream) {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount('readable') > 0;
  if ((state.bits & kResumeScheduled) !== 0 && state[kPausedSymbol] === false) {
    state.flowing = true;
  } else if (stream.listenerCount('data') > 0) {
    stream.resume();
  } else if ((state.bits & kReadableListening) === 0) {
    state.flowing = null;
  }
}

function readNothing(stream) {
  stream.read(0);
}

Readable.prototype.resume = function() {
  const state = this._readableState;
  if ((state.bits & kFlowing) === 0) {
    // With a 'readable' listener the program reads by itself.
    state.flowing = (state.bits & kReadableListening) === 0;
    if ((state.bits & kResumeScheduled) === 0) {
      state.bits |= kResumeScheduled;
      process.nextTick(resumeNow, this, state);
    }
  }
  state[kPausedSymbol] = false;
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
  if (state.flowing !== false) {
    state.flowing = false;
    this.emit('pause');
  }
  state[kPausedSymbol] = true;
  return this;
};

function flow(stream) {
  const state = stream._readableState;
  while ((state.bits & kFlowing) !== 0 && stream.read() !== null);
}

Readable.prototype.wrap = function(stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!this.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => this.push(null));
  stream.on('error', (err) => errorOrDestroy(this, err));
  stream.on('close', () => this.destroy());
  stream.on('destroy', () => this.destroy());
  this._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };
  const keys = ObjectKeys(stream);
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i];
    if (this[key] === undefined && typeof stream[key] === 'function') {
      this[key] = FunctionPrototypeBind(stream[key], stream);
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

function endReadable(stream) {
  const state = stream._readableState;
  if ((state.bits & kEndEmitted) === 0) {
    state.bits |= kEnded;
    process.nextTick(endNow, state, stream);
  }
}

function endNow(state, stream) {
  if ((state.bits & (kErrored | kClosed | kEndEmitted)) !== 0 || state.length !== 0) return;
  state.bits |= kEndEmitted;
  stream.emit('end');
  if (stream.writable && stream.allowHalfOpen === false) {
    process.nextTick(endWritable, stream);
  } else if ((state.bits & kAutoDestroy) !== 0) {
    // A Duplex is destroyed when its writable side is over as well.
    const w = stream._writableState;
    if (!w || (w.autoDestroy && (w.finished || w.writable === false))) stream.destroy();
  }
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

function ofState(read, fallback) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      const state = this._readableState;
      return state ? read(state) : fallback;
    },
  };
}

ObjectDefineProperties(Readable.prototype, {
  readable: {
    __proto__: null,
    configurable: true,
    get() {
      const state = this._readableState;
      // A side that was switched off is not readable; one that has ended but not told so still is.
      return Boolean(state) && state.readable !== false &&
        (state.bits & (kDestroyed | kErrored | kEndEmitted)) === 0;
    },
    set(value) {
      if (this._readableState) this._readableState.readable = Boolean(value);
    },
  },
  readableDidRead: ofState((state) => state.dataEmitted, undefined),
  readableAborted: ofState((state) => state.readable !== false &&
    (state.destroyed || state.errored !== null) && !state.endEmitted, false),
  readableHighWaterMark: ofState((state) => state.highWaterMark, undefined),
  readableBuffer: ofState((state) => ArrayPrototypeSlice(state.buffer, state.bufferIndex), undefined),
  readableFlowing: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() { return this._readableState.flowing; },
    set(value) {
      if (this._readableState) this._readableState.flowing = value;
    },
  },
  readableLength: ofState((state) => state.length, undefined),
  readableObjectMode: ofState((state) => state.objectMode, false),
  readableEncoding: ofState((state) => state.encoding, null),
  errored: ofState((state) => state.errored, null),
  closed: ofState((state) => state.closed, false),
  destroyed: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() { return this._readableState ? this._readableState.destroyed : false; },
    set(value) {
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
  readableEnded: ofState((state) => state.endEmitted, false),
});

Readable._fromList = take;
Readable.from = function(iterable, options) {
  return require('stream/from').from(Readable, iterable, options);
};
Readable.fromWeb = function(stream, options) {
  return require('stream/web_adapters').newStreamReadableFromReadableStream(stream, options);
};
Readable.toWeb = function(stream, options) {
  return require('stream/web_adapters').newReadableStreamFromStreamReadable(stream, options);
};
Readable.wrap = function(source, options) {
  return new Readable({
    objectMode: source.readableObjectMode ?? source.objectMode ?? true,
    ...options,
    destroy(err, callback) {
      destroyImpl.destroyer(source, err);
      callback(err);
    },
  }).wrap(source);
};

module.exports = Readable;
