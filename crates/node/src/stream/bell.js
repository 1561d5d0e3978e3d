'use strict';
// A bell that one waiter can wait for: a way to sleep in an async function until something has
// happened. Owner: stream. A ring that nobody waits for is lost, so a waiter looks first whether
// it has to wait at all.

const { Promise } = primordials;

class Bell {
  #wake = undefined;

  /** Wakes the waiter; usable as a listener. */
  ring = () => {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  };

  wait() {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

module.exports = { Bell };
