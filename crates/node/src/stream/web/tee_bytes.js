'use strict';
// tee() of a byte stream: two byte streams over one reader, which is a BYOB reader while a branch asks with memory of its
// own. Owner: stream. Each branch gets bytes of its own, since memory has one owner.

const { PromisePrototypeThen, TypedArrayPrototypeSet, Uint8Array } = primordials;

const { newReadableBytes } = require('stream/web/byte_control');
const { Deferred, soon, withoutPrototype } = require('stream/web/promises');
const { Reader } = require('stream/web/readable_state');
const { memoryOf } = require('stream/web/views');

/** A read without memory: for a branch whose reader brought none. */
class PlainRequest {
  constructor(owner) {
    this.owner = owner;
  }

  chunk(chunk) {
    soon(() => this.owner.gotChunk(chunk));
  }

  close() {
    this.owner.sourceClosed();
  }

  error() {
    this.owner.isReading = false;
  }
}

/** A read into the memory that the reader of branch `index` brought. */
class MemoryRequest {
  constructor(owner, index) {
    this.owner = owner;
    this.index = index;
  }

  chunk(view) {
    soon(() => this.owner.gotView(view, this.index));
  }

  close(view) {
    this.owner.sourceClosedInto(view, this.index);
  }

  error() {
    this.owner.isReading = false;
  }
}

function enqueueView(control, view) {
  const { buffer, byteOffset, byteLength } = memoryOf(view, 'chunk');
  control.enqueue(buffer, byteOffset, byteLength);
}

class ByteTee {
  constructor(stream) {
    this.stream = stream;
    this.reader = undefined;
    this.isReading = false;
    this.readAgain = [false, false];
    this.cancelled = [false, false];
    this.reasons = [undefined, undefined];
    this.cancelResult = new Deferred();
    this.branches = [undefined, undefined];
    this.plain = new PlainRequest(this);
    this.useReader(false);
  }

  useReader(isByob) {
    if (this.reader !== undefined) {
      if (this.reader.isByob === isByob) return;
      this.reader.release();
    }
    const reader = this.reader = new Reader(this.stream, isByob);
    if (this.branches[0] !== undefined) this.watch(reader);
  }

  /** Errors of the source reach the branches, while it is this reader that holds it. */
  watch(reader) {
    PromisePrototypeThen(reader.closed.promise, undefined, (reason) => {
      if (this.reader !== reader) return;
      this.#errorBoth(reason);
      if (!this.#bothCancelled()) this.cancelResult.resolve();
    });
  }

  #errorBoth(reason) {
    this.branches[0].control.error(reason);
    this.branches[1].control.error(reason);
  }

  #bothCancelled() {
    return this.cancelled[0] && this.cancelled[1];
  }

  pull(index) {
    if (this.isReading) {
      this.readAgain[index] = true;
      return;
    }
    this.isReading = true;
    const request = this.branches[index].control.currentRequest();
    if (request === null) {
      this.useReader(false);
      this.reader.read(this.plain);
    } else {
      this.useReader(true);
      this.reader.readInto(memoryOf(request.view, 'view'), 1, new MemoryRequest(this, index));
    }
  }

  /** A copy of a chunk, or undefined after the branches were told that there is none. */
  #copyOrFail(chunk) {
    try {
      const copy = new Uint8Array(chunk.length);
      TypedArrayPrototypeSet(copy, chunk);
      return copy;
    } catch (err) {
      this.#errorBoth(err);
      this.cancelResult.resolve(this.stream.cancel(err));
      return undefined;
    }
  }

  gotChunk(chunk) {
    this.readAgain[0] = this.readAgain[1] = false;
    let second = chunk;
    if (!this.cancelled[0] && !this.cancelled[1]) {
      second = this.#copyOrFail(chunk);
      if (second === undefined) {
        this.isReading = false;
        return;
      }
    }
    if (!this.cancelled[0]) this.#enqueue(0, chunk);
    if (!this.cancelled[1]) this.#enqueue(1, second);
    this.#afterRead();
  }

  #enqueue(index, view) {
    const { control } = this.branches[index];
    if (control.canCloseOrEnqueue) enqueueView(control, view);
  }

  gotView(view, index) {
    this.readAgain[0] = this.readAgain[1] = false;
    const other = 1 - index;
    if (!this.cancelled[other]) {
      const copy = this.#copyOrFail(view);
      if (copy === undefined) {
        this.isReading = false;
        return;
      }
      if (!this.cancelled[index]) this.#respond(index, view);
      this.#enqueue(other, copy);
    } else if (!this.cancelled[index]) {
      this.#respond(index, view);
    }
    this.#afterRead();
  }

  #respond(index, view) {
    this.branches[index].control.respondWithNewView(view, memoryOf(view, 'view'));
  }

  #afterRead() {
    this.isReading = false;
    if (this.readAgain[0]) this.pull(0);
    else if (this.readAgain[1]) this.pull(1);
  }

  #closeBranch(index) {
    const { control } = this.branches[index];
    if (control.canCloseOrEnqueue) control.close();
  }

  #respondEmpty(index) {
    const { control } = this.branches[index];
    if (control.pending.length > 0) control.respond(0);
  }

  sourceClosed() {
    this.isReading = false;
    for (let i = 0; i < 2; i++) {
      if (!this.cancelled[i]) this.#closeBranch(i);
    }
    this.#respondEmpty(0);
    this.#respondEmpty(1);
    if (!this.#bothCancelled()) this.cancelResult.resolve();
  }

  /** `view` is the memory that was lent, handed back; undefined when the source was cancelled. */
  sourceClosedInto(view, index) {
    this.isReading = false;
    const other = 1 - index;
    if (!this.cancelled[index]) this.#closeBranch(index);
    if (!this.cancelled[other]) this.#closeBranch(other);
    if (view !== undefined) {
      if (!this.cancelled[index]) this.#respond(index, view);
      if (!this.cancelled[other]) this.#respondEmpty(other);
    }
    if (!this.#bothCancelled()) this.cancelResult.resolve();
  }

  cancelBranch(index, reason) {
    this.cancelled[index] = true;
    this.reasons[index] = reason;
    if (this.cancelled[1 - index]) {
      this.cancelResult.resolve(this.stream.cancel([this.reasons[0], this.reasons[1]]));
    }
    return this.cancelResult.promise;
  }
}

/** Two records of byte streams. */
function teeBytes(stream) {
  const { BranchSource } = require('stream/web/tee');
  const owner = new ByteTee(stream);
  owner.branches[0] = newReadableBytes(new BranchSource(owner, 0));
  owner.branches[1] = newReadableBytes(new BranchSource(owner, 1));
  owner.watch(owner.reader);
  return owner.branches;
}

withoutPrototype(ByteTee, PlainRequest, MemoryRequest);

module.exports = { teeBytes };
