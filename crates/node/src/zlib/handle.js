'use strict';
// What works for a stream: one native codec, its place in the input that is being worked on, and one job at a time.
// Owner: zlib. Tools that reach for a stream's `_handle` (minizlib, under npm, is one) find `close`, `reset` and `params`
// here. The native side goes with this object, if nobody closes it before.

const { DataViewPrototypeGetByteLength, Error, RangeError, TypedArrayPrototypeGetByteLength } = primordials;

const ops = binding('zlib');
const { captureContext, exchangeContext, setContext } = require('async_hooks/context');
const { startResource, state: ids } = require('async_hooks/ids');
const { codes } = require('internal/errors');
const { isTypedArray } = require('util/types');
const { kStreamFloor } = require('zlib/ceiling');

// How long an answer is that tells of a failure: message, errno, code.
const kFailure = 3;

/** The error for a failure that the native side told of. */
function errorOf({ 0: message, 1: errno, 2: code }, settings) {
  switch (code) {
    case 'ERR_BUFFER_TOO_LARGE': return new codes.ERR_BUFFER_TOO_LARGE(settings.maxOutputLength);
    case 'ERR_TRAILING_JUNK_AFTER_STREAM_END': return new codes.ERR_TRAILING_JUNK_AFTER_STREAM_END();
    case 'ERR_WEIR_DECOMPRESSION_RATIO': return new codes.ERR_WEIR_DECOMPRESSION_RATIO(message);
    default: {
      const error = new Error(message);
      // There is no number for what cannot be made at all.
      if (code !== 'ERR_ZLIB_INITIALIZATION_FAILED') error.errno = errno;
      error.code = code;
      return error;
    }
  }
}

function outOfBounds(side) {
  const error = new RangeError(`${side} buffer is out of bounds`);
  error.code = 'ERR_OUT_OF_RANGE';
  return error;
}

/** Refuses a view that claims to be longer than it is. */
function checkLength(view) {
  const length = isTypedArray(view) ? TypedArrayPrototypeGetByteLength(view) : DataViewPrototypeGetByteLength(view);
  if (view.byteLength > length) throw outOfBounds('input');
}

class Handle {
  #id;
  #context = captureContext();
  #answered;
  #asyncId;
  #isClosed = false;
  // A job is under way.
  #isBusy = false;

  /** `onAnswer(handle, answer)` is called with what each job gave: [room left, input left], or a failure. */
  constructor(settings, onAnswer) {
    const id = ops.open(
      this, settings.format, settings.numbers, settings.dictionary, settings.pledged, settings.rejectGarbageAfterEnd,
      settings.ratio, kStreamFloor);
    if (typeof id !== 'number') throw errorOf(id, settings);
    this.#id = id;
    this.#asyncId = startResource('ZLIB', this);
    this.#answered = (error, answer) => {
      this.#isBusy = false;
      if (ids.before || ids.after) this.#tell(onAnswer, answer);
      else onAnswer(this, answer);
    };
    this.settings = settings;
    // The stream that it works for.
    this.owner = null;
    // What is being worked on.
    this.chunk = null;
    this.from = 0;
    this.left = 0;
    this.room = 0;
    this.flushFlag = 0;
    this.callback = null;
    // What a job gave, from and to where it is yet to be pushed, and whether the job had no room for more.
    this.output = null;
    this.outputFrom = 0;
    this.outputEnd = 0;
    this.isMoreToCome = false;
    // The answer of a job that nobody wants yet.
    this.held = null;
  }

  #tell(onAnswer, answer) {
    const hooks = require('async_hooks/hooks');
    ids.id = this.#asyncId;
    ids.resource = this;
    hooks.emitBefore(this.#asyncId);
    onAnswer(this, answer);
    hooks.emitAfter(this.#asyncId);
    ids.id = 0;
    ids.resource = null;
  }

  /** A step on the pool, from `chunk` to `output`. */
  write(output, at, room) {
    this.#isBusy = true;
    this.room = room;
    const before = exchangeContext(this.#context);
    try {
      ops.write(this.#id, this.flushFlag, this.chunk, this.from, this.left, output, at, room, this.#answered);
    } finally {
      setContext(before);
    }
  }

  /** A step here and now. */
  writeSync(output, at, room) {
    this.room = room;
    return ops.write(this.#id, this.flushFlag, this.chunk, this.from, this.left, output, at, room, undefined);
  }

  params(level, strategy) {
    if (this.#isBusy) throw new Error('Cannot change parameters while a write is in progress');
    if (this.#isClosed) return;
    this.#check(ops.params(this.#id, level, strategy));
  }

  reset() {
    if (this.#isBusy) throw new Error('Cannot reset zlib stream while a write is in progress');
    if (this.#isClosed) return;
    this.#check(ops.reset(this.#id));
  }

  #check(failure) {
    if (failure === undefined) return;
    const error = errorOf(failure, this.settings);
    if (this.owner === null) throw error;
    this.owner.destroy(error);
  }

  /** Whether an answer of a step tells of a failure. */
  static isFailure(answer) {
    return answer.length === kFailure;
  }

  get isBusy() {
    return this.#isBusy;
  }

  /** A job under way ends by itself, and its answer still comes. */
  close() {
    if (this.#isClosed) return;
    this.#isClosed = true;
    ops.close(this.#id);
    if (ids.destroy) require('async_hooks/hooks').emitDestroy(this.#asyncId);
  }
}

module.exports = { Handle, checkLength, errorOf, outOfBounds };
