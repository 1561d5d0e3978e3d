'use strict';
// Kernel pipes: while nothing in JavaScript looks at the data of a pipe(), the kernel moves it.
// Owner: stream. A source offers its pipe from _read(), where it would have read. To the two streams
// the transfer is one long _read() and one long _write(): the source is `reading`, the sink is
// writing, and nothing waits in a buffer. Whatever concerns the data (a listener, a write of the
// program's own, pause(), end(), destroy() ...) finds the transfer at `state.transfer` and stops it;
// the source then goes on by itself, at the next byte. Errors that the kernel cannot place are left
// to that: the streams' own reads and writes meet them again.
//
// Must not move a byte while anything about the two streams is unusual.

const { FunctionPrototypeCall } = primordials;

const native = binding('kernel_pipes');
const { state: asyncHooks } = require('async_hooks/ids');
const { FastBuffer } = require('buffer/pool');
const { getOptionValue } = require('internal/options');
const Readable = require('stream/readable');
const {
  kConstructed,
  kDataEmitted,
  kDestroyed,
  kEnded,
  kEnding,
  kErrored,
  kFlowing,
  kNeedDrain,
  kObjectMode,
  kPaused,
  kReadableListening,
  kResumeScheduled,
  kWriteCallbackDue,
  kWriting,
} = require('stream/bits');
const {
  kKernelBegin,
  kKernelBusy,
  kKernelEnd,
  kKernelGiven,
  kKernelSink,
  kKernelSource,
  kKernelTaken,
  kKernelThrough,
  kKernelWriting,
  kPipe,
} = require('stream/kernel_ends');

const kSourceMask = kConstructed | kFlowing | kObjectMode | kDestroyed | kErrored | kEnded |
  kPaused | kReadableListening;
const kSourceReady = kConstructed | kFlowing;
const kSinkMask = kConstructed | kObjectMode | kDestroyed | kErrored | kEnding | kWriting | kNeedDrain;
const kSinkReady = kConstructed;

const kWaitMask = kConstructed | kObjectMode | kDestroyed | kErrored | kEnded | kReadableListening;
const kWaitSinkMask = kConstructed | kObjectMode | kDestroyed | kErrored | kEnding;

// What a job between two files copies at most; it ends by the clock as well.
const kMostPerJob = 16 << 20;

// What reports say, beside negative errnos.
const GOES_ON = 0;
const HANDED_BACK = 2;

const { push } = Readable.prototype;
const kNothing = new FastBuffer(0);

function noop() {}

/** Whether all listeners of an event are known not to look at anything. */
function isUnheard(stream, event, own) {
  const listeners = stream._events[event];
  return listeners === undefined || listeners === own || listeners[kPipe] === null;
}

/** The stream that gets what is written to the pipe's destination; undefined when that is not written to it as it is. */
function sinkOf(pipe) {
  const { destination } = pipe;
  return destination[kKernelThrough] === undefined ? destination : destination[kKernelThrough]();
}

/** Whether nobody but the pipe has to do with what moves between its ends. */
function isUntouched(pipe) {
  const { destination, source, state } = pipe;
  const sink = sinkOf(pipe)?._writableState;
  return sink !== undefined && source._events?.data === pipe.onData &&
    state.pipes.length === 1 && state.decoder === null && state.length === 0 &&
    sink.corked === 0 && sink.length === 0 && !sink.hasQueued() && !asyncHooks.init &&
    isUnheard(source, 'pause') && isUnheard(destination, 'drain', pipe.onDrain);
}

let isOn;

function mayStart(pipe) {
  isOn ??= getOptionValue('--kernel-pipes') !== false;
  const sink = sinkOf(pipe)?._writableState;
  return isOn && sink !== undefined && sink !== null && sink.transfer === null && pipe.unsent === 0 &&
    (pipe.state.bits & kSourceMask) === kSourceReady && (sink.bits & kSinkMask) === kSinkReady &&
    isUntouched(pipe);
}

/** Whether the pipe waits for its destination to drain; the source flows on after that. */
function isHeld(pipe) {
  const { destination, state } = pipe;
  return state.awaitDrainWriters === destination &&
    (sinkOf(pipe)?._writableState.bits & kNeedDrain) !== 0;
}

/**
 * Whether the pipe could start once what is buffered has gone. The source then need not read ahead:
 * what it would buffer meanwhile would keep the kernel from starting, again and again.
 */
function mayWait(pipe) {
  const { state } = pipe;
  const sink = sinkOf(pipe)?._writableState;
  return isOn && state.pipes.length === 1 && state.decoder === null && pipe.unsent === 0 &&
    (state.bits & kWaitMask) === kConstructed &&
    sink !== undefined && sink !== null && sink.transfer === null &&
    (sink.bits & kWaitSinkMask) === kConstructed &&
    (isHeld(pipe) || (state.length > 0 && (state.bits & kFlowing) !== 0));
}

class KernelPipe {
  constructor(pipe, isWaiting) {
    this.pipe = pipe;
    this.source = pipe.source;
    this.sink = sinkOf(pipe);
    this.sourceState = pipe.state;
    this.sinkState = this.sink._writableState;
    // Of the loop's transfer; 0 before there is one, and where jobs copy.
    this.number = 0;
    this.isCopying = false;
    this.hasTaken = false;
    this.from = undefined;
    this.isStopped = false;
    this.isWaiting = isWaiting;
    // Somebody wants to see what is being copied at the moment.
    this.isObserved = false;
    // The sink's callback of the long write.
    this.written = undefined;
  }

  // --- the start ---

  /** A tick after the offer, when the call of _read() is over. */
  begin() {
    if (this.isStopped) return;
    const from = mayStart(this.pipe) ? this.source[kKernelSource]() : undefined;
    const to = from === undefined ? undefined : this.sink[kKernelSink]();
    if (to === undefined || !this.#start(from, to)) {
      this.pipe.plainReads = to === undefined ? 1 : Infinity;
      this.#handBack();
      return;
    }
    const { sinkState } = this;
    sinkState.transfer = this;
    sinkState.pendingcb++;
    sinkState.writelen = 0;
    sinkState.writecb = noop;
    sinkState.bits |= kWriting | kWriteCallbackDue;
    require('stream/writable').onwriteOf(this.sink, sinkState);
    this.written = this.sink[kKernelWriting]();
    if (this.isCopying) this.#copy(from, to);
  }

  /** False when the kernel has no way between the two. */
  #start(from, to) {
    if (from.stream === 0 && to.stream === 0) {
      this.isCopying = native.canCopy(from.fd, to.fd);
      return this.isCopying;
    }
    setUp();
    this.source[kKernelBegin]();
    const number = from.stream === 0 ?
      native.sendFile(this, from.fd, from.position, from.length, to.stream) :
      to.stream === 0 ?
        native.collect(this, from.stream, to.fd, to.position) :
        native.relay(this, from.stream, to.stream, from.isPrompt || to.isPrompt);
    if (number < 0) return false;
    this.number = number;
    return true;
  }

  // --- between streams, or a file and a stream: the loop moves the bytes ---

  report(taken, given, sourceEnd, sinkEnd) {
    this.#note(taken, given);
    try {
      if (sinkEnd !== GOES_ON) this.#endWrite(sinkEnd < 0 ? sinkEnd : 0);
    } finally {
      // Whatever a listener of the sink's threw.
      if (sourceEnd !== GOES_ON) this.#endRead(sourceEnd);
    }
    if (!this.isStopped && !isUntouched(this.pipe)) this.stop();
  }

  #note(taken, given) {
    if (taken > 0) {
      this.hasTaken = true;
      this.sourceState.bits |= kDataEmitted;
      this.source[kKernelTaken](taken);
    }
    if (given > 0) this.sink[kKernelGiven](given);
  }

  #endWrite(status) {
    const { sinkState, written } = this;
    if (sinkState.transfer !== this) return;
    sinkState.transfer = null;
    written(status);
  }

  #endRead(end) {
    if (this.sourceState.transfer !== this) return;
    this.isStopped = true;
    if (end === HANDED_BACK) {
      this.#leave();
      this.#handBack();
    } else {
      this.sourceState.transfer = null;
      this.source[kKernelEnd](end);
    }
  }

  /** The source finds out what this is about: the end of a file, most of the time. */
  #leave() {
    this.pipe.plainReads = this.hasTaken ? 1 : Infinity;
  }

  /** The long _read() ends without data: the source reads on by itself if data are wanted. */
  #handBack() {
    if (this.sourceState.transfer !== this) return;
    this.sourceState.transfer = null;
    FunctionPrototypeCall(push, this.source, kNothing);
  }

  // --- between files: one job after the other copies ---

  #copy(from, to) {
    const length = from.length < 0 || from.length > kMostPerJob ? kMostPerJob : from.length;
    if (length === 0) {
      this.#copied(0);
      return;
    }
    this.from = from;
    this.source[kKernelBusy](true);
    native.copy(from.fd, from.position, to.fd, to.position, length, (err, bytes) => {
      this.#copied(err ? 0 : bytes);
    });
  }

  #copied(bytes) {
    const { pipe, sink, source, sourceState } = this;
    if (bytes > 0) {
      const isSeen = this.isObserved && sourceState.pipes[0] === sink && !source.destroyed;
      this.#note(isSeen ? 0 : bytes, bytes);
      if (isSeen) {
        // Who came to look while these were copied sees them too: they are read again, and the
        // pipe does not write them a second time.
        pipe.unsent = bytes;
        if (this.from.position < 0) native.stepBack(this.from.fd, bytes);
      }
    } else {
      this.#leave();
    }
    if (bytes > 0 && !this.isStopped && isUntouched(pipe)) {
      const from = source[kKernelSource]();
      const to = from === undefined ? undefined : sink[kKernelSink]();
      if (to !== undefined) {
        this.#copy(from, to);
        return;
      }
    }
    this.isStopped = true;
    source[kKernelBusy](false);
    this.#endWrite(0);
    this.#handBack();
  }

  // --- what the streams call ---

  /** Nothing more is taken; the source goes on by itself. */
  stop() {
    if (this.isStopped) return;
    this.isStopped = true;
    if (this.number !== 0) {
      const { 0: taken, 1: given, 2: isOver } = native.stop(this.number);
      this.#note(taken, given);
      if (isOver) this.#endWrite(0);
      this.#handBack();
    } else if (!this.isCopying) {
      this.#handBack();
    }
    // A job that copies ends soon.
  }

  /** The source is paused. While it waits, that is the pipe's own doing, until the sink drains. */
  pause() {
    if (!this.isWaiting || !isHeld(this.pipe)) this.stop();
  }

  /** Somebody is going to see the data from here on. */
  observe() {
    this.isObserved = true;
    this.stop();
  }

  /** The source's read() is called. */
  look() {
    if (this.isWaiting) {
      // By the flow of the source, which goes on.
      this.#goOn();
    } else if (this.number !== 0 || this.isCopying) {
      // By the program. Where the source flows, that is rare enough to give up for good.
      this.pipe.plainReads = Infinity;
      this.observe();
    }
  }

  /** A tick after the wait began: whoever empties the buffer has done so, or waits for the sink. */
  check() {
    if (!this.isWaiting || this.isStopped) return;
    // The source is about to flow, and looks then.
    if ((this.sourceState.bits & kResumeScheduled) !== 0) return;
    if (mayStart(this.pipe)) {
      this.isWaiting = false;
      this.begin();
    } else if (!isHeld(this.pipe)) {
      this.stop();
    }
  }

  #goOn() {
    if (mayStart(this.pipe)) {
      this.isWaiting = false;
      process.nextTick(begin, this);
    } else if (this.sourceState.length === 0 && (this.sourceState.bits & kFlowing) !== 0) {
      this.stop();
    }
  }

  /** The sink is destroyed: what was not given is lost. */
  abandon() {
    this.stop();
    if (this.number !== 0 && this.sinkState.transfer === this) native.abandon(this.number);
  }
}

let isSetUp = false;

function setUp() {
  if (isSetUp) return;
  isSetUp = true;
  native.setup(function onReport(taken, given, sourceEnd, sinkEnd) {
    this.report(taken, given, sourceEnd, sinkEnd);
  });
}

function begin(transfer) {
  transfer.begin();
}

function check(transfer) {
  transfer.check();
}

/**
 * Called by a source in _read(). True when the kernel is to move what would be read; the source then
 * does nothing until _read() is called again.
 */
function offer(source) {
  const state = source._readableState;
  if (state.transfer !== null) return true;
  const pipe = source._events?.data?.[kPipe];
  if (!pipe) return false;
  if (pipe.plainReads > 0) {
    pipe.plainReads--;
    return false;
  }
  const sink = sinkOf(pipe);
  if (sink?.[kKernelSink] === undefined) return false;
  const starts = mayStart(pipe);
  if ((!starts && !mayWait(pipe)) || source[kKernelSource]() === undefined ||
      sink[kKernelSink]() === undefined) {
    return false;
  }
  state.transfer = new KernelPipe(pipe, !starts);
  process.nextTick(starts ? begin : check, state.transfer);
  return true;
}

module.exports = { offer };
