'use strict';
// duplexPair(): two Duplex streams, each the other's other end. Owner: stream.

const { Symbol } = primordials;

const Duplex = require('stream/duplex');

const kCallback = Symbol('Callback');
const kOther = Symbol('Other');

class PairedDuplex extends Duplex {
  constructor(options) {
    super(options);
    this[kCallback] = null;
    this[kOther] = null;
  }

  // The other end wants data: the write that waited for that is done.
  _read() {
    const callback = this[kCallback];
    if (callback) {
      this[kCallback] = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      process.nextTick(callback);
    } else {
      this[kOther].push(chunk);
      this[kOther][kCallback] = callback;
    }
  }

  _final(callback) {
    this[kOther].on('end', callback);
    this[kOther].push(null);
  }
}

function duplexPair(options) {
  const one = new PairedDuplex(options);
  const two = new PairedDuplex(options);
  one[kOther] = two;
  two[kOther] = one;
  return [one, two];
}

module.exports = { duplexPair };
