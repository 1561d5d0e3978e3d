'use strict';
// When a readable stream's source is asked for more: the part of a controller that does not depend on what is queued.
// Owner: stream. Never asks while the source still works on the last request; that one is remembered and made after.

const { PromiseReject } = primordials;

const { promiseOf, soon, whenDone, withoutPrototype } = require('stream/web/promises');
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
    let result;
    try {
      result = this.source.pull(this);
    } catch (err) {
      result = PromiseReject(err);
    }
    if (result === undefined) soon(this.onPulled);
    else if (result !== kLater) whenDone(promiseOf(result), this.onPulled, this.onFailed);
  }

  /** The source has done what it was asked. */
  pulled() {
    this.pulling = false;
    if (!this.pullAgain) return;
    this.pullAgain = false;
    this.callPullIfNeeded();
  }

  /** Nothing will be asked any more: what the program gave is let go. */
  dropSource() {
    this.source = undefined;
  }
}

withoutPrototype(PullControl);

module.exports = { PullControl };
