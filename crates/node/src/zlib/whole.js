'use strict';
// The forms for whole inputs: gzipSync(), gunzip() and their like. Owner: zlib. The work is one native call, and one job
// where a callback waits: no stream is made unless the options ask for something only a stream has.

const { FunctionPrototypeCall } = primordials;

const ops = binding('zlib');
const { asRequest } = require('async_hooks/ids');
const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { isAnyArrayBuffer, isArrayBufferView } = require('util/types');
const { processSync } = require('zlib/base');
const { kWholeFloor } = require('zlib/ceiling');
const { checkLength, errorOf } = require('zlib/handle');
const { kByteTypes, settingsOf } = require('zlib/options');

const kInputTypes = ['string', ...kByteTypes];

/** The bytes of a string or a buffer; undefined for anything else. */
function bytesOf(data) {
  if (typeof data === 'string') return Buffer.from(data);
  if (isArrayBufferView(data)) {
    checkLength(data);
    return data;
  }
  return isAnyArrayBuffer(data) ? new FastBuffer(data) : undefined;
}

function call(settings, bytes, how) {
  return ops.whole(
    settings.format, settings.numbers, settings.dictionary, settings.pledged, settings.rejectGarbageAfterEnd,
    settings.ratio, kWholeFloor, bytes, settings.finishFlush, settings.maxOutputLength, how);
}

/** The Buffer of an answer; a failure is no ArrayBuffer. */
function outputOf(answer) {
  return isAnyArrayBuffer(answer) ? new FastBuffer(answer) : undefined;
}

function wholeSync(Class, format, data, options) {
  const settings = settingsOf(format, options);
  const bytes = bytesOf(data);
  if (bytes === undefined) throw new ERR_INVALID_ARG_TYPE('buffer', kInputTypes, data);
  if (options?.info) {
    const engine = new Class(options);
    return { buffer: processSync(engine, bytes, engine._finishFlushFlag), engine };
  }
  const answer = call(settings, bytes, undefined);
  const output = outputOf(answer);
  if (output === undefined) throw errorOf(answer, settings);
  return output;
}

function whole(Class, format, data, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  const settings = settingsOf(format, options);
  validateFunction(callback, 'callback');
  // What only a stream can do.
  if (options?.info || options?.signal || options?.flush !== undefined) {
    collect(new Class(options), data, callback);
    return;
  }
  // Nothing at all is an empty input here.
  const bytes = data === undefined || data === null ? new FastBuffer() : bytesOf(data);
  if (bytes === undefined) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  const failure = call(settings, bytes, asRequest('ZLIB', (error, answer) => {
    const output = error ? undefined : outputOf(answer);
    if (output === undefined) callback(error ?? errorOf(answer, settings));
    else callback(null, output);
  }));
  if (failure !== undefined) throw errorOf(failure, settings);
}

/** By a stream, for its sake. */
function collect(engine, data, callback) {
  const pieces = [];
  let total = 0;
  let isAnswered = false;
  const answer = (error, result) => {
    if (isAnswered) return;
    isAnswered = true;
    if (error) callback(error);
    else FunctionPrototypeCall(callback, engine, null, result);
  };
  engine.on('data', (chunk) => {
    pieces.push(chunk);
    total += chunk.byteLength;
    if (total <= engine._maxOutputLength) return;
    engine.close();
    answer(new ERR_BUFFER_TOO_LARGE(engine._maxOutputLength));
  });
  engine.on('error', answer);
  engine.on('end', () => {
    const buffer = Buffer.concat(pieces, total);
    answer(null, engine._info ? { buffer, engine } : buffer);
  });
  engine.end(isAnyArrayBuffer(data) ? new FastBuffer(data) : data);
}

module.exports = { whole, wholeSync };
