'use strict';
// node:stream. Owner: stream. The module is the oldest Stream class, with the modern classes and
// functions on it; what few programs use loads when it is first called.

const { ObjectDefineProperty } = primordials;

const { promisify } = require('internal/util');
const { isArrayBufferView, isUint8Array } = require('util/types');
const { Stream } = require('stream/legacy');
const { addAbortSignal } = require('stream/add_abort_signal');
const { viewToBuffer } = require('stream/chunk');
const { destroyer } = require('stream/destroy');
const { eos } = require('stream/end_of_stream');
const { getDefaultHighWaterMark, setDefaultHighWaterMark } = require('stream/high_water_mark');
const { install } = require('stream/operators');
const { pipeline } = require('stream/pipeline');
const {
  isDestroyed,
  isDisturbed,
  isErrored,
  isReadable,
  isWritable,
} = require('stream/predicates');
const Readable = require('stream/readable');

Stream.isDestroyed = isDestroyed;
Stream.isDisturbed = isDisturbed;
Stream.isErrored = isErrored;
Stream.isReadable = isReadable;
Stream.isWritable = isWritable;

install(Readable);
Stream.Readable = Readable;
Stream.Writable = require('stream/writable');
Stream.Duplex = require('stream/duplex');
Stream.Transform = require('stream/transform');
Stream.PassThrough = require('stream/passthrough');
Stream.duplexPair = function duplexPair(options) {
  return require('stream/duplex_pair').duplexPair(options);
};
Stream.pipeline = pipeline;
Stream.addAbortSignal = addAbortSignal;
Stream.finished = eos;
Stream.destroy = destroyer;
Stream.compose = function compose(...streams) {
  return require('stream/compose').compose(...streams);
};
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;

function defineLazy(object, key, load) {
  ObjectDefineProperty(object, key, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: load,
  });
}

defineLazy(Stream, 'promises', () => require('stream/promises'));
defineLazy(pipeline, promisify.custom, () => require('stream/promises').pipeline);
defineLazy(eos, promisify.custom, () => require('stream/promises').finished);

// Old programs use the module itself as the class.
Stream.Stream = Stream;

// Packages look for these here.
Stream._isArrayBufferView = isArrayBufferView;
Stream._isUint8Array = isUint8Array;
Stream._uint8ArrayToBuffer = viewToBuffer;

module.exports = Stream;
