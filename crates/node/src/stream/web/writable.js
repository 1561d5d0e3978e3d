'use strict';
// WritableStream and WritableStreamDefaultWriter. Owner: stream. They check arguments and read what the program gives;
// the work is done by the records (writable_state.js, writable_control.js).

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  PromiseReject,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { kValidateObjectAllowObjects, validateObject } = require('internal/validators');
const { kControllerErrorFunction, kIsClosedPromise, kIsErrored, kIsWritable } = require('stream/predicates');
const { inspectAs } = require('stream/web/inspect');
const { Deferred } = require('stream/web/promises');
const shells = require('stream/web/shells');
const { UserSink, methodOf } = require('stream/web/sources');
const { markOr, readStrategy } = require('stream/web/strategies');
const { WritableControl } = require('stream/web/writable_control');
const { WritableState, Writer } = require('stream/web/writable_state');
const { kClone, kTransfer } = require('structured_clone/host');

let isWritableStream;
let stateOf;

class WritableStream {
  #state;

  constructor(sink = kEmptyObject, strategy = kEmptyObject) {
    if (sink instanceof WritableState) {
      this.#state = sink;
      sink.shellMade = this;
      return;
    }
    validateObject(sink, 'sink', kValidateObjectAllowObjects);
    const { highWaterMark, size } = readStrategy(strategy);
    const state = this.#state = new WritableState();
    state.shellMade = this;
    const abort = methodOf(sink, 'abort', 'sink');
    const close = methodOf(sink, 'close', 'sink');
    const start = methodOf(sink, 'start', 'sink');
    const { type } = sink;
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    const write = methodOf(sink, 'write', 'sink');
    const user = new UserSink(sink, start, write, close, abort);
    const control = new WritableControl(state, user, markOr(1, highWaterMark), size);
    control.start();
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #state in value;
  }

  static #of(value) {
    if (!WritableStream.#is(value)) throw new ERR_INVALID_THIS('WritableStream');
    return value.#state;
  }

  static {
    isWritableStream = WritableStream.#is;
    stateOf = (stream) => stream.#state;
  }

  get locked() {
    return WritableStream.#of(this).locked;
  }

  abort(reason = undefined) {
    if (!WritableStream.#is(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStream'));
    const state = this.#state;
    if (state.locked) return PromiseReject(new ERR_INVALID_STATE.TypeError('WritableStream is locked'));
    return state.abort(reason);
  }

  close() {
    if (!WritableStream.#is(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStream'));
    const state = this.#state;
    if (state.locked) return PromiseReject(new ERR_INVALID_STATE.TypeError('WritableStream is locked'));
    if (state.closeQueuedOrInFlight) {
      return PromiseReject(new ERR_INVALID_STATE.TypeError('Failure closing WritableStream'));
    }
    return state.close();
  }

  getWriter() {
    WritableStream.#of(this);
    return new WritableStreamDefaultWriter(this);
  }

  get [kIsErrored]() {
    return this.#state.state === 'errored';
  }

  get [kIsWritable]() {
    return this.#state.state === 'writable';
  }

  [kControllerErrorFunction](error) {
    this.#state.control.errorIfNeeded(error);
  }

  get [kIsClosedPromise]() {
    return { promise: this.#state.watchClosed() };
  }

  [customInspectSymbol](depth, options) {
    const { locked, state } = WritableStream.#of(this);
    return inspectAs('WritableStream', { locked, state }, depth, options);
  }

  get [kClone]() {
    return WritableStream.#is(this) ? null : undefined;
  }

  get [kTransfer]() {
    return WritableStream.#is(this) ? require('stream/web/transfer').writableTransfer : undefined;
  }
}

shells.writable = (state) => new WritableStream(state);
shells.recordOfWritable = (value) => (isWritableStream(value) ? stateOf(value) : undefined);

function notBound() {
  return new ERR_INVALID_STATE.TypeError('Writer is not bound to a WritableStream');
}

class WritableStreamDefaultWriter {
  #writer;

  static {
    shells.recordOfWriter = (value) => (WritableStreamDefaultWriter.#is(value) ? value.#writer : undefined);
  }

  constructor(stream) {
    if (!isWritableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    this.#writer = new Writer(stateOf(stream));
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #writer in value;
  }

  get closed() {
    if (!WritableStreamDefaultWriter.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    return this.#writer.closed.promise;
  }

  get desiredSize() {
    if (!WritableStreamDefaultWriter.#is(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    if (this.#writer.stream === undefined) throw notBound();
    return this.#writer.desiredSize;
  }

  get ready() {
    if (!WritableStreamDefaultWriter.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    return this.#writer.ready.promise;
  }

  abort(reason = undefined) {
    if (!WritableStreamDefaultWriter.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    const { stream } = this.#writer;
    return stream === undefined ? PromiseReject(notBound()) : stream.abort(reason);
  }

  close() {
    if (!WritableStreamDefaultWriter.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    const { stream } = this.#writer;
    if (stream === undefined) return PromiseReject(notBound());
    if (stream.closeQueuedOrInFlight) {
      return PromiseReject(new ERR_INVALID_STATE.TypeError('Failure to close WritableStream'));
    }
    return stream.close();
  }

  releaseLock() {
    if (!WritableStreamDefaultWriter.#is(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    if (this.#writer.stream !== undefined) this.#writer.release();
  }

  write(chunk = undefined) {
    if (!WritableStreamDefaultWriter.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    }
    const writer = this.#writer;
    if (writer.stream === undefined) return PromiseReject(notBound());
    const request = new Deferred();
    writer.write(chunk, request);
    return request.promise;
  }

  [customInspectSymbol](depth, options) {
    const writer = this.#writer;
    const { stream } = writer;
    return inspectAs('WritableStreamDefaultWriter', {
      stream: stream?.shell,
      close: writer.closed.promise,
      ready: writer.ready.promise,
      desiredSize: stream === undefined ? null : writer.desiredSize,
    }, depth, options);
  }
}

ObjectDefineProperties(WritableStream.prototype, {
  locked: kEnumerableProperty,
  abort: kEnumerableProperty,
  close: kEnumerableProperty,
  getWriter: kEnumerableProperty,
});
ObjectDefineProperties(WritableStreamDefaultWriter.prototype, {
  closed: kEnumerableProperty,
  ready: kEnumerableProperty,
  desiredSize: kEnumerableProperty,
  abort: kEnumerableProperty,
  close: kEnumerableProperty,
  releaseLock: kEnumerableProperty,
  write: kEnumerableProperty,
});
for (const shell of [WritableStream, WritableStreamDefaultWriter]) {
  ObjectDefineProperty(shell.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: shell.name });
}

module.exports = { WritableStream, WritableStreamDefaultWriter, isWritableStream, stateOf };
