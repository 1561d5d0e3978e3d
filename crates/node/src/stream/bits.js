'use strict';
// The packed state of streams. Owner: stream. Readable and writable state each hold one small
// integer, `bits`, in which every yes-or-no fact is one bit: the hot paths test several facts with
// one mask, and a state object has few fields. The first block means the same in both.

const { ObjectDefineProperties, ObjectDefineProperty, ObjectKeys } = primordials;

// Both sides.
const kObjectMode = 1 << 0;
const kErrorEmitted = 1 << 1;
const kAutoDestroy = 1 << 2;
const kEmitClose = 1 << 3;
const kDestroyed = 1 << 4;
const kClosed = 1 << 5;
const kCloseEmitted = 1 << 6;
const kErrored = 1 << 7;
const kConstructed = 1 << 8;
// Inside a call of _read() or _write(): what it causes must wait for a tick.
const kSync = 1 << 9;
const kEnded = 1 << 10;

// Readable.
const kEndEmitted = 1 << 11;
const kReading = 1 << 12;
const kNeedReadable = 1 << 13;
const kEmittedReadable = 1 << 14;
const kReadableListening = 1 << 15;
const kResumeScheduled = 1 << 16;
const kReadingMore = 1 << 17;
const kDataEmitted = 1 << 18;
const kFlowing = 1 << 19;
// Whether anybody has chosen to flow or not to flow: without it `flowing` is null.
const kFlowingChosen = 1 << 20;
const kPaused = 1 << 21;
const kPausedChosen = 1 << 22;
const kMultiAwaitDrain = 1 << 23;
// For the time of a push: its source goes on by itself, and nobody has to ask it for more.
const kSelfDriven = 1 << 24;
const kHasReadable = 1 << 25;
const kReadable = 1 << 26;

// Writable.
const kFinalCalled = 1 << 11;
const kNeedDrain = 1 << 12;
const kEnding = 1 << 13;
const kFinished = 1 << 14;
const kDecodeStrings = 1 << 15;
const kWriting = 1 << 16;
const kBufferProcessing = 1 << 17;
const kPrefinished = 1 << 18;
const kAllBuffers = 1 << 19;
const kAllNoop = 1 << 20;
// A write was handed to _write() or _writev() and its callback is still to come.
const kWriteCallbackDue = 1 << 22;
const kHasWritable = 1 << 23;
const kWritable = 1 << 24;
const kCorked = 1 << 25;

/** An accessor on `bits`, as the fields of Node's state objects look from outside. */
function bit(mask) {
  return {
    __proto__: null,
    enumerable: false,
    configurable: true,
    get() {
      return (this.bits & mask) !== 0;
    },
    set(value) {
      if (value) this.bits |= mask;
      else this.bits &= ~mask;
    },
  };
}

/**
 * An accessor over two bits for what may also be undecided: `undecided` (null or undefined), true
 * or false.
 */
function decision(chosenMask, valueMask, undecided) {
  return {
    __proto__: null,
    enumerable: false,
    configurable: true,
    get() {
      return (this.bits & chosenMask) === 0 ? undecided : (this.bits & valueMask) !== 0;
    },
    set(value) {
      if (value === null || value === undefined) this.bits &= ~(chosenMask | valueMask);
      else if (value) this.bits |= chosenMask | valueMask;
      else this.bits = (this.bits | chosenMask) & ~valueMask;
    },
  };
}

/**
 * Gives a state's prototype accessors for what is in its `extra`, which is made by the first that is set; `unset` has the
 * names, and what they stand for before that.
 */
function defineExtra(prototype, unset) {
  const names = ObjectKeys(unset);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const value = unset[name];
    ObjectDefineProperty(prototype, name, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get() {
        const { extra } = this;
        return extra === null ? value : extra[name];
      },
      set(next) {
        if (this.extra !== null || next !== value) this.makeExtra()[name] = next;
      },
    });
  }
}

/** Gives a state's prototype the accessors for the facts of both sides. */
function defineSharedBits(prototype) {
  ObjectDefineProperties(prototype, {
    objectMode: bit(kObjectMode),
    errorEmitted: bit(kErrorEmitted),
    autoDestroy: bit(kAutoDestroy),
    emitClose: bit(kEmitClose),
    destroyed: bit(kDestroyed),
    closed: bit(kClosed),
    closeEmitted: bit(kCloseEmitted),
    constructed: bit(kConstructed),
    sync: bit(kSync),
    ended: bit(kEnded),
    errored: {
      __proto__: null,
      enumerable: false,
      configurable: true,
      get() {
        return (this.bits & kErrored) !== 0 ? this.error : null;
      },
      set(value) {
        if (value) {
          this.error = value;
          this.bits |= kErrored;
        } else {
          this.error = undefined;
          this.bits &= ~kErrored;
        }
      },
    },
  });
}

module.exports = {
  bit,
  decision,
  defineExtra,
  defineSharedBits,
  kAllBuffers,
  kAllNoop,
  kAutoDestroy,
  kBufferProcessing,
  kClosed,
  kCloseEmitted,
  kConstructed,
  kCorked,
  kDataEmitted,
  kDecodeStrings,
  kDestroyed,
  kEmitClose,
  kEmittedReadable,
  kEndEmitted,
  kEnded,
  kEnding,
  kErrorEmitted,
  kErrored,
  kFinalCalled,
  kFinished,
  kFlowing,
  kFlowingChosen,
  kHasReadable,
  kHasWritable,
  kMultiAwaitDrain,
  kNeedDrain,
  kNeedReadable,
  kObjectMode,
  kPaused,
  kPausedChosen,
  kPrefinished,
  kReadable,
  kReadableListening,
  kReading,
  kReadingMore,
  kResumeScheduled,
  kSelfDriven,
  kSync,
  kWritable,
  kWriteCallbackDue,
  kWriting,
};
