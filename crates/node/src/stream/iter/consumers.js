'use strict';
// Whole streams as one value: array, bytes, arrayBuffer and text. Owner: stream. A limit is checked with each batch, so
// that a stream without end cannot fill the memory.

const {
  ArrayPrototypePush,
  SymbolAsyncIterator,
  TypedArrayPrototypeGetBuffer,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateAbortSignal, validateInteger, validateObject, validateString } = require('internal/validators');
const { join } = require('buffer/pieces');
const { isSharedArrayBuffer } = require('util/types');
const { throwIfAborted, untilAborted } = require('stream/iter/abortable');
const { sizeOfBatch } = require('stream/iter/chunks');
const { from, fromSync } = require('stream/iter/from');

function checkOptions(options) {
  validateObject(options, 'options');
  const { limit, signal } = options;
  if (limit !== undefined) validateInteger(limit, 'options.limit', 0);
  validateAbortSignal(signal, 'options.signal');
}

class Gathering {
  constructor(limit) {
    this.limit = limit;
    this.chunks = [];
    this.size = 0;
  }

  add(batch) {
    this.size += sizeOfBatch(batch);
    if (this.limit !== undefined && this.size > this.limit) {
      throw new ERR_OUT_OF_RANGE('totalBytes', `<= ${this.limit}`, this.size);
    }
    for (let i = 0; i < batch.length; i++) ArrayPrototypePush(this.chunks, batch[i]);
  }

  /** All bytes in memory of their own: that of the only chunk, if nothing else lies there. */
  join() {
    const { chunks } = this;
    if (chunks.length === 1) {
      const memory = TypedArrayPrototypeGetBuffer(chunks[0]);
      if (memory.byteLength === this.size && !isSharedArrayBuffer(memory)) return chunks[0];
    }
    return join(chunks, this.size);
  }
}

function gatherSync(source, { limit }) {
  const gathering = new Gathering(limit);
  for (const batch of fromSync(source)) gathering.add(batch);
  return gathering;
}

async function gather(source, { limit, signal }) {
  throwIfAborted(signal);
  const gathering = new Gathering(limit);
  const iterator = from(source)[SymbolAsyncIterator]();
  const batches = signal === undefined ? { __proto__: null, [SymbolAsyncIterator]: () => iterator } :
    untilAborted(iterator, signal);
  for await (const batch of batches) gathering.add(batch);
  return gathering;
}

function decoderFor({ encoding = 'utf-8' }) {
  validateString(encoding, 'options.encoding');
  const { TextDecoder } = require('encoding');
  try {
    return new TextDecoder(encoding, { __proto__: null, fatal: true });
  } catch {
    // Whatever the decoder says, the option is what is wrong.
    throw new ERR_INVALID_ARG_VALUE.RangeError('options.encoding', encoding);
  }
}

async function array(source, options = kEmptyObject) {
  checkOptions(options);
  return (await gather(source, options)).chunks;
}

function arraySync(source, options = kEmptyObject) {
  checkOptions(options);
  return gatherSync(source, options).chunks;
}

async function bytes(source, options = kEmptyObject) {
  checkOptions(options);
  return (await gather(source, options)).join();
}

function bytesSync(source, options = kEmptyObject) {
  checkOptions(options);
  return gatherSync(source, options).join();
}

async function arrayBuffer(source, options = kEmptyObject) {
  checkOptions(options);
  return TypedArrayPrototypeGetBuffer((await gather(source, options)).join());
}

function arrayBufferSync(source, options = kEmptyObject) {
  checkOptions(options);
  return TypedArrayPrototypeGetBuffer(gatherSync(source, options).join());
}

async function text(source, options = kEmptyObject) {
  checkOptions(options);
  const decoder = decoderFor(options);
  return decoder.decode((await gather(source, options)).join());
}

function textSync(source, options = kEmptyObject) {
  checkOptions(options);
  const decoder = decoderFor(options);
  return decoder.decode(gatherSync(source, options).join());
}

module.exports = { array, arrayBuffer, arrayBufferSync, arraySync, bytes, bytesSync, text, textSync };
