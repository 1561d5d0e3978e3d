'use strict';
// TransformStream and TransformStreamDefaultController. Owner: stream. They check arguments and read what the program
// gives; the work is transform_state.js's.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const { kValidateObjectAllowObjects, validateObject } = require('internal/validators');
const { inspectAs } = require('stream/web/inspect');
const shells = require('stream/web/shells');
const { methodOf } = require('stream/web/sources');
const { markOr, readStrategy } = require('stream/web/strategies');
const { JoinedPair, TransformState, UserTransformer } = require('stream/web/transform_state');
const { kClone, kTransfer } = require('structured_clone/host');

class TransformStream {
  #state;

  static {
    shells.recordOfTransform = (value) =>
      (typeof value === 'object' && value !== null && #state in value ? value.#state : undefined);
  }

  constructor(transformer = kEmptyObject, writableStrategy = kEmptyObject, readableStrategy = kEmptyObject) {
    if (transformer instanceof TransformState || transformer instanceof JoinedPair) {
      this.#state = transformer;
      return;
    }
    validateObject(transformer, 'transformer', kValidateObjectAllowObjects);
    const writableSide = readStrategy(writableStrategy, 'writableStrategy');
    const readableSide = readStrategy(readableStrategy, 'readableStrategy');
    const cancel = methodOf(transformer, 'cancel', 'transformer');
    const flush = methodOf(transformer, 'flush', 'transformer');
    const { readableType } = transformer;
    if (readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    }
    const start = methodOf(transformer, 'start', 'transformer');
    const transform = methodOf(transformer, 'transform', 'transformer');
    const { writableType } = transformer;
    if (writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    }
    const readable = { mark: markOr(0, readableSide.highWaterMark), size: readableSide.size };
    const writable = { mark: markOr(1, writableSide.highWaterMark), size: writableSide.size };
    const user = new UserTransformer(transformer, start, transform, flush, cancel);
    this.#state = new TransformState(user, writable, readable, this);
  }

  static #of(value) {
    if (typeof value !== 'object' || value === null || !(#state in value)) throw new ERR_INVALID_THIS('TransformStream');
    return value.#state;
  }

  get readable() {
    return TransformStream.#of(this).readable.shell;
  }

  get writable() {
    return TransformStream.#of(this).writable.shell;
  }

  [customInspectSymbol](depth, options) {
    const { readable, writable, backpressure } = TransformStream.#of(this);
    return inspectAs('TransformStream', {
      readable: readable.shell,
      writable: writable.shell,
      backpressure,
    }, depth, options);
  }

  get [kClone]() {
    return typeof this === 'object' && #state in this ? null : undefined;
  }

  get [kTransfer]() {
    return typeof this === 'object' && #state in this ? require('stream/web/transfer').transformTransfer : undefined;
  }
}

class TransformStreamDefaultController {
  #state;

  constructor(state = undefined) {
    if (!(state instanceof TransformState)) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#state = state;
  }

  static #of(value) {
    if (typeof value !== 'object' || value === null || !(#state in value)) {
      throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    }
    return value.#state;
  }

  get desiredSize() {
    return TransformStreamDefaultController.#of(this).desiredSize;
  }

  enqueue(chunk = undefined) {
    TransformStreamDefaultController.#of(this).enqueue(chunk);
  }

  error(reason = undefined) {
    TransformStreamDefaultController.#of(this).error(reason);
  }

  terminate() {
    TransformStreamDefaultController.#of(this).terminate();
  }

  [customInspectSymbol](depth, options) {
    return inspectAs('TransformStreamDefaultController', { stream: this.#state.shell }, depth, options);
  }
}

shells.transform = (state) => new TransformStream(state);
shells.transformOfPair = (readable, writable) =>
  new TransformStream(new JoinedPair(shells.recordOfReadable(readable), shells.recordOfWritable(writable)));
shells.transformController = (state) => new TransformStreamDefaultController(state);

ObjectDefineProperties(TransformStream.prototype, {
  readable: kEnumerableProperty,
  writable: kEnumerableProperty,
});
ObjectDefineProperties(TransformStreamDefaultController.prototype, {
  desiredSize: kEnumerableProperty,
  enqueue: kEnumerableProperty,
  error: kEnumerableProperty,
  terminate: kEnumerableProperty,
});
for (const shell of [TransformStream, TransformStreamDefaultController]) {
  ObjectDefineProperty(shell.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: shell.name });
}

module.exports = { TransformStream, TransformStreamDefaultController };
