'use strict';
// node:stream - the public face: the old Stream class with everything on it. Owner: stream.

const { ObjectDefineProperty } = primordials;

const { viewToBuffer } = require('stream/chunk');
const { Stream } = require('stream/legacy');
const { isArrayBufferView, isUint8Array } = require('util/types');

// Packages look for these here.
Stream._isArrayBufferView = isArrayBufferView;
Stream._isUint8Array = isUint8Array;
Stream._uint8ArrayToBuffer = viewToBuffer;

const Readable = require('stream/readable');
const Writable = require('stream/writable');
const Duplex = require('stream/duplex');
const Transform = require('stream/transform');
const PassThrough = require('stream/passthrough');
const { addAbortSignal } = require('stream/add_abort_signal');
const destroyImpl = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const { pipeline } = require('stream/pipeline');
const predicates = require('stream/predicates');
const { getDefaultHighWaterMark, setDefaultHighWaterMark } = require('stream/high_water_mark');
const operators = require('stream/operators');
const { promisify } = require('internal/util');

Stream.isDestroyed = predicates.isDestroyed;
Stream.isDisturbed = predicates.isDisturbed;
Stream.isErrored = predicates.isErrored;
Stream.isReadable = predicates.isReadable;
Stream.isWritable = predicates.isWritable;
Stream.Readable = Readable;
operators.install(Readable);
Stream.Writable = Writable;
Stream.Duplex = Duplex;
Stream.Transform = Transform;
Stream.PassThrough = PassThrough;
Stream.duplexPair = function duplexPair(options) {
  return require('stream/duplex_pair').duplexPair(options);
};
Stream.pipeline = pipeline;
Stream.addAbortSignal = addAbortSignal;
Stream.finished = eos;
Stream.destroy = destroyImpl.destroyer;
Stream.compose = function compose(...streams) {
  return require('stream/compose').compose(...streams);
};
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;

ObjectDefineProperty(Stream, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('stream/promises'); },
});
ObjectDefineProperty(pipeline, promisify.custom, {
  __proto__: null,
  enumerable: true,
  get() { return require('stream/promises').pipeline; },
});
ObjectDefineProperty(eos, promisify.custom, {
  __proto__: null,
  enumerable: true,
  get() { return require('stream/promises').finished; },
});

// Old programs use the module itself as the class.
Stream.Stream = Stream;

module.exports = Stream;
