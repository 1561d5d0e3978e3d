'use strict';
// duplexPair(): two Duplex streams, of which each reads what the other writes. Owner: stream.

const Duplex = require('stream/duplex');

class PairedDuplex extends Duplex {
  #other = undefined;
  // The callback of the other end's write, which waits until this end has taken the chunk.
  #unread = undefined;

  static pair(options) {
    const one = new PairedDuplex(options);
    const two = new PairedDuplex(options);
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
}

function duplexPair(options) {
  return PairedDuplex.pair(options);
}

module.exports = { duplexPair };
