'use strict';
// When a readable stream's source is asked for more: the part of a controller that does not depend on what is queued.
// Owner: stream. Never asks while the source still works on the last request; that one is remembered and made after.

const { PromiseReject } = primordials;

const { soon, whenDone, withoutPrototype } = require('stream/web/promises');
const { kLater } = require('stream/web/sources');

class PullControl {
  constructor(stream, source, highWaterMark) {
    this.stream = stream;
    // Undefined once nothing more will be asked of it.
    this.source = source;
    this.highWaterMark = highWaterMark;
    this.started = false;
    this.closeRequested = false;
    this.pulling = false;
    this.pullAgain = false;
    this.inPull = false;
    // A pipe that got its chunk inside pull() and writes it when that is done, which spares it a microtask of its own.
    this.holder = undefined;
    this.onPulled = undefined;
    this.onFailed = undefined;
    this.shellMade = undefined;
    stream.control = this;
  }

  /** Calls the source's start(), which may throw: then the stream was never made. */
  start() {
    const result = this.source.start(this);
    this.onFailed = (reason) => this.error(reason);
    whenDone(result, () => {
      this.started = true;
      this.callPullIfNeeded();
    }, this.onFailed);
  }

  get desiredSize() {
    const { state } = this.stream;
    if (state === 'errored') return null;
    return state === 'closed' ? 0 : this.highWaterMark - this.queuedSize;
  }

  get canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }

  /** Whether the source is to be asked for more. */
  get wantsMore() {
    const { stream } = this;
    if (!this.started || this.closeRequested || stream.state !== 'readable') return false;
    const { reader } = stream;
    if (reader !== undefined && reader.requests.length > 0) return true;
    return this.highWaterMark > this.queuedSize;
  }

  callPullIfNeeded() {
    if (this.source === undefined || !this.source.pulls || !this.wantsMore) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    this.pulling = true;
    this.onPulled ??= () => this.pulled();
    this.inPull = true;
    let result;
    try {
      result = this.source.pull(this);
    } catch (err) {
      result = PromiseReject(err);
    }
    this.inPull = false;
    if (result === undefined) {
      soon(this.onPulled);
      return;
    }
    const { holder } = this;
    if (holder !== undefined) {
      this.holder = undefined;
      soon(holder.writeHeld);
    }
    if (result !== kLater) whenDone(result, this.onPulled, this.onFailed);
  }

  /** The source has done what it was asked. */
  pulled() {
    this.pulling = false;
    if (this.pullAgain) {
      this.pullAgain = false;
      this.callPullIfNeeded();
    }
    const { holder } = this;
    if (holder === undefined) return;
    this.holder = undefined;
    holder.writeHeld();
  }

  /** Nothing will be asked any more: what the program gave is let go. */
  dropSource() {
    this.source = undefined;
  }
}

withoutPrototype(PullControl);

module.exports = { PullControl };
