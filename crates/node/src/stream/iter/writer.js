'use strict';
// What writers of iterable streams share: checks of what they are given, and the writer in front of a queue. Owner: stream.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  PromiseResolve,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateObject } = require('internal/validators');
const { chunkOf } = require('stream/iter/chunks');
const { drainableProtocol } = require('stream/iter/protocols');

function signalOf(options) {
  if (options === undefined || options === null) return undefined;
  validateObject(options, 'options');
  validateAbortSignal(options.signal, 'options.signal');
  return options.signal;
}

function batchOf(chunks) {
  if (!ArrayIsArray(chunks)) throw new ERR_INVALID_ARG_TYPE('chunks', 'Array', chunks);
  const batch = [];
  for (let i = 0; i < chunks.length; i++) ArrayPrototypePush(batch, chunkOf(chunks[i]));
  return batch;
}

/** The face of a queue: its chunks, options and signals are checked before the queue sees them. */
class QueueWriter {
  #queue;

  constructor(queue) {
    this.#queue = queue;
  }

  get canWrite() {
    return this.#queue.canWrite;
  }

  write(chunk, options = undefined) {
    const signal = signalOf(options);
    return this.#queue.write([chunkOf(chunk)], signal);
  }

  writev(chunks, options = undefined) {
    const batch = batchOf(chunks);
    return this.#queue.write(batch, signalOf(options));
  }

  writeSync(chunk) {
    return this.#queue.tryWrite([chunkOf(chunk)]);
  }

  writevSync(chunks) {
    return this.#queue.tryWrite(batchOf(chunks));
  }

  end(options = undefined) {
    return this.#queue.end(signalOf(options));
  }

  endSync() {
    return this.#queue.endSync();
  }

  fail(reason) {
    this.#queue.fail(reason);
  }

  [drainableProtocol]() {
    return this.#queue.drained();
  }

  [SymbolDispose]() {
    this.#queue.fail();
  }

  [SymbolAsyncDispose]() {
    this.#queue.fail();
    return PromiseResolve();
  }
}

module.exports = { QueueWriter, batchOf, signalOf };
