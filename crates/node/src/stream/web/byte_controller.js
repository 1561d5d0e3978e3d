'use strict';
// ReadableByteStreamController and ReadableStreamBYOBRequest: a byte stream's queue as programs see it. Owner: stream.
// Checks arguments; the work is byte_control.js's.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { converters } = require('internal/webidl');
const { ByteControl } = require('stream/web/byte_control');
const { inspectAs } = require('stream/web/inspect');
const shells = require('stream/web/shells');
const { memoryOf } = require('stream/web/views');

const kBytesWritten = { __proto__: null, enforceRange: true, context: 'bytesWritten' };

class ReadableStreamBYOBRequest {
  #control;
  #view = null;

  constructor(control = undefined, view = undefined) {
    if (!(control instanceof ByteControl)) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#control = control;
    this.#view = view;
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#control in value)) {
      throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    }
  }

  static {
    shells.invalidate = (request) => {
      request.#control = undefined;
      request.#view = null;
    };
  }

  get view() {
    ReadableStreamBYOBRequest.#check(this);
    return this.#view;
  }

  /** The control to answer to, while this request is the current one and its memory is there. */
  #usableControl() {
    const control = this.#control;
    if (control === undefined) throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
    if (memoryOf(this.#view, 'view').isDetached) {
      throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
    }
    return control;
  }

  respond(bytesWritten) {
    ReadableStreamBYOBRequest.#check(this);
    if (arguments.length === 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    bytesWritten = converters['unsigned long long'](bytesWritten, kBytesWritten);
    this.#usableControl().respond(bytesWritten);
  }

  respondWithNewView(view) {
    ReadableStreamBYOBRequest.#check(this);
    const memory = memoryOf(view, 'view');
    if (memory.isShared) throw new ERR_INVALID_ARG_VALUE('view', view, 'must not be backed by a SharedArrayBuffer');
    const control = this.#control;
    if (control === undefined) throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
    if (memory.isDetached) throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
    control.respondWithNewView(view, memory);
  }

  [customInspectSymbol](depth, options) {
    const controller = this.#control?.shell;
    return inspectAs('ReadableStreamBYOBRequest', { view: this.view, controller }, depth, options);
  }
}

class ReadableByteStreamController {
  #control;

  constructor(control = undefined) {
    if (!(control instanceof ByteControl)) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#control = control;
  }

  static {
    shells.controlOfBytes = (value) => (typeof value === 'object' && value !== null && #control in value ? value.#control : undefined);
  }

  static #of(value) {
    if (typeof value !== 'object' || value === null || !(#control in value)) {
      throw new ERR_INVALID_THIS('ReadableByteStreamController');
    }
    return value.#control;
  }

  get byobRequest() {
    return ReadableByteStreamController.#of(this).currentRequest();
  }

  get desiredSize() {
    return ReadableByteStreamController.#of(this).desiredSize;
  }

  close() {
    const control = ReadableByteStreamController.#of(this);
    if (control.closeRequested) throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    if (control.stream.state !== 'readable') throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    control.close();
  }

  enqueue(chunk) {
    const control = ReadableByteStreamController.#of(this);
    const memory = memoryOf(chunk, 'buffer');
    if (memory.isShared) throw new ERR_INVALID_ARG_VALUE('chunk', chunk, 'must not be backed by a SharedArrayBuffer');
    if (memory.byteLength === 0 || memory.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('chunk ArrayBuffer is zero-length or detached');
    }
    if (!control.canCloseOrEnqueue) throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    control.enqueue(memory.buffer, memory.byteOffset, memory.byteLength);
  }

  error(error = undefined) {
    ReadableByteStreamController.#of(this).error(error);
  }

  [customInspectSymbol](depth, options) {
    return inspectAs('ReadableByteStreamController', {}, depth, options);
  }
}

shells.byteController = (control) => new ReadableByteStreamController(control);
shells.byobRequest = (control, view) => new ReadableStreamBYOBRequest(control, view);

ObjectDefineProperties(ReadableStreamBYOBRequest.prototype, {
  view: kEnumerableProperty,
  respond: kEnumerableProperty,
  respondWithNewView: kEnumerableProperty,
});
ObjectDefineProperties(ReadableByteStreamController.prototype, {
  byobRequest: kEnumerableProperty,
  desiredSize: kEnumerableProperty,
  close: kEnumerableProperty,
  enqueue: kEnumerableProperty,
  error: kEnumerableProperty,
});
for (const shell of [ReadableStreamBYOBRequest, ReadableByteStreamController]) {
  ObjectDefineProperty(shell.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: shell.name });
}

module.exports = { ReadableByteStreamController, ReadableStreamBYOBRequest };
