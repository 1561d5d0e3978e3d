'use strict';
// push(), duplex() and ondrain(): streams that are written to. Owner: stream. The writer is writer.js's; the queue
// is push_queue.js's.

const {
  SymbolAsyncDispose,
  SymbolAsyncIterator,
} = primordials;

const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateInteger, validateObject, validateOneOf } = require('internal/validators');
const { hasMethod } = require('stream/iter/chunks');
const { normalized } = require('stream/iter/from');
const { drainableProtocol } = require('stream/iter/protocols');
const { checkTransforms, pullWith, splitArguments } = require('stream/iter/pull');
const { PushQueue } = require('stream/iter/push_queue');
const { QueueWriter } = require('stream/iter/writer');

const kLeastBudget = 16384;
const kPolicies = ['strict', 'unbounded', 'drop-oldest', 'drop-newest'];

/** Checks what all streams with a queue take. */
function queueOptions(options, defaultBudget = kLeastBudget) {
  const { budget = defaultBudget, backpressure = 'strict', signal } = options;
  validateInteger(budget, 'options.budget', kLeastBudget);
  validateOneOf(backpressure, 'options.backpressure', kPolicies);
  validateAbortSignal(signal, 'options.signal');
  return { budget, backpressure, signal };
}

/** Calls back with the reason when a signal aborts, at once if it has. */
function whenAborted(signal, callback) {
  if (signal === undefined) return;
  if (signal.aborted) {
    callback(signal.reason);
    return;
  }
  require('events/add_abort_listener').addAbortListener(signal, () => callback(signal.reason));
}

class PushWriter extends QueueWriter {}

function readableOf(queue) {
  return normalized(() => ({
    __proto__: null,
    next: () => queue.next(),
    return: () => queue.return(),
    throw: (err) => queue.throw(err),
    [SymbolAsyncIterator]() {
      return this;
    },
  }));
}

function push(...args) {
  const { transforms, options = kEmptyObject } = splitArguments(args);
  checkTransforms(transforms);
  const { budget, backpressure, signal } = queueOptions(options);
  const queue = new PushQueue(budget, backpressure);
  whenAborted(signal, (reason) => queue.fail(reason));
  const readable = readableOf(queue);
  return {
    __proto__: null,
    writer: new PushWriter(queue),
    readable: transforms.length === 0 ? readable : pullWith(readable, transforms, signal),
  };
}

class Channel {
  constructor(writer, queue, readable) {
    this.writer = writer;
    this.queue = queue;
    this.readable = readable;
    this.isClosed = false;
  }

  close() {
    if (this.isClosed) return;
    this.isClosed = true;
    this.writer.endSync();
    this.queue.return();
  }

  get face() {
    const channel = this;
    return {
      __proto__: null,
      get writer() { return channel.writer; },
      get readable() { return channel.readable; },
      async close() { channel.close(); },
      [SymbolAsyncDispose]() { return this.close(); },
    };
  }
}

function duplex(options = kEmptyObject) {
  validateObject(options, 'options');
  const { a, b } = options;
  if (a !== undefined) validateObject(a, 'options.a');
  if (b !== undefined) validateObject(b, 'options.b');
  const toB = queueOptions({ __proto__: null, ...options, ...a });
  const toA = queueOptions({ __proto__: null, ...options, ...b });
  const queueToB = new PushQueue(toB.budget, toB.backpressure);
  const queueToA = new PushQueue(toA.budget, toA.backpressure);
  whenAborted(options.signal, (reason) => {
    queueToB.fail(reason);
    queueToA.fail(reason);
  });
  return [
    new Channel(new PushWriter(queueToB), queueToA, readableOf(queueToA)).face,
    new Channel(new PushWriter(queueToA), queueToB, readableOf(queueToB)).face,
  ];
}

function ondrain(drainable) {
  return hasMethod(drainable, drainableProtocol) ? drainable[drainableProtocol]() : null;
}

module.exports = { duplex, ondrain, push, queueOptions, whenAborted };
