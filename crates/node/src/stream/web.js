'use strict';
// node:stream/web. Owner: stream. Only gathers the classes; the globals come from here too, at their first use.

const { ReadableByteStreamController, ReadableStreamBYOBRequest } = require('stream/web/byte_controller');
const { ReadableStreamDefaultController } = require('stream/web/default_control');
const { ReadableStream } = require('stream/web/readable');
const { ReadableStreamBYOBReader, ReadableStreamDefaultReader } = require('stream/web/readers');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('stream/web/strategies');
const { TransformStream, TransformStreamDefaultController } = require('stream/web/transform');
const { WritableStream, WritableStreamDefaultWriter } = require('stream/web/writable');
const { WritableStreamDefaultController } = require('stream/web/writable_control');
const shells = require('stream/web/shells');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

/** tee() as a function; with `cloneForSecond` the second branch gets copies of the chunks. */
function ReadableStreamTee(stream, cloneForSecond) {
  const state = shells.recordOfReadable(stream);
  if (state === undefined) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  const { 0: first, 1: second } = require('stream/web/tee').tee(state, cloneForSecond);
  return [first.shell, second.shell];
}

module.exports = {
  ReadableStream,
  ReadableStreamTee,
  ReadableStreamDefaultReader,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableByteStreamController,
  ReadableStreamDefaultController,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultWriter,
  WritableStreamDefaultController,
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
};

const { TextDecoderStream, TextEncoderStream } = require('encoding/streams');
module.exports.TextEncoderStream = TextEncoderStream;
module.exports.TextDecoderStream = TextDecoderStream;
const { CompressionStream, DecompressionStream } = require('stream/web/compression');
module.exports.CompressionStream = CompressionStream;
module.exports.DecompressionStream = DecompressionStream;
