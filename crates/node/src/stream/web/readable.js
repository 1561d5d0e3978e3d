'use strict';
// ReadableStream. Owner: stream. Checks arguments and reads what the program gives; the work is done by the records
// (readable_state.js, default_control.js, byte_control.js).

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  PromiseReject,
  SymbolAsyncIterator,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  validateAbortSignal,
  validateObject,
} = require('internal/validators');
const { converters } = require('internal/webidl');
const {
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
} = require('stream/predicates');
const { ByteControl } = require('stream/web/byte_control');
const { DefaultControl } = require('stream/web/default_control');
const { inspectAs } = require('stream/web/inspect');
const { markHandled } = require('stream/web/promises');
const { ReadableState } = require('stream/web/readable_state');
const { ReadableStreamBYOBReader, ReadableStreamDefaultReader } = require('stream/web/readers');
const shells = require('stream/web/shells');
const { UserSource, methodOf } = require('stream/web/sources');
const { markOr, readStrategy } = require('stream/web/strategies');
const { isWritableStream, stateOf: writableStateOf } = require('stream/web/writable');
const { kClone, kTransfer } = require('structured_clone/host');

const kChunkSize = { __proto__: null, enforceRange: true, context: 'source.autoAllocateChunkSize' };

/** The options of pipeTo() and pipeThrough(). */
function pipeOptions(options) {
  validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
  // Read in the order of the standard.
  const { preventAbort, preventCancel, preventClose, signal } = options ?? kEmptyObject;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return {
    __proto__: null,
    preventAbort: !!preventAbort,
    preventCancel: !!preventCancel,
    preventClose: !!preventClose,
    signal,
  };
}

function pipe(source, dest, options) {
  return require('stream/web/pipe_to').pipeTo(source, dest, options);
}

let isReadableStream;
let stateOf;

class ReadableStream {
  #state;

  constructor(source = kEmptyObject, strategy = kEmptyObject) {
    if (source instanceof ReadableState) {
      this.#state = source;
      source.shellMade = this;
      return;
    }
    validateObject(source, 'source', kValidateObjectAllowObjects);
    const { highWaterMark, size, hasSize, given } = readStrategy(strategy);
    const state = this.#state = new ReadableState();
    state.shellMade = this;

    const { autoAllocateChunkSize } = source;
    const cancel = methodOf(source, 'cancel', 'source');
    const pull = methodOf(source, 'pull', 'source');
    const start = methodOf(source, 'start', 'source');
    const { type } = source;
    const chunkSize = autoAllocateChunkSize === undefined ? undefined :
      converters['unsigned long long'](autoAllocateChunkSize, kChunkSize);
    if (type !== undefined && `${type}` !== 'bytes') throw new ERR_INVALID_ARG_VALUE('source.type', type);
    const user = new UserSource(source, start, pull, cancel);
    let control;
    if (type === undefined) {
      control = new DefaultControl(state, user, markOr(1, highWaterMark), size);
    } else {
      if (hasSize) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', given);
      const mark = markOr(0, highWaterMark);
      if (chunkSize === 0) throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', chunkSize);
      control = new ByteControl(state, user, mark, chunkSize);
    }
    control.start();
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #state in value;
  }

  static #of(value) {
    if (!ReadableStream.#is(value)) throw new ERR_INVALID_THIS('ReadableStream');
    return value.#state;
  }

  static {
    isReadableStream = ReadableStream.#is;
    stateOf = (stream) => stream.#state;
  }

  /** A stream of what an iterable gives. */
  static from(iterable) {
    return require('stream/web/from').readableFrom(iterable).shell;
  }

  get locked() {
    return ReadableStream.#of(this).locked;
  }

  cancel(reason = undefined) {
    if (!ReadableStream.#is(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStream'));
    const state = this.#state;
    if (state.locked) return PromiseReject(new ERR_INVALID_STATE.TypeError('ReadableStream is locked'));
    return state.cancel(reason);
  }

  getReader(options = kEmptyObject) {
    ReadableStream.#of(this);
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new ReadableStreamBYOBReader(this);
  }

  pipeThrough(transform, options = kEmptyObject) {
    const state = ReadableStream.#of(this);
    const readable = transform?.readable;
    if (!ReadableStream.#is(readable)) {
      throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    }
    const { writable } = transform;
    if (!isWritableStream(writable)) {
      throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', writable);
    }
    const checked = pipeOptions(options);
    const dest = writableStateOf(writable);
    if (state.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
    if (dest.locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
    markHandled(pipe(state, dest, checked));
    return readable;
  }

  pipeTo(destination, options = kEmptyObject) {
    try {
      const state = ReadableStream.#of(this);
      if (!isWritableStream(destination)) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      const checked = pipeOptions(options);
      const dest = writableStateOf(destination);
      if (state.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
      if (dest.locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
      return pipe(state, dest, checked);
    } catch (err) {
      return PromiseReject(err);
    }
  }

  tee() {
    const state = ReadableStream.#of(this);
    const { 0: first, 1: second } = require('stream/web/tee').tee(state, false);
    return [first.shell, second.shell];
  }

  values(options = kEmptyObject) {
    const state = ReadableStream.#of(this);
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const preventCancel = !!options?.preventCancel;
    return require('stream/web/iterator').iterate(state, preventCancel);
  }

  get [kIsDisturbed]() {
    return this.#state.disturbed;
  }

  get [kIsErrored]() {
    return this.#state.state === 'errored';
  }

  get [kIsReadable]() {
    return this.#state.state === 'readable';
  }

  [kControllerErrorFunction](error) {
    this.#state.control.error(error);
  }

  get [kIsClosedPromise]() {
    return { promise: this.#state.watchClosed() };
  }

  [customInspectSymbol](depth, options) {
    const { locked, state, control } = ReadableStream.#of(this);
    const supportsBYOB = control instanceof ByteControl;
    return inspectAs('ReadableStream', { locked, state, supportsBYOB }, depth, options);
  }

  get [kClone]() {
    return ReadableStream.#is(this) ? null : undefined;
  }

  get [kTransfer]() {
    return ReadableStream.#is(this) ? require('stream/web/transfer').readableTransfer : undefined;
  }
}

shells.readable = (state) => new ReadableStream(state);
shells.recordOfReadable = (value) => (isReadableStream(value) ? stateOf(value) : undefined);

ObjectDefineProperties(ReadableStream, { from: kEnumerableProperty });
ObjectDefineProperties(ReadableStream.prototype, {
  locked: kEnumerableProperty,
  cancel: kEnumerableProperty,
  getReader: kEnumerableProperty,
  pipeThrough: kEnumerableProperty,
  pipeTo: kEnumerableProperty,
  tee: kEnumerableProperty,
  values: kEnumerableProperty,
});
ObjectDefineProperty(ReadableStream.prototype, SymbolAsyncIterator, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  value: ReadableStream.prototype.values,
  writable: true,
});
ObjectDefineProperty(ReadableStream.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'ReadableStream',
});

module.exports = { ReadableStream, isReadableStream, stateOf };
