'use strict';
// tee() of a stream of any values: two branches over one reader. Owner: stream. Byte streams are tee_bytes.js's. A chunk
// that one branch asked for goes to both; the source is cancelled when both branches are.

const { PromisePrototypeThen } = primordials;

const { ByteControl } = require('stream/web/byte_control');
const { newReadable } = require('stream/web/default_control');
const { Deferred, soon, withoutPrototype } = require('stream/web/promises');
const { Reader } = require('stream/web/readable_state');

/** The source of both branches, and the request that each read makes. */
class Tee {
  constructor(stream, cloneForSecond) {
    this.stream = stream;
    this.cloneForSecond = cloneForSecond;
    this.reader = new Reader(stream, false);
    this.isReading = false;
    this.readAgain = false;
    this.cancelled = [false, false];
    this.reasons = [undefined, undefined];
    this.cancelResult = new Deferred();
    this.branches = [undefined, undefined];
  }

  pull() {
    if (this.isReading) {
      this.readAgain = true;
      return;
    }
    this.isReading = true;
    this.reader.read(this);
  }

  chunk(chunk) {
    // In a microtask, so that a branch whose read is answered finds the errors that the source had at once.
    soon(() => {
      this.readAgain = false;
      this.#give(0, chunk);
      if (!this.cancelled[1]) this.#giveSecond(chunk);
      this.isReading = false;
      if (this.readAgain) this.pull();
    });
  }

  #give(index, chunk) {
    const { control } = this.branches[index];
    if (!this.cancelled[index] && control.canCloseOrEnqueue) control.enqueue(chunk);
  }

  #giveSecond(chunk) {
    if (!this.cloneForSecond) {
      this.#give(1, chunk);
      return;
    }
    let copy;
    try {
      copy = require('structured_clone').structuredClone(chunk);
    } catch (err) {
      this.branches[0].control.error(err);
      this.branches[1].control.error(err);
      this.cancelResult.resolve(this.stream.cancel(err));
      return;
    }
    this.#give(1, copy);
  }

  close() {
    this.isReading = false;
    for (let i = 0; i < 2; i++) {
      const { control } = this.branches[i];
      if (!this.cancelled[i] && control.canCloseOrEnqueue) control.close();
    }
    if (!this.cancelled[0] || !this.cancelled[1]) this.cancelResult.resolve();
  }

  error() {
    this.isReading = false;
  }

  cancelBranch(index, reason) {
    this.cancelled[index] = true;
    this.reasons[index] = reason;
    if (this.cancelled[1 - index]) {
      this.cancelResult.resolve(this.stream.cancel([this.reasons[0], this.reasons[1]]));
    }
    return this.cancelResult.promise;
  }

  /** Errors of the source reach the branches without being read. */
  watch() {
    PromisePrototypeThen(this.reader.closed.promise, undefined, (reason) => {
      this.branches[0].control.error(reason);
      this.branches[1].control.error(reason);
      if (!this.cancelled[0] || !this.cancelled[1]) this.cancelResult.resolve();
    });
  }
}

class BranchSource {
  constructor(owner, index) {
    this.owner = owner;
    this.index = index;
    this.pulls = true;
  }

  start() {}

  pull() {
    this.owner.pull(this.index);
  }

  cancel(reason) {
    return this.owner.cancelBranch(this.index, reason);
  }
}

/** Two records of streams. With `cloneForSecond` the second branch gets copies. */
function tee(stream, cloneForSecond) {
  if (stream.control instanceof ByteControl) return require('stream/web/tee_bytes').teeBytes(stream);
  const owner = new Tee(stream, cloneForSecond);
  owner.branches[0] = newReadable(new BranchSource(owner, 0));
  owner.branches[1] = newReadable(new BranchSource(owner, 1));
  owner.watch();
  return owner.branches;
}

withoutPrototype(Tee, BranchSource);

module.exports = { BranchSource, tee };
