'use strict';
// A first-in first-out queue for hot internal use (nextTick, event iterators).
//
// Items lie in chunks of fixed size; a full chunk is linked to a fresh one and
// a drained chunk is kept once for reuse, so a burst neither moves items nor
// leaves a large array behind. `undefined` and `null` cannot be stored: `null`
// is what an empty queue answers.

const { Array, ArrayPrototypeFill } = primordials;

const CHUNK = 512;

class Chunk {
  constructor() {
    // Filled, so that reading it never looks at a prototype for a hole.
    this.items = ArrayPrototypeFill(new Array(CHUNK), undefined);
    this.read = 0;
    this.write = 0;
    this.next = null;
  }
}

class FixedQueue {
  constructor() {
    this.head = this.tail = new Chunk();
    this.spare = null;
  }

  isEmpty() {
    const head = this.head;
    return head.read === head.write;
  }

  push(item) {
    let tail = this.tail;
    if (tail.write === CHUNK) {
      const fresh = this.spare ?? new Chunk();
      this.spare = null;
      tail.next = fresh;
      this.tail = tail = fresh;
    }
    tail.items[tail.write++] = item;
  }

  shift() {
    const head = this.head;
    const at = head.read;
    if (at === head.write) return null;
    const item = head.items[at];
    head.items[at] = undefined;
    head.read = at + 1;
    if (head.read === head.write) {
      // The chunk holds nothing more: start it over, or step to its follower.
      head.read = head.write = 0;
      if (head.next !== null) {
        this.head = head.next;
        head.next = null;
        this.spare = head;
      }
    }
    return item;
  }
}

module.exports = FixedQueue;
