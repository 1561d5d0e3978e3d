'use strict';
// Node Writables as writers of stream/iter and the other way. Owner: stream. A Node stream's callbacks are never called
// inside the write that they belong to.

const {
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  NumberMAX_SAFE_INTEGER,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  SafeWeakMap,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_STREAM_WRITE_AFTER_END },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateObject, validateOneOf } = require('internal/validators');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const { Deferred, markHandled } = require('stream/web/promises');
const { chunkOf, hasMethod, isThenable, sizeOfBatch } = require('stream/iter/chunks');
const { drainableProtocol } = require('stream/iter/protocols');
const { batchOf, signalOf } = require('stream/iter/writer');

const kPolicies = ['strict', 'unbounded', 'drop-oldest', 'drop-newest'];

class WritableWriter {
  #writable;
  #backpressure;
  #total = 0;
  #drains = [];
  #isOver = false;
  #failure;

  constructor(writable, backpressure) {
    this.#writable = writable;
    this.#backpressure = backpressure;
    writable.on('drain', () => this.#tell(true));
    eos(writable, { __proto__: null, readable: false }, (err) => {
      this.#isOver = true;
      if (err) this.#failure = { __proto__: null, err };
      this.#tell(false);
    });
  }

  #tell(value) {
    while (this.#drains.length > 0) ArrayPrototypeShift(this.#drains).resolve(value);
  }

  get #isClosed() {
    const writable = this.#writable;
    return this.#isOver || writable.destroyed === true || writable.writableEnded === true;
  }

  get canWrite() {
    if (this.#isClosed) return null;
    return this.#backpressure === 'drop-newest' || this.#writable.writableNeedDrain !== true;
  }

  [drainableProtocol]() {
    const { canWrite } = this;
    if (canWrite === null) return null;
    if (canWrite) return PromiseResolve(true);
    const waiting = new Deferred();
    ArrayPrototypePush(this.#drains, waiting);
    return waiting.promise;
  }

  #write(batch) {
    if (this.#isClosed) return PromiseReject(this.#failure?.err ?? new ERR_STREAM_WRITE_AFTER_END());
    if (this.#writable.writableNeedDrain === true) {
      if (this.#backpressure === 'drop-newest') {
        this.#total += sizeOfBatch(batch);
        return PromiseResolve();
      }
      if (this.#backpressure === 'strict') {
        return PromiseReject(new ERR_INVALID_STATE.RangeError(
          'Backpressure violation: buffer is full. Await each write() call to respect backpressure.'));
      }
      return PromisePrototypeThen(this[drainableProtocol](), () => this.#write(batch));
    }
    const writable = this.#writable;
    this.#total += sizeOfBatch(batch);
    if (batch.length > 1) writable.cork?.();
    for (let i = 0; i < batch.length; i++) writable.write(batch[i]);
    if (batch.length > 1) writable.uncork?.();
    return PromiseResolve();
  }

  write(chunk, options = undefined) {
    signalOf(options);
    return this.#write([chunkOf(chunk)]);
  }

  writev(chunks, options = undefined) {
    const batch = batchOf(chunks);
    signalOf(options);
    return this.#write(batch);
  }

  // A Node stream never says at once that a write is done.
  writeSync() {
    return false;
  }

  writevSync() {
    return false;
  }

  endSync() {
    return -1;
  }

  end(options = undefined) {
    signalOf(options);
    if (this.#failure !== undefined) return PromiseReject(this.#failure.err);
    if (this.#isOver) return PromiseResolve(this.#total);
    const ended = new Deferred();
    eos(this.#writable, { __proto__: null, readable: false }, (err) => {
      if (err) ended.reject(err);
      else ended.resolve(this.#total);
    });
    if (this.#writable.writableEnded !== true) this.#writable.end();
    return ended.promise;
  }

  fail(reason) {
    destroyer(this.#writable, reason);
  }

  [SymbolDispose]() {
    this.fail();
  }

  [SymbolAsyncDispose]() {
    this.fail();
    return PromiseResolve();
  }
}

const known = new SafeWeakMap();

function fromWritable(writable, options = kEmptyObject) {
  if (!hasMethod(writable, 'write') || !hasMethod(writable, 'on')) {
    throw new ERR_INVALID_ARG_TYPE('writable', 'Writable', writable);
  }
  validateObject(options, 'options');
  const { backpressure = 'strict' } = options;
  validateOneOf(backpressure, 'options.backpressure', kPolicies);
  if (backpressure === 'drop-oldest') {
    throw new ERR_INVALID_ARG_VALUE('options.backpressure', backpressure,
                                    'drop-oldest is not supported for classic stream.Writable');
  }
  if (writable.writableObjectMode === true) {
    throw new ERR_INVALID_STATE('Cannot create a stream/iter Writer from an object-mode Writable');
  }
  let writers = known.get(writable);
  if (writers === undefined) known.set(writable, writers = { __proto__: null });
  return writers[backpressure] ??= new WritableWriter(writable, backpressure);
}

/** Calls back after an attempt: at once is in a microtask; what throws or fails is the callback's. */
function answer(attempt, callback) {
  let result;
  try {
    result = attempt();
  } catch (err) {
    process.nextTick(callback, err);
    return;
  }
  if (!isThenable(result)) {
    process.nextTick(callback);
    return;
  }
  markHandled(PromisePrototypeThen(result, () => process.nextTick(callback), (err) => process.nextTick(callback, err)));
}

function toWritable(writer) {
  if (!hasMethod(writer, 'write')) throw new ERR_INVALID_ARG_TYPE('writer', 'Writer', writer);
  const Writable = require('stream/writable');
  const writev = hasMethod(writer, 'writev') ? (records, callback) => {
    const chunks = ArrayPrototypeMap(records, ({ chunk }) => chunk);
    answer(() => {
      if (hasMethod(writer, 'writevSync') && writer.writevSync(chunks) !== false) return undefined;
      return writer.writev(chunks);
    }, callback);
  } : undefined;
  return new Writable({
    __proto__: null,
    // The writer has a queue of its own.
    highWaterMark: NumberMAX_SAFE_INTEGER,
    write(chunk, encoding, callback) {
      answer(() => {
        if (hasMethod(writer, 'writeSync') && writer.writeSync(chunk) !== false) return undefined;
        return writer.write(chunk);
      }, callback);
    },
    writev,
    final(callback) {
      answer(() => {
        if (hasMethod(writer, 'endSync') && writer.endSync() >= 0) return undefined;
        return writer.end?.();
      }, callback);
    },
    destroy(err, callback) {
      if (err) writer.fail?.(err);
      // The writer has the error; whoever wrote has it from the callback. As in Node, no 'error' event.
      callback();
    },
  });
}

module.exports = { fromWritable, toWritable };
