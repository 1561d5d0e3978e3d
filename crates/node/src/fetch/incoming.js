'use strict';
// A body on its way in: bytes that a transport pushes, until somebody takes them all at once or reads them as a stream.
// Owner: fetch. The transport is an object with `pause()`, `resume()` and `cancel(reason)`; it calls push(), end() or
// fail(). Chunks may be views of memory that others use too: what is handed to programs is copied.

const {
  ArrayPrototypePush,
  ArrayPrototypeShift,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  Uint8Array,
} = primordials;

const { copyOf, join } = require('buffer/pieces');
const { Deferred, withoutPrototype } = require('stream/web/promises');
const { kLater } = require('stream/web/sources');

// What may lie here before the transport is told to wait.
const kHighWaterMark = 128 * 1024;

const kNothing = new Uint8Array(0);

class Incoming {
  constructor(transport) {
    this.transport = transport;
    this.chunks = [];
    this.size = 0;
    this.received = 0;
    this.isEnded = false;
    this.error = undefined;
    this.isPaused = false;
    // Who waits for everything, and the stream that is read from.
    this.collector = undefined;
    this.control = undefined;
    this.pullWaits = false;
    // Whose finish() is called once when nothing of it is left to be read or it failed.
    this.run = undefined;
    this.pulls = true;
  }

  #settle() {
    const { run } = this;
    this.run = undefined;
    run?.finish();
  }

  // --- The transport's side ---

  push(chunk) {
    if (this.error !== undefined) return;
    this.received += chunk.length;
    if (this.pullWaits) {
      this.pullWaits = false;
      give(this.control, chunk);
      this.control.pulled();
      return;
    }
    ArrayPrototypePush(this.chunks, chunk);
    this.size += chunk.length;
    if (this.size >= kHighWaterMark && this.collector === undefined && !this.isPaused) {
      this.isPaused = true;
      this.transport.pause();
    }
  }

  end() {
    this.isEnded = true;
    if (this.pullWaits) {
      this.pullWaits = false;
      finish(this.control);
      this.#settle();
    } else if (this.collector !== undefined) {
      this.collector.resolve(this.#takeAll());
      this.#settle();
    }
  }

  /** The transport broke down. */
  fail(cause) {
    this.abort(new TypeError('terminated', { cause }));
  }

  /** Ends it with an error of the program's. */
  abort(error) {
    if (this.error !== undefined || (this.isEnded && this.run === undefined)) return;
    this.error = error;
    this.chunks = [];
    this.size = 0;
    this.control?.error(error);
    this.collector?.reject(error);
    this.#settle();
  }

  // --- Everything at once ---

  /** All bytes in one piece, in memory that may be shared. */
  #takeAll() {
    const { chunks, size } = this;
    this.chunks = [];
    this.size = 0;
    if (chunks.length === 0) return kNothing;
    if (chunks.length === 1) return chunks[0];
    return join(chunks, size);
  }

  /** Whether collect() has the bytes at once. */
  get isWhole() {
    return this.isEnded && this.error === undefined;
  }

  /** All bytes, or a promise of them. */
  collect() {
    if (this.isWhole) {
      const bytes = this.#takeAll();
      this.#settle();
      return bytes;
    }
    this.collector = new Deferred();
    if (this.error !== undefined) this.collector.reject(this.error);
    else this.#flow();
    return this.collector.promise;
  }

  #flow() {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.transport.resume();
  }

  // --- What a stream over it asks; see stream/web/sources.js ---

  start(control) {
    this.control = control;
  }

  pull(control) {
    if (this.error !== undefined) {
      control.error(this.error);
      return undefined;
    }
    if (this.chunks.length > 0) {
      const chunk = ArrayPrototypeShift(this.chunks);
      this.size -= chunk.length;
      if (this.size < kHighWaterMark / 2) this.#flow();
      give(control, chunk);
      return undefined;
    }
    if (this.isEnded) {
      finish(control);
      this.#settle();
      return undefined;
    }
    this.pullWaits = true;
    return kLater;
  }

  cancel(reason) {
    this.chunks = [];
    this.size = 0;
    this.pullWaits = false;
    if (!this.isEnded) this.transport.cancel(reason);
    this.isEnded = true;
    this.#settle();
  }
}

function give(control, chunk) {
  if (!control.canCloseOrEnqueue) return;
  const copy = copyOf(chunk);
  control.enqueue(TypedArrayPrototypeGetBuffer(copy), 0, copy.length);
}

function finish(control) {
  if (!control.canCloseOrEnqueue) return;
  control.close();
  // A reader that brought its own memory waits for it to be handed back, empty.
  if (control.pending.length > 0) control.respond(0);
}

withoutPrototype(Incoming);

module.exports = { Incoming };
