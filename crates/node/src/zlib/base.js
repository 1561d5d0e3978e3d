'use strict';
// The stream under every class of node:zlib: a Transform whose work is steps of a native codec. Owner: zlib. One job runs
// at a time; each fills the output memory that this file makes, and what it filled is pushed as views of it, none longer
// than `chunkSize`, as long as the reader has room. A job that filled its memory shows that more is to come: the next gets
// as much as the reader can hold, so that a large output costs few jobs, and runs once all is pushed, while the reader
// works on that. What it gives is held until the reader wants it.

const {
  ArrayPrototypePush,
  FunctionPrototypeCall,
  MathCeil,
  MathMax,
  MathMin,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Symbol,
} = primordials;

const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_INTERNAL_ASSERTION, ERR_INVALID_ARG_TYPE, ERR_TRAILING_JUNK_AFTER_STREAM_END },
} = require('internal/errors');
const { checkRangesOrGetDefault, validateFiniteNumber } = require('internal/validators');
const Transform = require('stream/transform');
const { constants: { Z_DEFAULT_STRATEGY, Z_FINISH, Z_FIXED, Z_MAX_LEVEL, Z_MIN_LEVEL, Z_SYNC_FLUSH } } =
  require('zlib/constants');
const { Handle, checkLength, errorOf, outOfBounds } = require('zlib/handle');
const { settingsOf } = require('zlib/options');

// The memory for one job holds at most so many chunks.
const kMaxChunks = 8;

const kFlushKind = Symbol('kFlushKind');
const kParams = Symbol('kParams');
const kFlushes = Symbol('kFlushes');
const kError = Symbol('kError');
// Output waits for the reader to have room: what is left to be pushed, or that of the next step.
const kIsWaiting = Symbol('kIsWaiting');

/** Writes without bytes that stand for flushes of each kind. */
const flushMarks = [];
for (let kind = 0; kind <= 5; kind++) {
  const mark = new FastBuffer();
  mark[kFlushKind] = kind;
  ArrayPrototypePush(flushMarks, mark);
}

// How much a kind of flush does, by its number.
const kFlushRank = [0, 2, 3, 4, 5, 1];

function strongerFlush(a, b) {
  return kFlushRank[a] > kFlushRank[b] ? a : b;
}

function assertOpen(stream) {
  if (!stream._handle) throw new ERR_INTERNAL_ASSERTION('zlib binding closed');
}

function ZlibBase(options, format) {
  const settings = settingsOf(format, options);
  const handle = new Handle(settings, onAnswer);
  // Data is bytes on both sides, whatever the options say.
  const given = options?.encoding || options?.objectMode || options?.writableObjectMode ?
    { ...options, encoding: null, objectMode: false, writableObjectMode: false } : options;
  FunctionPrototypeCall(Transform, this, { autoDestroy: true, ...given });
  handle.owner = this;
  this.bytesWritten = 0;
  this._handle = handle;
  this._outBuffer = Buffer.allocUnsafe(settings.chunkSize);
  this._outOffset = 0;
  this._chunkSize = settings.chunkSize;
  this._defaultFlushFlag = settings.flush;
  this._finishFlushFlag = settings.finishFlush;
  this._defaultFullFlushFlag = settings.flushes.full;
  this._info = options?.info;
  this._maxOutputLength = settings.maxOutputLength;
  this._rejectGarbageAfterEnd = settings.rejectGarbageAfterEnd;
  this[kFlushes] = settings.flushes;
  this[kError] = null;
  this[kIsWaiting] = false;
}
ObjectSetPrototypeOf(ZlibBase.prototype, Transform.prototype);
ObjectSetPrototypeOf(ZlibBase, Transform);

ObjectDefineProperty(ZlibBase.prototype, '_closed', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return !this._handle;
  },
});

ZlibBase.prototype.reset = function() {
  assertOpen(this);
  return this._handle.reset();
};

// Called when the input has ended, to give what is still held back.
ZlibBase.prototype._flush = function(callback) {
  this._transform(new FastBuffer(), '', callback);
};

// Transform's own would run _flush() a second time.
ZlibBase.prototype._final = function(callback) {
  callback();
};

ZlibBase.prototype.flush = function(kind, callback) {
  if (typeof kind === 'function') {
    callback = kind;
    kind = undefined;
  }
  const { least, most } = this[kFlushes];
  kind = checkRangesOrGetDefault(kind, 'kind', least, most, this._defaultFullFlushFlag);
  writeMark(this, flushMarks[kind], callback);
};

function writeMark(stream, mark, callback) {
  if (stream.writableFinished) {
    if (callback) process.nextTick(callback);
  } else if (stream.writableEnded) {
    if (callback) stream.once('end', callback);
  } else {
    stream.write(mark, '', callback);
  }
}

ZlibBase.prototype.close = function(callback) {
  if (callback) require('stream/end_of_stream').eos(this, callback);
  this.destroy();
};

function closeHandle(stream) {
  const handle = stream._handle;
  // The handle may be taken away by the program, or while an error is told.
  if (!handle) return;
  stream._handle = null;
  handle.close();
}

ZlibBase.prototype._destroy = function(error, callback) {
  closeHandle(this);
  callback(error);
};

ZlibBase.prototype._transform = function(chunk, encoding, callback) {
  let flushFlag = this._defaultFlushFlag;
  if (typeof chunk[kFlushKind] === 'number') flushFlag = chunk[kFlushKind];
  // The last chunk can be finished at once; a flush behind it, which has no bytes, is then one that finishes too.
  if (this.writableEnded && this.writableLength === chunk.byteLength) {
    flushFlag = strongerFlush(flushFlag, this._finishFlushFlag);
  }
  startChunk(this, chunk, flushFlag, callback);
};

// Packages call it without a callback for the synchronous form (pngjs, minizlib).
ZlibBase.prototype._processChunk = function(chunk, flushFlag, callback) {
  if (typeof callback === 'function') startChunk(this, chunk, flushFlag, callback);
  else return processSync(this, chunk, flushFlag);
};

// The read that had no room before now has.
ZlibBase.prototype._read = function(size) {
  if (!this[kIsWaiting]) {
    FunctionPrototypeCall(Transform.prototype._read, this, size);
    return;
  }
  this[kIsWaiting] = false;
  const handle = this._handle;
  if (!handle) return;
  if (handle.output !== null) pushOutput(this, handle);
  else if (handle.held !== null) takeHeld(handle);
};

function startChunk(stream, chunk, flushFlag, callback) {
  const handle = stream._handle;
  if (!handle) {
    process.nextTick(callback);
    return;
  }
  handle.chunk = chunk;
  handle.from = 0;
  handle.left = chunk.byteLength;
  handle.flushFlag = flushFlag;
  handle.callback = callback;
  writeStep(stream, handle);
}

function writeStep(stream, handle) {
  const at = stream._outOffset;
  handle.write(stream._outBuffer, at, stream._outBuffer.byteLength - at);
}

/** New memory for output, for as many chunks as the reader can hold. */
function renewOutput(stream, isMoreToCome) {
  const size = stream._chunkSize;
  let chunks = 1;
  if (isMoreToCome) chunks = MathMin(MathMax(MathCeil(stream.readableHighWaterMark / size), 1), kMaxChunks);
  stream._outBuffer = Buffer.allocUnsafe(size * chunks);
  stream._outOffset = 0;
}

/** The job's answer has come. */
function onAnswer(handle, answer) {
  const stream = handle.owner;
  if (stream[kIsWaiting] && !stream.destroyed) handle.held = answer;
  else takeAnswer(handle, answer);
}

function takeHeld(handle) {
  const answer = handle.held;
  handle.held = null;
  takeAnswer(handle, answer);
}

/** The stream has been destroyed while its chunk was worked on. */
function giveUp(handle) {
  // What is under way reads the chunk, and will come here.
  if (handle.isBusy) return;
  handle.chunk = null;
  handle.output = null;
  handle.held = null;
  const { callback } = handle;
  callback();
}

/** Hands on what a job gave. */
function takeAnswer(handle, answer) {
  const stream = handle.owner;
  if (stream.destroyed) {
    giveUp(handle);
    return;
  }
  if (Handle.isFailure(answer)) {
    const error = errorOf(answer, handle.settings);
    stream[kError] = error;
    stream.destroy(error);
    return;
  }
  const { 0: roomLeft, 1: inputLeft } = answer;
  const consumed = handle.left - inputLeft;
  const filled = handle.room - roomLeft;
  stream.bytesWritten += consumed;
  handle.from += consumed;
  handle.left = inputLeft;
  handle.output = stream._outBuffer;
  handle.outputFrom = stream._outOffset;
  handle.outputEnd = stream._outOffset + filled;
  handle.isMoreToCome = roomLeft === 0;
  if (handle.isMoreToCome) {
    renewOutput(stream, true);
    if (stream.readableLength + filled <= stream.readableHighWaterMark) writeStep(stream, handle);
  } else {
    stream._outOffset = handle.outputEnd;
  }
  pushOutput(stream, handle);
}

/** Pushes output as long as the reader wants it, and goes on when all is pushed. */
function pushOutput(stream, handle) {
  const { output, outputEnd: end } = handle;
  const size = stream._chunkSize;
  let isWanted = true;
  while (handle.outputFrom < end) {
    if (!isWanted) {
      stream[kIsWaiting] = true;
      return;
    }
    const at = handle.outputFrom;
    const length = MathMin(size, end - at);
    handle.outputFrom = at + length;
    isWanted = stream.push(new FastBuffer(output.buffer, output.byteOffset + at, length));
    // Whoever got the data may have had enough.
    if (stream.destroyed) {
      giveUp(handle);
      return;
    }
  }
  handle.output = null;
  if (!handle.isMoreToCome) {
    endChunk(stream, handle);
    return;
  }
  if (handle.held === null && !handle.isBusy) writeStep(stream, handle);
  if (!isWanted) stream[kIsWaiting] = true;
  else if (handle.held !== null) takeHeld(handle);
}

/** All that a chunk gave is pushed. */
function endChunk(stream, handle) {
  const { callback, left } = handle;
  const wanted = handle.chunk[kParams];
  handle.chunk = null;
  if (wanted !== undefined) {
    // Nothing is left that the codec could do otherwise once it has finished.
    if (handle.flushFlag !== Z_FINISH) handle.params(wanted.level, wanted.strategy);
    stream._level = wanted.level;
    stream._strategy = wanted.strategy;
  }
  if (left > 0) {
    // There was room, and the codec did not want what follows: the data has ended.
    if (stream._rejectGarbageAfterEnd) {
      callback(new ERR_TRAILING_JUNK_AFTER_STREAM_END());
      return;
    }
    stream.push(null);
  }
  callback();
}

/** All of a chunk here and now; the stream is of no use afterwards. */
function processSync(stream, chunk, flushFlag) {
  const handle = stream._handle;
  assertOpen(stream);
  const pieces = [];
  let total = 0;
  handle.chunk = chunk;
  handle.from = 0;
  handle.left = chunk.byteLength;
  handle.flushFlag = flushFlag;
  checkLength(chunk);
  for (;;) {
    const output = stream._outBuffer;
    const at = stream._outOffset;
    if (at > output.byteLength) throw outOfBounds('output');
    const answer = handle.writeSync(output, at, output.byteLength - at);
    if (Handle.isFailure(answer)) {
      const error = errorOf(answer, handle.settings);
      stream.destroy(error);
      throw error;
    }
    const { 0: roomLeft, 1: inputLeft } = answer;
    const filled = handle.room - roomLeft;
    stream.bytesWritten += handle.left - inputLeft;
    handle.from += handle.left - inputLeft;
    handle.left = inputLeft;
    if (filled > 0) {
      ArrayPrototypePush(pieces, new FastBuffer(output.buffer, output.byteOffset + at, filled));
      total += filled;
      if (total > stream._maxOutputLength) {
        closeHandle(stream);
        throw new ERR_BUFFER_TOO_LARGE(stream._maxOutputLength);
      }
    }
    stream._outOffset += filled;
    if (roomLeft > 0) break;
    renewOutput(stream, false);
  }
  const isTrailing = handle.left > 0;
  closeHandle(stream);
  if (isTrailing && stream._rejectGarbageAfterEnd) throw new ERR_TRAILING_JUNK_AFTER_STREAM_END();
  if (total === 0) return new FastBuffer();
  // Looked up where programs can replace it: minizlib does.
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, total);
}

/** Throws for what is no number within bounds. */
function checkNumber(value, name, least, most) {
  if (!validateFiniteNumber(value, name)) throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  checkRangesOrGetDefault(value, name, least, most);
}

/** The stream of zlib's own formats, whose level and strategy can be changed. */
function Zlib(options, format) {
  FunctionPrototypeCall(ZlibBase, this, options, format);
  const { numbers } = this._handle.settings;
  this._level = numbers[1];
  this._strategy = numbers[3];
  this._mode = format;
}
ObjectSetPrototypeOf(Zlib.prototype, ZlibBase.prototype);
ObjectSetPrototypeOf(Zlib, ZlibBase);

Zlib.prototype.params = function(level, strategy, callback) {
  checkNumber(level, 'level', Z_MIN_LEVEL, Z_MAX_LEVEL);
  checkNumber(strategy, 'strategy', Z_DEFAULT_STRATEGY, Z_FIXED);
  if (this._level === level && this._strategy === strategy) {
    process.nextTick(callback);
    return;
  }
  // What was written so far is to be compressed as it was: the change comes with a flush, in its place among the writes.
  const mark = new FastBuffer();
  mark[kFlushKind] = Z_SYNC_FLUSH;
  mark[kParams] = { level, strategy };
  writeMark(this, mark, callback);
};

module.exports = { Zlib, ZlibBase, processSync };
