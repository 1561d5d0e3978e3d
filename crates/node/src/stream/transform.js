'use strict';
// Transform: a Duplex whose output is computed from its input. Owner: stream. Backpressure goes
// through it: while the output is full, the write that filled it stays unanswered, and _read()
// answers it.

const { Boolean, FunctionPrototypeCall, ObjectSetPrototypeOf, Symbol } = primordials;

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const Duplex = require('stream/duplex');
const { highWaterMarkOf } = require('stream/high_water_mark');
const { kSync } = require('stream/bits');

// The callback of the write that waits for room in the output.
const kCallback = Symbol('kCallback');
// What _transform() calls when it is done, for all writes; and how much output there was before the one under way.
const kDone = Symbol('kDone');
const kBefore = Symbol('kBefore');

/** Options in which an output without a buffer does not leave the input with one. */
function unbufferedOptions(options) {
  const objectMode = Boolean(options.objectMode || options.readableObjectMode);
  const mark = highWaterMarkOf(options, objectMode, 'readableHighWaterMark', true);
  if (mark !== 0) return options;
  return {
    ...options,
    highWaterMark: null,
    readableHighWaterMark: 0,
    writableHighWaterMark: options.writableHighWaterMark || 0,
  };
}

function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  FunctionPrototypeCall(Duplex, this, options && unbufferedOptions(options));
  // Output comes from _write(), not from _read(): a push need not wait for a tick.
  this._readableState.bits &= ~kSync;
  this[kCallback] = null;
  this[kDone] = null;
  this[kBefore] = 0;
  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }
  this.on('prefinish', prefinish);
}
ObjectSetPrototypeOf(Transform.prototype, Duplex.prototype);
ObjectSetPrototypeOf(Transform, Duplex);

/** Flushes and ends the output; `callback` is absent where a subclass has its own _final(). */
function final(callback) {
  const end = (data) => {
    if (data !== null && data !== undefined) this.push(data);
    this.push(null);
    callback?.();
  };
  if (typeof this._flush !== 'function' || this.destroyed) {
    end();
    return;
  }
  this._flush((err, data) => {
    if (!err) end(data);
    else if (callback) callback(err);
    else this.destroy(err);
  });
}

function prefinish() {
  if (this._final !== final) FunctionPrototypeCall(final, this);
}

Transform.prototype._final = final;

Transform.prototype._transform = function(chunk, encoding, callback) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_transform()');
};

Transform.prototype._write = function(chunk, encoding, callback) {
  const before = this._readableState.length;
  // The stream's own writes come one at a time.
  if (callback === this._writableState.onwrite) {
    this[kBefore] = before;
    this._transform(chunk, encoding, this[kDone] ??= doneOf(this));
  } else {
    this._transform(chunk, encoding, (err, data) => finish(this, before, callback, err, data));
  }
};

function doneOf(stream) {
  return (err, data) => finish(stream, stream[kBefore], stream._writableState.onwrite, err, data);
}

/** A chunk has been transformed: hands the output on and answers the write, now or when there is room. */
function finish(stream, before, callback, err, data) {
  if (err) {
    callback(err);
    return;
  }
  if (data !== null && data !== undefined) stream.push(data);
  const output = stream._readableState;
  if (output.ended) {
    // Nobody will read what still comes in: the writer is slowed down, but not kept waiting.
    process.nextTick(callback);
    return;
  }
  const hasRoom = output.length < output.highWaterMark || output.length === before;
  // Once the input has ended there is no room to wait for.
  if (hasRoom || stream._writableState.ended) callback();
  else stream[kCallback] = callback;
}

Transform.prototype._read = function() {
  const callback = this[kCallback];
  if (callback === null) return;
  this[kCallback] = null;
  callback();
};

module.exports = Transform;
