'use strict';
// A binary heap whose owner is told where each item lies, so that an item can
// be moved or removed without a search.
//
// `compare(a, b)` is negative when `a` comes first. `setPosition(item, pos)` is
// called on each move. Positions count from 1, as a heap's arithmetic likes.

class PriorityQueue {
  #compare;
  #setPosition;
  #heap = [undefined];
  #size = 0;

  constructor(compare, setPosition) {
    this.#compare = compare ?? ((a, b) => a - b);
    this.#setPosition = setPosition;
  }

  get size() {
    return this.#size;
  }

  peek() {
    return this.#heap[1];
  }

  peekBottom() {
    return this.#heap[this.#size];
  }

  insert(value) {
    const at = ++this.#size;
    this.#heap[at] = value;
    this.percolateUp(at);
  }

  #place(at, item) {
    this.#heap[at] = item;
    const setPosition = this.#setPosition;
    if (setPosition !== undefined) setPosition(item, at);
  }

  // Call after the item at `at` has become later.
  percolateDown(at) {
    const heap = this.#heap;
    const compare = this.#compare;
    const size = this.#size;
    const item = heap[at];
    for (;;) {
      let child = at * 2;
      if (child > size) break;
      if (child < size && compare(heap[child + 1], heap[child]) < 0) child++;
      if (compare(item, heap[child]) <= 0) break;
      this.#place(at, heap[child]);
      at = child;
    }
    this.#place(at, item);
  }

  // Call after the item at `at` has become earlier.
  percolateUp(at) {
    const heap = this.#heap;
    const compare = this.#compare;
    const item = heap[at];
    while (at > 1) {
      const parent = at >> 1;
      if (compare(heap[parent], item) <= 0) break;
      this.#place(at, heap[parent]);
      at = parent;
    }
    this.#place(at, item);
  }

  removeAt(at) {
    const heap = this.#heap;
    const last = this.#size--;
    const moved = heap[last];
    heap[last] = undefined;
    if (at === last) return;
    heap[at] = moved;
    if (at > 1 && this.#compare(moved, heap[at >> 1]) < 0) {
      this.percolateUp(at);
    } else {
      this.percolateDown(at);
    }
  }

  shift() {
    const first = this.#heap[1];
    if (first !== undefined) this.removeAt(1);
    return first;
  }
}

module.exports = PriorityQueue;
