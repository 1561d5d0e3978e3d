'use strict';
// ReadableStreamDefaultReader and ReadableStreamBYOBReader: a program's lock on a stream. Owner: stream. Checks
// arguments; the work is readable_state.js's. A chunk that is queued already costs one promise and no request.

const {
  NumberIsInteger,
  ObjectDefineProperties,
  ObjectDefineProperty,
  PromiseReject,
  PromiseResolve,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { kValidateObjectAllowObjectsAndNull, validateNumber, validateObject } = require('internal/validators');
const { ByteControl } = require('stream/web/byte_control');
const { inspectAs } = require('stream/web/inspect');
const { ReadPromise, Reader } = require('stream/web/readable_state');
const shells = require('stream/web/shells');
const { memoryOf } = require('stream/web/views');

function notAttached() {
  return new ERR_INVALID_STATE.TypeError('The reader is not attached to a stream');
}

/** The record of a stream that a constructor was given. */
function streamOf(value) {
  const state = shells.recordOfReadable(value);
  if (state === undefined) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', value);
  return state;
}

function cancelBy(reader, reason) {
  if (reader.stream === undefined) return PromiseReject(notAttached());
  return reader.stream.cancel(reason);
}

class ReadableStreamDefaultReader {
  #reader;

  static {
    shells.recordOfDefaultReader = (value) => (ReadableStreamDefaultReader.#is(value) ? value.#reader : undefined);
  }

  constructor(stream) {
    const reader = new Reader(streamOf(stream), false);
    reader.shell = this;
    this.#reader = reader;
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #reader in value;
  }

  read() {
    if (!ReadableStreamDefaultReader.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    }
    const reader = this.#reader;
    const { stream } = reader;
    if (stream === undefined) return PromiseReject(notAttached());
    if (stream.state === 'readable' && stream.control.hasChunk) {
      stream.disturbed = true;
      return PromiseResolve({ done: false, value: stream.control.take() });
    }
    const request = new ReadPromise();
    reader.read(request);
    return request.promise;
  }

  releaseLock() {
    if (!ReadableStreamDefaultReader.#is(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultReader');
    if (this.#reader.stream !== undefined) this.#reader.release();
  }

  get closed() {
    if (!ReadableStreamDefaultReader.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    }
    return this.#reader.closed.promise;
  }

  cancel(reason = undefined) {
    if (!ReadableStreamDefaultReader.#is(this)) {
      return PromiseReject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    }
    return cancelBy(this.#reader, reason);
  }

  [customInspectSymbol](depth, options) {
    const reader = this.#reader;
    return inspectAs('ReadableStreamDefaultReader', {
      stream: reader.stream?.shell,
      readRequests: reader.requests.length,
      close: reader.closed.promise,
    }, depth, options);
  }
}

class ReadableStreamBYOBReader {
  #reader;

  constructor(stream) {
    const record = streamOf(stream);
    if (record.reader !== undefined) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
    if (!(record.control instanceof ByteControl)) {
      throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be a byte stream');
    }
    const reader = new Reader(record, true);
    reader.shell = this;
    this.#reader = reader;
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #reader in value;
  }

  /** The smallest number of elements to wait for; throws for what a view of this memory cannot hold. */
  static #minimum(options, memory) {
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const min = options?.min ?? 1;
    validateNumber(min, 'options.min');
    if (!NumberIsInteger(min)) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
    if (min <= 0) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be greater than 0');
    if (min > memory.length) {
      const limit = memory.BYTES_PER_ELEMENT === undefined ? 'view.byteLength' : 'view.length';
      throw new ERR_OUT_OF_RANGE('options.min', `<= ${limit}`, min);
    }
    return min;
  }

  read(view, options = kEmptyObject) {
    if (!ReadableStreamBYOBReader.#is(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    let memory;
    let min;
    try {
      memory = memoryOf(view, 'view');
      min = ReadableStreamBYOBReader.#checked(view, memory, options);
    } catch (err) {
      return PromiseReject(err);
    }
    const reader = this.#reader;
    if (reader.stream === undefined) return PromiseReject(notAttached());
    const request = new ReadPromise();
    reader.readInto(memory, min, request);
    return request.promise;
  }

  static #checked(view, memory, options) {
    if (memory.isShared) throw new ERR_INVALID_ARG_VALUE('view', view, 'must not be backed by a SharedArrayBuffer');
    if (memory.byteLength === 0 || memory.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
    }
    return ReadableStreamBYOBReader.#minimum(options, memory);
  }

  releaseLock() {
    if (!ReadableStreamBYOBReader.#is(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    if (this.#reader.stream !== undefined) this.#reader.release();
  }

  get closed() {
    if (!ReadableStreamBYOBReader.#is(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    return this.#reader.closed.promise;
  }

  cancel(reason = undefined) {
    if (!ReadableStreamBYOBReader.#is(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    return cancelBy(this.#reader, reason);
  }

  [customInspectSymbol](depth, options) {
    const reader = this.#reader;
    return inspectAs('ReadableStreamBYOBReader', {
      stream: reader.stream?.shell,
      readIntoRequests: reader.requests.length,
      close: reader.closed.promise,
    }, depth, options);
  }
}

for (const shell of [ReadableStreamDefaultReader, ReadableStreamBYOBReader]) {
  ObjectDefineProperties(shell.prototype, {
    read: kEnumerableProperty,
    releaseLock: kEnumerableProperty,
    closed: kEnumerableProperty,
    cancel: kEnumerableProperty,
  });
  ObjectDefineProperty(shell.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: shell.name });
}

module.exports = { ReadableStreamBYOBReader, ReadableStreamDefaultReader };
