'use strict';
// pipe() and unpipe() of Readable. Owner: stream. A Pipe is one connection: it owns the listeners
// on both ends and takes them all back when it is cut. While its destination is full, the source
// is paused and the destination noted in `awaitDrainWriters`; the source goes on when nobody
// waits any more.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  MathMin,
  SafeSet,
  TypedArrayPrototypeSubarray,
} = primordials;

const { Buffer } = require('buffer');
const { prependListener } = require('stream/legacy');
const { waitsForDrain } = require('stream/backpressure');
const { errorOrDestroy } = require('stream/destroy');
const { kEndEmitted, kFlowing, kMultiAwaitDrain } = require('stream/bits');
const { kPipe } = require('stream/kernel_ends');

class Pipe {
  constructor(source, destination, endsDestination) {
    this.source = source;
    this.destination = destination;
    this.state = source._readableState;
    this.isCut = false;
    // Listens for 'drain' only from the first time on that the destination was full.
    this.listensForDrain = false;
    this.atEnd = endsDestination ? this.endDestination : this.unpipe;
    // Of stream/kernel_pipe.js: bytes that come and that the destination has, and how many reads of
    // the source are its own affair.
    this.unsent = 0;
    this.plainReads = 0;
    this.onData[kPipe] = this;
  }

  connect() {
    const { source, destination, state } = this;
    if (state.pipes.length === 1 && (state.bits & kMultiAwaitDrain) === 0) {
      const writer = state.awaitDrainWriters;
      state.awaitDrainWriters = new SafeSet(writer ? [writer] : []);
      state.bits |= kMultiAwaitDrain;
    }
    const extra = state.makeExtra();
    if (extra.pipes.length === 0) extra.pipes = [destination];
    else ArrayPrototypePush(extra.pipes, destination);

    if ((state.bits & kEndEmitted) !== 0) process.nextTick(this.atEnd);
    else source.once('end', this.atEnd);
    destination.on('unpipe', this.onUnpipe);
    source.on('data', this.onData);
    // In front of the program's own listeners, which may count on the pipe being cut.
    prependListener(destination, 'error', this.onError);
    destination.once('close', this.onClose);
    destination.once('finish', this.onFinish);
    destination.emit('pipe', source);

    if (destination.writableNeedDrain === true) this.hold();
    else if ((state.bits & kFlowing) === 0) source.resume();
  }

  endDestination = () => {
    this.destination.end();
  };

  unpipe = () => {
    this.source.unpipe(this.destination);
  };

  onData = (chunk) => {
    if (this.unsent > 0) {
      chunk = this.dropUnsent(chunk);
      if (chunk.length === 0) return;
    }
    try {
      const { destination } = this;
      if (destination.write(chunk) !== false) return;
      if (destination._writableState?.pressure) waitsForDrain(destination._writableState);
      this.hold();
    } catch (err) {
      // It is the destination that cannot take the chunk; the source has done nothing wrong.
      this.destination.destroy(err);
    }
  };

  /** Takes off a chunk what the destination has. */
  dropUnsent(chunk) {
    if (typeof chunk === 'string') chunk = Buffer.from(chunk, this.state.encoding);
    const count = MathMin(this.unsent, chunk.length);
    this.unsent -= count;
    return TypedArrayPrototypeSubarray(chunk, count);
  }

  /** Pauses the source until the destination drains. */
  hold() {
    const { source, destination, state } = this;
    if (!this.isCut) {
      if (state.pipes.length === 1 && state.pipes[0] === destination) {
        state.awaitDrainWriters = destination;
        state.bits &= ~kMultiAwaitDrain;
      } else if (state.pipes.length > 1 &&
                 ArrayPrototypeIndexOf(state.pipes, destination) !== -1) {
        state.awaitDrainWriters.add(destination);
      }
      source.pause();
    }
    if (!this.listensForDrain) {
      this.listensForDrain = true;
      destination.on('drain', this.onDrain);
    }
  }

  onDrain = () => {
    const { source, destination, state } = this;
    if (state.awaitDrainWriters === destination) {
      state.awaitDrainWriters = null;
    } else if ((state.bits & kMultiAwaitDrain) !== 0) {
      state.awaitDrainWriters.delete(destination);
    }
    const nobodyWaits = !state.awaitDrainWriters || state.awaitDrainWriters.size === 0;
    if (nobodyWaits && source.listenerCount('data') > 0) source.resume();
  };

  onError = (err) => {
    const { destination } = this;
    this.unpipe();
    destination.removeListener('error', this.onError);
    if (destination.listenerCount('error') > 0) return;
    // Nobody else has heard of it.
    const state = destination._writableState || destination._readableState;
    if (state && !state.errorEmitted) errorOrDestroy(destination, err);
    else destination.emit('error', err);
  };

  onClose = () => {
    this.destination.removeListener('finish', this.onFinish);
    this.unpipe();
  };

  onFinish = () => {
    this.destination.removeListener('close', this.onClose);
    this.unpipe();
  };

  onUnpipe = (source, info) => {
    if (source === this.source && info && info.hasUnpiped === false) {
      info.hasUnpiped = true;
      this.cut();
    }
  };

  cut() {
    const { source, destination, state } = this;
    this.isCut = true;
    if (state.transfer && state.transfer.pipe === this) state.transfer.stop();
    destination.removeListener('close', this.onClose);
    destination.removeListener('finish', this.onFinish);
    destination.removeListener('error', this.onError);
    destination.removeListener('unpipe', this.onUnpipe);
    if (this.listensForDrain) destination.removeListener('drain', this.onDrain);
    source.removeListener('end', this.atEnd);
    source.removeListener('data', this.onData);
    // No 'drain' will be heard: nothing else must wait for this destination.
    if (this.listensForDrain && state.awaitDrainWriters &&
        (!destination._writableState || destination._writableState.needDrain)) {
      this.onDrain();
    }
  }
}

function pipe(source, destination, options) {
  // The standard streams outlive whatever is piped into them.
  const ends = (!options || options.end !== false) &&
    destination !== process.stdout && destination !== process.stderr;
  new Pipe(source, destination, ends).connect();
  return destination;
}

function unpipe(source, destination) {
  const state = source._readableState;
  if (state.pipes.length === 0) return source;
  let cut = state.pipes;
  if (destination) {
    const index = ArrayPrototypeIndexOf(state.pipes, destination);
    if (index === -1) return source;
    cut = ArrayPrototypeSplice(state.pipes, index, 1);
  } else {
    state.pipes = [];
  }
  if (state.pipes.length === 0) source.pause();
  for (let i = 0; i < cut.length; i++) cut[i].emit('unpipe', source, { hasUnpiped: false });
  return source;
}

module.exports = { pipe, unpipe };
