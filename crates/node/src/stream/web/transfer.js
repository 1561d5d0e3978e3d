'use strict';
// Web streams in structured clones: a stream that is transferred goes on over a pair of message ports, as the standard's
// cross-realm transforms. Owner: stream. What crosses is `{ type, value }` with the types 'pull', 'chunk', 'close' and
// 'error'; each value is a copy. Ports of a stream keep the loop alive only while something is on its way.

const { PromisePrototypeThen, SafeWeakMap } = primordials;

const { lazyDOMException } = require('internal/util');
const { newReadable } = require('stream/web/default_control');
const { pipeTo } = require('stream/web/pipe_to');
const { Deferred, kFulfilled, markHandled, withoutPrototype } = require('stream/web/promises');
const shells = require('stream/web/shells');
const { newWritable } = require('stream/web/writable_control');
const { PortCore } = require('worker_threads/port_core');

const kPipeOptions = {
  __proto__: null,
  preventAbort: false,
  preventCancel: false,
  preventClose: false,
  signal: undefined,
};

/** One end of the pair: copies what it sends. */
class Wire {
  constructor(core, end) {
    this.core = core;
    this.end = end;
    core.receiver = this;
    core.waitsForMessages = true;
    core.start();
  }

  /** Throws a DataCloneError for what cannot be copied. */
  send(type, value) {
    const { cloneMessage } = require('structured_clone');
    this.core.post(cloneMessage({ type, value }, [], undefined).value, []);
  }

  /** Sends a value; where it cannot be copied, the other end gets the error, which is thrown. */
  sendOrError(type, value) {
    try {
      this.send(type, value);
    } catch (err) {
      this.sendError(err);
      throw err;
    }
  }

  sendError(reason) {
    try {
      this.send('error', reason);
    } catch {
      // Not even the error can be copied: the end of the channel tells the other side.
    }
  }

  message({ type, value }) {
    this.end.received(type, value);
  }

  closed() {}

  close() {
    this.core.close();
  }
}

/** A sink that sends over a wire what is written; one chunk for each 'pull'. */
class WireSink {
  constructor(core) {
    this.wire = new Wire(core, this);
    this.pulled = new Deferred();
    this.control = undefined;
  }

  start(control) {
    this.control = control;
  }

  received(type, value) {
    if (type === 'error') this.control.errorIfNeeded(value);
    if (type === 'pull' || type === 'error') this.#open();
  }

  #open() {
    this.pulled?.resolve();
    this.pulled = undefined;
  }

  write(chunk) {
    return PromisePrototypeThen(this.pulled?.promise ?? kFulfilled, () => {
      this.pulled = new Deferred();
      try {
        this.wire.sendOrError('chunk', chunk);
      } catch (err) {
        this.wire.close();
        throw err;
      }
    });
  }

  close() {
    this.wire.send('close', undefined);
    this.wire.close();
  }

  abort(reason) {
    try {
      this.wire.sendOrError('error', reason);
    } finally {
      this.wire.close();
    }
  }
}

/** A source of what a wire brings. */
class WireSource {
  constructor(core) {
    this.wire = new Wire(core, this);
    this.pulls = true;
    this.control = undefined;
  }

  start(control) {
    this.control = control;
  }

  received(type, value) {
    const { control } = this;
    if (type === 'chunk') {
      if (control.canCloseOrEnqueue) control.enqueue(value);
    } else if (type === 'close') {
      control.close();
      this.wire.close();
    } else if (type === 'error') {
      control.error(value);
      this.wire.close();
    }
  }

  pull() {
    this.wire.send('pull', undefined);
  }

  cancel(reason) {
    try {
      this.wire.sendOrError('error', reason);
    } finally {
      this.wire.close();
    }
  }
}
withoutPrototype(Wire, WireSink, WireSource);

// The far core of a copy, until the original is joined to it.
const farEnds = new SafeWeakMap();

function beginReadable() {
  const { 0: near, 1: far } = PortCore.pair();
  const copy = newReadable(new WireSource(near), 0).shell;
  farEnds.set(copy, far);
  return copy;
}

function finishReadable(record, copy) {
  markHandled(pipeTo(record, newWritable(new WireSink(farEnds.get(copy))), kPipeOptions));
}

function beginWritable() {
  const { 0: near, 1: far } = PortCore.pair();
  const copy = newWritable(new WireSink(near)).shell;
  farEnds.set(copy, far);
  return copy;
}

function finishWritable(record, copy) {
  markHandled(pipeTo(newReadable(new WireSource(farEnds.get(copy)), 0), record, kPipeOptions));
}

function checkUnlocked(isLocked, name) {
  if (isLocked) throw lazyDOMException(`Cannot transfer a locked ${name}`, 'DataCloneError');
}

const readableTransfer = {
  __proto__: null,
  name: 'ReadableStream',
  check(stream) {
    checkUnlocked(shells.recordOfReadable(stream).locked, 'ReadableStream');
  },
  begin: beginReadable,
  finish(stream, copy) {
    finishReadable(shells.recordOfReadable(stream), copy);
  },
};

const writableTransfer = {
  __proto__: null,
  name: 'WritableStream',
  check(stream) {
    checkUnlocked(shells.recordOfWritable(stream).locked, 'WritableStream');
  },
  begin: beginWritable,
  finish(stream, copy) {
    finishWritable(shells.recordOfWritable(stream), copy);
  },
};

const transformTransfer = {
  __proto__: null,
  name: 'TransformStream',
  check(stream) {
    const { readable, writable } = shells.recordOfTransform(stream);
    checkUnlocked(readable.locked, 'TransformStream');
    checkUnlocked(writable.locked, 'TransformStream');
  },
  begin() {
    return shells.transformOfPair(beginReadable(), beginWritable());
  },
  finish(stream, copy) {
    const { readable, writable } = shells.recordOfTransform(stream);
    finishReadable(readable, copy.readable);
    finishWritable(writable, copy.writable);
  },
};

module.exports = { readableTransfer, transformTransfer, writableTransfer };
