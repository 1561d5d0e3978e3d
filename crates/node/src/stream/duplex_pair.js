'use strict';
// duplexPair(): two Duplex streams, of which each reads what the other writes. Owner: stream.

const Duplex = require('stream/duplex');

class DuplexSide extends Duplex {
  #other = undefined;
  // The callback of the other end's write, which waits until this end has taken the chunk.
  #unread = undefined;

  static pair(options) {
    const one = new DuplexSide(options);
    const two = new DuplexSide(options);
    one.#other = two;
    two.#other = one;
    return [one, two];
  }

  _read() {
    const callback = this.#unread;
    this.#unread = undefined;
    callback?.();
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      // Nothing will be read of it.
      process.nextTick(callback);
      return;
    }
    this.#other.push(chunk);
    this.#other.#unread = callback;
  }

  _final(callback) {
    this.#other.on('end', callback);
    this.#other.push(null);
  }

  /** Who destroys one end for a reason has no use for the other; otherwise the other one has read all. */
  _destroy(err, callback) {
    const other = this.#other;
    process.nextTick(() => {
      if (err) other.destroy();
      else if (!other.destroyed && !other._readableState.ended) other.push(null);
    });
    callback(err);
  }
}

function duplexPair(options) {
  return DuplexSide.pair(options);
}

module.exports = { duplexPair };
