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

class ReadableState {
  constructor(options, isDuplex) {
    this.bits = kByDefault;
    this.highWaterMark = 0;
    this.buffer = [];
    this.bufferIndex = 0;
    this.length = 0;
    // The newest tick that waits to emit 'readable': how often, and its async id.
    this.telling = null;
    this.pipes = [];
    // Destinations that pipe() waits for: null, one of them, or a set.
    this.awaitDrainWriters = null;
    this.error = undefined;
    this.defaultEncoding = 'utf8';
    this.decoder = null;
    this.encoding = null;
    // Both belong to stream/destroy.js.
    this.onConstructed = undefined;
    this.destroyWaiting = undefined;
    // What the kernel does in place of this side, see stream/kernel_pipe.js.
    this.transfer = null;
    if (options) this.#read(options, isDuplex);
    else this.highWaterMark = getDefaultHighWaterMark(false);
  }

  #read(options, isDuplex) {
    readSharedOptions(this, options, isDuplex, 'readableObjectMode', 'readableHighWaterMark');
    if (options.encoding) {
      const { StringDecoder } = require('string_decoder');
      this.decoder = new StringDecoder(options.encoding);
      this.encoding = options.encoding;
    }
  }

  append(chunk) {
    this.length += (this.bits & kObjectMode) !== 0 ? 1 : chunk.length;
    ArrayPrototypePush(this.buffer, chunk);
  }

  prepend(chunk) {
    this.length += (this.bits & kObjectMode) !== 0 ? 1 : chunk.length;
    if (this.bufferIndex > 0) this.buffer[--this.bufferIndex] = chunk;
    else ArrayPrototypeUnshift(this.buffer, chunk);
  }

  /** Puts `text` in the place of all that waits. */
  replaceBuffer(text) {
    this.buffer = text === '' ? [] : [text];
    this.bufferIndex = 0;
    this.length = text.length;
  }

  /** How much read(n) gives now: bytes, units, or one object. */
  amountFor(n) {
    if (n <= 0 || (this.length === 0 && (this.bits & kEnded) !== 0)) return 0;
    if ((this.bits & kObjectMode) !== 0) return 1;
    if (NumberIsNaN(n)) {
      // Flowing: chunk by chunk, so that none is copied.
      return (this.bits & kFlowing) !== 0 && this.length > 0 ?
        this.buffer[this.bufferIndex].length : this.length;
    }
    if (n <= this.length) return n;
    // Less than asked for is given only when no more can come.
    return (this.bits & kEnded) !== 0 ? this.length : 0;
  }

  /** Takes `n` off the front of the buffer; `length` is the caller's to count down. */
  take(n) {
    if (this.length === 0) return null;
    const { buffer } = this;
    const first = buffer[this.bufferIndex];
    if ((this.bits & kObjectMode) !== 0 || n === first.length) {
      this.#advance(1);
      return first;
    }
    if (!n || n >= this.length) return this.#takeAll();
    if (n < first.length) {
      buffer[this.bufferIndex] = this.#part(first, n, first.length);
      return this.#part(first, 0, n);
    }
    return this.#gather(n);
  }

  #part(chunk, start, end) {
    return typeof chunk === 'string' ?
      StringPrototypeSlice(chunk, start, end) : TypedArrayPrototypeSubarray(chunk, start, end);
  }

  #takeAll() {
    const rest = this.bufferIndex === 0 ?
      this.buffer : ArrayPrototypeSlice(this.buffer, this.bufferIndex);
    this.buffer = [];
    this.bufferIndex = 0;
    if (rest.length === 1) return rest[0];
    if (this.decoder === null) return Buffer.concat(rest, this.length);
    let text = '';
    for (let i = 0; i < rest.length; i++) text += rest[i];
    return text;
  }

  /** `n` that reaches over several chunks but not over all. */
  #gather(n) {
    const { buffer } = this;
    const isText = this.decoder !== null;
    let result = isText ? '' : Buffer.allocUnsafe(n);
    let missing = n;
    let used = 0;
    while (missing > 0) {
      const at = this.bufferIndex + used;
      const chunk = buffer[at];
      const whole = chunk.length <= missing;
      const piece = whole ? chunk : this.#part(chunk, 0, missing);
      if (isText) result += piece;
      else TypedArrayPrototypeSet(result, piece, n - missing);
      missing -= piece.length;
      if (whole) used++;
      else buffer[at] = this.#part(chunk, piece.length, chunk.length);
    }
    this.#advance(used);
    return result;
  }

  /** Steps over the first `count` chunks. */
  #advance(count) {
    const { buffer } = this;
    const end = this.bufferIndex + count;
    if (end === buffer.length) {
      this.buffer = [];
      this.bufferIndex = 0;
      return;
    }
    // A consumed chunk must not be held by its slot.
    for (let i = this.bufferIndex; i < end; i++) buffer[i] = null;
    if (end >= kCompactAt) {
      this.buffer = ArrayPrototypeSlice(buffer, end);
      this.bufferIndex = 0;
    } else {
      this.bufferIndex = end;
    }
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

module.exports = { ReadableState };
