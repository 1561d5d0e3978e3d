'use strict';
// Queuing strategies: the two classes, and how a stream reads the strategy that it is given. Owner: stream. Reads each
// option once, in the order of the standard; never calls a program's size().

const {
  NumberIsNaN,
  ObjectDefineProperties,
  ObjectDefineProperty,
  SymbolToStringTag,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_OPTION } } = require('internal/errors');
const { customInspectSymbol, kEmptyObject, kEnumerableProperty } = require('internal/util');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  validateFunction,
  validateObject,
} = require('internal/validators');
const { inspectAs } = require('stream/web/inspect');

// One function for all strategies of a kind, as the standard asks. No constructors: methods have none.
const { size: countSize } = { size() { return 1; } };
const { size: byteSize } = { size(chunk) { return chunk.byteLength; } };

function requireMark(init) {
  validateObject(init, 'init', kValidateObjectAllowObjects);
  const { highWaterMark } = init;
  if (highWaterMark === undefined) throw new ERR_MISSING_OPTION('init.highWaterMark');
  return +highWaterMark;
}

class CountQueuingStrategy {
  #highWaterMark;

  constructor(init) {
    this.#highWaterMark = requireMark(init);
  }

  get highWaterMark() {
    return this.#highWaterMark;
  }

  get size() {
    // Read for its check of `this`.
    this.#highWaterMark;
    return countSize;
  }

  [customInspectSymbol](depth, options) {
    return inspectAs('CountQueuingStrategy', { highWaterMark: this.highWaterMark }, depth, options);
  }
}

class ByteLengthQueuingStrategy {
  #highWaterMark;

  constructor(init) {
    this.#highWaterMark = requireMark(init);
  }

  get highWaterMark() {
    return this.#highWaterMark;
  }

  get size() {
    this.#highWaterMark;
    return byteSize;
  }

  [customInspectSymbol](depth, options) {
    return inspectAs('ByteLengthQueuingStrategy', { highWaterMark: this.highWaterMark }, depth, options);
  }
}

function finishStrategy(strategy) {
  ObjectDefineProperties(strategy.prototype, {
    highWaterMark: kEnumerableProperty,
    size: kEnumerableProperty,
  });
  ObjectDefineProperty(strategy.prototype, SymbolToStringTag, {
    __proto__: null,
    configurable: true,
    value: strategy.name,
  });
}
finishStrategy(ByteLengthQueuingStrategy);
finishStrategy(CountQueuingStrategy);

/**
 * What a strategy says: `highWaterMark` (a number not yet checked, or undefined) and `size` (undefined when each chunk
 * counts for one, which spares the stream to ask). `hasSize` tells whether the program gave a size at all.
 */
function readStrategy(strategy, name = 'strategy') {
  validateObject(strategy, name, kValidateObjectAllowObjectsAndNull);
  let { highWaterMark } = strategy ?? kEmptyObject;
  if (highWaterMark !== undefined) highWaterMark = +highWaterMark;
  const size = strategy?.size;
  if (size !== undefined) validateFunction(size, `${name}.size`);
  return { highWaterMark, size: size === countSize ? undefined : size, hasSize: size !== undefined, given: size };
}

/** The mark to use; throws for one that is no size of a queue. */
function markOr(defaultMark, highWaterMark) {
  if (highWaterMark === undefined) return defaultMark;
  if (NumberIsNaN(highWaterMark) || highWaterMark < 0) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', highWaterMark);
  }
  return highWaterMark;
}

/** What size() returned for a chunk, as a number; throws for one that a queue cannot hold. */
function checkedSize(size) {
  const number = +size;
  if (!(number >= 0) || number === Infinity) throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
  return number;
}

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy, checkedSize, markOr, readStrategy };
