'use strict';
// What a Writable knows of itself. Owner: stream. Writes that wait are kept as the records that
// _writev() takes, in one array with a moving start, so that the array can be handed over as it
// is; yes-or-no facts are bits (stream/bits.js). The names that programs look at in
// `_writableState` are accessors on the prototype.

const { ArrayPrototypePush, ArrayPrototypeSlice, ObjectDefineProperties } = primordials;

const { getDefaultHighWaterMark } = require('stream/high_water_mark');
const { readSharedOptions } = require('stream/side');
const {
  bit,
  decision,
  defineExtra,
  defineSharedBits,
  kAllBuffers,
  kAllNoop,
  kAutoDestroy,
  kBufferProcessing,
  kConstructed,
  kCorked,
  kDecodeStrings,
  kEmitClose,
  kEnding,
  kFinalCalled,
  kFinished,
  kHasWritable,
  kNeedDrain,
  kObjectMode,
  kPrefinished,
  kSync,
  kWritable,
  kWriting,
} = require('stream/bits');

// Consumed slots are cut off the queue when this many have piled up.
const kCompactAt = 256;

const kInitial = kConstructed | kSync | kAllBuffers | kAllNoop;
const kByDefault = kInitial | kDecodeStrings | kEmitClose | kAutoDestroy;

// What few streams ever have.
class Extra {
  // How often cork() is still to be undone; the bit kCorked says whether it is.
  corks = 0;
  // Callbacks of end().
  onFinished = null;
  error = undefined;
  defaultEncoding = 'utf8';
  // What stream/backpressure.js knows of it, from the first time on that it was full.
  pressure = null;
  // Both belong to stream/destroy.js.
  onConstructed = undefined;
  destroyWaiting = undefined;
  // What the kernel does in place of this side, see stream/kernel_pipe.js.
  transfer = null;
}

// There is one for each connection of a server, so it holds only what every stream uses; `extra`, the queue and the
// callback for _write() are made when they are first needed.
class WritableState {
  constructor(options, isDuplex) {
    this.bits = kByDefault;
    this.highWaterMark = 0;
    this.length = 0;
    this.pendingcb = 0;
    // The write that _write() or _writev() has: its size and callback.
    this.writelen = 0;
    this.writecb = null;
    this.onwrite = null;
    // Writes that wait: null while there is none.
    this.queue = null;
    this.queueStart = 0;
    // The tick that will call callbacks of writes that ended inside _write().
    this.afterWrite = null;
    this.extra = null;
    if (options) readOptions(this, options, isDuplex);
    else this.highWaterMark = getDefaultHighWaterMark(false);
  }

  makeExtra() {
    return this.extra ??= new Extra();
  }

  hasQueued() {
    return this.queue !== null && this.queue.length > this.queueStart;
  }

  enqueue(chunk, encoding, callback) {
    const record = { chunk, encoding, callback };
    if (this.queue === null) this.queue = [record];
    else ArrayPrototypePush(this.queue, record);
  }

  /** Gives the whole queue away. */
  takeQueue() {
    const { queue, queueStart } = this;
    this.queue = null;
    this.queueStart = 0;
    this.bits |= kAllBuffers | kAllNoop;
    if (queue === null) return [];
    return queueStart === 0 ? queue : ArrayPrototypeSlice(queue, queueStart);
  }

  /** Takes the first record off the queue. */
  takeFirst() {
    const { queue } = this;
    const record = queue[this.queueStart];
    queue[this.queueStart++] = null;
    if (this.queueStart === queue.length) {
      this.queue = null;
      this.queueStart = 0;
      this.bits |= kAllBuffers | kAllNoop;
    } else if (this.queueStart >= kCompactAt) {
      this.queue = ArrayPrototypeSlice(queue, this.queueStart);
      this.queueStart = 0;
    }
    return record;
  }

  sizeOf(chunk) {
    return (this.bits & kObjectMode) !== 0 ? 1 : chunk.length;
  }

  getBuffer() {
    return this.queue === null ? [] : ArrayPrototypeSlice(this.queue, this.queueStart);
  }

  get bufferedRequestCount() {
    return this.queue === null ? 0 : this.queue.length - this.queueStart;
  }

  get corked() {
    return this.corks;
  }

  set corked(count) {
    this.corks = count;
    if (count > 0) this.bits |= kCorked;
    else this.bits &= ~kCorked;
  }
}

function readOptions(state, options, isDuplex) {
  readSharedOptions(state, options, isDuplex, 'writableObjectMode', 'writableHighWaterMark');
  if (options.decodeStrings === false) state.bits &= ~kDecodeStrings;
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
  allBuffers: bit(kAllBuffers),
  allNoop: bit(kAllNoop),
  // Undecided until somebody switches the side off or on.
  writable: decision(kHasWritable, kWritable, undefined),
  buffered: {
    __proto__: null,
    configurable: true,
    get() {
      return this.getBuffer();
    },
  },
});
defineExtra(WritableState.prototype, new Extra());

module.exports = { WritableState };
