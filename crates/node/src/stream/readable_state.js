'use strict';
// What a Readable knows of itself, and its buffer: chunks in an array with a moving start. Owner:
// stream. Yes-or-no facts are bits (stream/bits.js); the names that programs look at in
// `_readableState` are accessors on the prototype.

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeUnshift,
  NumberIsNaN,
  ObjectDefineProperties,
  ObjectFreeze,
  StringPrototypeSlice,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSubarray,
} = primordials;

const { Buffer } = require('buffer');
const { getDefaultHighWaterMark } = require('stream/high_water_mark');
const { readSharedOptions } = require('stream/side');
const {
  bit,
  decision,
  defineExtra,
  defineSharedBits,
  kAutoDestroy,
  kConstructed,
  kDataEmitted,
  kEmitClose,
  kEmittedReadable,
  kEnded,
  kEndEmitted,
  kFlowing,
  kFlowingChosen,
  kHasReadable,
  kMultiAwaitDrain,
  kNeedReadable,
  kObjectMode,
  kPaused,
  kPausedChosen,
  kReadable,
  kReadableListening,
  kReading,
  kReadingMore,
  kResumeScheduled,
  kSync,
} = require('stream/bits');

// Consumed slots are cut off the buffer when this many have piled up.
const kCompactAt = 1024;

const kByDefault = kConstructed | kSync | kEmitClose | kAutoDestroy;

const kNoPipes = ObjectFreeze([]);

// What few streams ever have.
class Extra {
  // The newest tick that waits to emit 'readable': how often, and its async id.
  telling = null;
  pipes = kNoPipes;
  // Destinations that pipe() waits for: null, one of them, or a set.
  awaitDrainWriters = null;
  error = undefined;
  defaultEncoding = 'utf8';
  decoder = null;
  encoding = null;
  // Both belong to stream/destroy.js.
  onConstructed = undefined;
  destroyWaiting = undefined;
  // What the kernel does in place of this side, see stream/kernel_pipe.js.
  transfer = null;
}

// There is one for each connection of a server, so it holds only what every stream uses; `extra` and the array of
// chunks are made when there is something for them.
class ReadableState {
  constructor(options, isDuplex) {
    this.bits = kByDefault;
    this.highWaterMark = 0;
    // What waits: null while that is nothing.
    this.chunks = null;
    this.bufferIndex = 0;
    this.length = 0;
    this.extra = null;
    if (options) readOptions(this, options, isDuplex);
    else this.highWaterMark = getDefaultHighWaterMark(false);
  }

  makeExtra() {
    return this.extra ??= new Extra();
  }

  append(chunk) {
    this.length += (this.bits & kObjectMode) !== 0 ? 1 : chunk.length;
    if (this.chunks === null) this.chunks = [chunk];
    else ArrayPrototypePush(this.chunks, chunk);
  }

  prepend(chunk) {
    this.length += (this.bits & kObjectMode) !== 0 ? 1 : chunk.length;
    if (this.chunks === null) this.chunks = [chunk];
    else if (this.bufferIndex > 0) this.chunks[--this.bufferIndex] = chunk;
    else ArrayPrototypeUnshift(this.chunks, chunk);
  }

  /** Puts `text` in the place of all that waits. */
  replaceBuffer(text) {
    this.chunks = text === '' ? null : [text];
    this.bufferIndex = 0;
    this.length = (this.bits & kObjectMode) !== 0 && text !== '' ? 1 : text.length;
  }

  /** How much read(n) gives now: bytes, units, or one object. */
  amountFor(n) {
    if (n <= 0 || (this.length === 0 && (this.bits & kEnded) !== 0)) return 0;
    if ((this.bits & kObjectMode) !== 0) return 1;
    if (NumberIsNaN(n)) {
      // Flowing: chunk by chunk, so that none is copied.
      return (this.bits & kFlowing) !== 0 && this.length > 0 ?
        this.chunks[this.bufferIndex].length : this.length;
    }
    if (n <= this.length) return n;
    // Less than asked for is given only when no more can come.
    return (this.bits & kEnded) !== 0 ? this.length : 0;
  }

  /** Takes `n` off the front of the buffer; `length` is the caller's to count down. */
  take(n) {
    if (this.length === 0) return null;
    const { chunks } = this;
    const first = chunks[this.bufferIndex];
    if ((this.bits & kObjectMode) !== 0 || n === first.length) {
      advance(this, 1);
      return first;
    }
    if (!n || n >= this.length) return takeAll(this);
    if (n < first.length) {
      chunks[this.bufferIndex] = part(first, n, first.length);
      return part(first, 0, n);
    }
    return gather(this, n);
  }

  // An array of its own for whoever looks at it.
  get buffer() {
    return this.chunks ??= [];
  }

  set buffer(value) {
    this.chunks = value;
  }

  get pipesCount() {
    return this.pipes.length;
  }

  get paused() {
    return (this.bits & kPausedChosen) === 0 || (this.bits & kPaused) !== 0;
  }

  set paused(value) {
    if (value) this.bits |= kPausedChosen | kPaused;
    else this.bits = (this.bits | kPausedChosen) & ~kPaused;
  }
}

function readOptions(state, options, isDuplex) {
  readSharedOptions(state, options, isDuplex, 'readableObjectMode', 'readableHighWaterMark');
  if (options.encoding) {
    const { StringDecoder } = require('string_decoder');
    const extra = state.makeExtra();
    extra.decoder = new StringDecoder(options.encoding);
    extra.encoding = options.encoding;
  }
}

function part(chunk, start, end) {
  return typeof chunk === 'string' ?
    StringPrototypeSlice(chunk, start, end) : TypedArrayPrototypeSubarray(chunk, start, end);
}

function takeAll(state) {
  const rest = state.bufferIndex === 0 ?
    state.chunks : ArrayPrototypeSlice(state.chunks, state.bufferIndex);
  state.chunks = null;
  state.bufferIndex = 0;
  if (rest.length === 1) return rest[0];
  if (state.decoder === null) return Buffer.concat(rest, state.length);
  let text = '';
  for (let i = 0; i < rest.length; i++) text += rest[i];
  return text;
}

/** `n` that reaches over several chunks but not over all. */
function gather(state, n) {
  const { chunks } = state;
  const isText = state.decoder !== null;
  let result = isText ? '' : Buffer.allocUnsafe(n);
  let missing = n;
  let used = 0;
  while (missing > 0) {
    const at = state.bufferIndex + used;
    const chunk = chunks[at];
    const whole = chunk.length <= missing;
    const piece = whole ? chunk : part(chunk, 0, missing);
    if (isText) result += piece;
    else TypedArrayPrototypeSet(result, piece, n - missing);
    missing -= piece.length;
    if (whole) used++;
    else chunks[at] = part(chunk, piece.length, chunk.length);
  }
  advance(state, used);
  return result;
}

/** Steps over the first `count` chunks. */
function advance(state, count) {
  const { chunks } = state;
  const end = state.bufferIndex + count;
  if (end === chunks.length) {
    state.chunks = null;
    state.bufferIndex = 0;
    return;
  }
  // A consumed chunk must not be held by its slot.
  for (let i = state.bufferIndex; i < end; i++) chunks[i] = null;
  if (end >= kCompactAt) {
    state.chunks = ArrayPrototypeSlice(chunks, end);
    state.bufferIndex = 0;
  } else {
    state.bufferIndex = end;
  }
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
  flowing: decision(kFlowingChosen, kFlowing, null),
  // Undecided until somebody switches the side off or on.
  readable: decision(kHasReadable, kReadable, undefined),
});
defineExtra(ReadableState.prototype, new Extra());

module.exports = { ReadableState };
