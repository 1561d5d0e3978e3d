'use strict';
// A buffer with several readers, each with a place of its own in it. Owner: stream. An entry is kept until the slowest
// reader has had it; without readers all is kept, for those who come later.

const { ArrayPrototypePush, ArrayPrototypeSplice, MathMin, SafeSet } = primordials;

const { sizeOfBatch } = require('stream/iter/chunks');

/** As many entries are let go at once, so that each is moved only seldom. */
const kTrim = 64;

class FanOut {
  constructor(budget) {
    this.budget = budget;
    this.entries = [];
    // How many entries at the front nobody needs, and the number of the first one that is in the list.
    this.gone = 0;
    this.base = 0;
    this.size = 0;
    this.readers = new SafeSet();
  }

  /** The number of the next entry. */
  get end() {
    return this.base + this.entries.length;
  }

  get isFull() {
    return this.size >= this.budget;
  }

  /** The number of the oldest entry that is kept. */
  get start() {
    return this.base + this.gone;
  }

  add(batch) {
    ArrayPrototypePush(this.entries, batch);
    this.size += sizeOfBatch(batch);
  }

  dropOldest() {
    const first = this.start;
    if (first === this.end) return;
    this.#letGo();
    for (const reader of this.readers) {
      if (reader.cursor === first) reader.cursor = first + 1;
    }
  }

  #letGo() {
    this.size -= sizeOfBatch(this.entries[this.gone]);
    this.entries[this.gone++] = undefined;
    if (this.gone < kTrim && this.gone < this.entries.length) return;
    ArrayPrototypeSplice(this.entries, 0, this.gone);
    this.base += this.gone;
    this.gone = 0;
  }

  /** The next entry of a reader, which must not have read all. */
  read(reader) {
    const batch = this.entries[reader.cursor - this.base];
    reader.cursor++;
    this.trim();
    return batch;
  }

  /** Whether entries went. */
  trim() {
    if (this.readers.size === 0) return false;
    let slowest = Infinity;
    for (const reader of this.readers) slowest = MathMin(slowest, reader.cursor);
    const before = this.size;
    while (this.start < slowest) this.#letGo();
    return this.size < before;
  }

  clear() {
    this.entries = [];
    this.gone = 0;
    this.base = 0;
    this.size = 0;
  }
}

module.exports = { FanOut };
