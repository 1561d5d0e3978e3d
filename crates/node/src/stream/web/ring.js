'use strict';
// A first-in first-out queue for chunks and requests. Owner: stream. Holds nothing it has given out, and costs one small
// object until the first push: most streams never queue on both of their sides.

const { Array } = primordials;

const { withoutPrototype } = require('stream/web/promises');

const kFirstCapacity = 4;

class Ring {
  constructor() {
    this.length = 0;
    this.head = 0;
    // The capacity is a power of two less one; items[(head + n) & mask] is the n-th item.
    this.mask = -1;
    this.items = undefined;
  }

  push(item) {
    if (this.length > this.mask) this.#grow();
    this.items[(this.head + this.length) & this.mask] = item;
    this.length++;
  }

  #grow() {
    const capacity = this.mask === -1 ? kFirstCapacity : (this.mask + 1) * 2;
    const items = new Array(capacity);
    for (let i = 0; i < this.length; i++) items[i] = this.items[(this.head + i) & this.mask];
    this.items = items;
    this.head = 0;
    this.mask = capacity - 1;
  }

  /** The oldest item; the queue must not be empty. */
  peek() {
    return this.items[this.head];
  }

  /** Takes the oldest item; the queue must not be empty. */
  shift() {
    const item = this.items[this.head];
    this.items[this.head] = undefined;
    this.head = (this.head + 1) & this.mask;
    this.length--;
    return item;
  }

  /** The n-th oldest item. */
  at(n) {
    return this.items[(this.head + n) & this.mask];
  }

  clear() {
    this.length = 0;
    this.head = 0;
    this.mask = -1;
    this.items = undefined;
  }
}

withoutPrototype(Ring);

module.exports = { Ring };
