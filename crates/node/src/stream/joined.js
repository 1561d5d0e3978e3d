'use strict';
// A Duplex over two foreign ends: what is written goes into a sink, what is read comes from a
// source. Owner: stream. Behind Duplex.from() and compose(). An end is a Node stream or a web
// stream; the four small classes below give them one face each.

const { Boolean, PromisePrototypeThen } = primordials;

const { AbortError } = require('internal/errors');
const Duplex = require('stream/duplex');

/** A callback that waits for its one call. */
class Waiting {
  #callback = null;

  set(callback) {
    this.#callback = callback;
  }

  release(err) {
    const callback = this.#callback;
    this.#callback = null;
    callback?.(err);
  }

  forget() {
    this.#callback = null;
  }
}

class NodeSink {
  constructor(stream) {
    this.stream = stream;
    this.waiting = new Waiting();
    stream.on('drain', () => this.waiting.release());
  }

  write(chunk, encoding, callback) {
    if (this.stream.write(chunk, encoding)) callback();
    else this.waiting.set(callback);
  }

  end() {
    this.stream.end();
  }

  forget() {
    this.waiting.forget();
  }
}

function ignore() {}

class WebSink {
  constructor(stream) {
    this.writer = stream.getWriter();
  }

  async write(chunk, encoding, callback) {
    try {
      await this.writer.ready;
      // A failed write shows in the next `ready`.
      PromisePrototypeThen(this.writer.write(chunk), undefined, ignore);
    } catch (err) {
      callback(err);
      return;
    }
    callback();
  }

  async end(fail) {
    try {
      await this.writer.ready;
      PromisePrototypeThen(this.writer.close(), undefined, ignore);
    } catch (err) {
      fail(err);
    }
  }

  forget() {}
}

class NodeSource {
  constructor(stream) {
    this.stream = stream;
    this.waiting = new Waiting();
  }

  start(duplex) {
    this.stream.on('readable', () => this.waiting.release());
    this.stream.on('end', () => duplex.push(null));
  }

  read(duplex) {
    for (;;) {
      const chunk = this.stream.read();
      if (chunk === null) {
        this.waiting.set(() => this.read(duplex));
        return;
      }
      if (!duplex.push(chunk)) return;
    }
  }

  forget() {
    this.waiting.forget();
  }
}

/** A source that flows by itself, a chunk at a time, and is paused while what it gave is not taken. */
class FlowingSource {
  constructor(stream) {
    this.stream = stream;
  }

  start(duplex) {
    const { stream } = this;
    stream.on('data', (chunk) => {
      if (!duplex.push(chunk)) stream.pause();
    });
    stream.on('end', () => duplex.push(null));
  }

  read() {
    this.stream.resume();
  }

  forget() {}
}

class WebSource {
  constructor(stream) {
    this.reader = stream.getReader();
  }

  start() {}

  async read(duplex) {
    for (;;) {
      let result;
      try {
        result = await this.reader.read();
      } catch {
        // The stream's failure is told by finished(), with its error.
        return;
      }
      if (result.done) {
        duplex.push(null);
        return;
      }
      if (!duplex.push(result.value)) return;
    }
  }

  forget() {}
}

class Joined {
  // undefined: both ends live; a function: the callback of _destroy(); null: the ends are over.
  #closing = undefined;
  #finishing = new Waiting();

  /** `destroyEnds(err)` is called when the Duplex is destroyed before its ends are over. */
  constructor({ sink, source, readableObjectMode, writableObjectMode, destroyEnds }) {
    const joined = this;
    this.isIdle = !sink && !source;
    this.duplex = new Duplex({
      readableObjectMode,
      writableObjectMode,
      readable: Boolean(source),
      writable: Boolean(sink),
      destroy(err, callback) {
        if (!err && joined.#closing !== null) err = new AbortError();
        sink?.forget();
        source?.forget();
        joined.#finishing.forget();
        if (joined.#closing === null) {
          callback(err);
        } else {
          joined.#closing = callback;
          destroyEnds(err);
        }
      },
    });
    const { duplex } = this;
    if (sink) {
      duplex._write = (chunk, encoding, callback) => sink.write(chunk, encoding, callback);
      duplex._final = (callback) => {
        this.#finishing.set(callback);
        sink.end((err) => this.#finishing.release(err));
      };
    }
    if (source) {
      duplex._read = () => source.read(duplex);
      source.start(duplex);
    }
  }

  /** What was written has gone through. */
  finish() {
    this.#finishing.release();
  }

  /** The ends are over, by `err` or in peace. */
  close(err) {
    const callback = this.#closing;
    this.#closing = null;
    if (callback) callback(err);
    else if (err || this.isIdle) this.duplex.destroy(err);
  }
}

module.exports = { FlowingSource, Joined, NodeSink, NodeSource, WebSink, WebSource };
