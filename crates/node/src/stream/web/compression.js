'use strict';
// CompressionStream and DecompressionStream: the transforms of zlib as pairs of web streams. Owner: stream. Loaded when
// first asked for. Data after the end of what is decompressed is an error, as the standard has it.

const { ObjectDefineProperties, ObjectDefineProperty, SymbolToStringTag } = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_STREAM_NULL_VALUES },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { createEnumConverter } = require('internal/webidl');
const { isAnyArrayBuffer, isArrayBufferView, isSharedArrayBuffer } = require('util/types');
const { inspectAs } = require('stream/web/inspect');

const toFormat = createEnumConverter('CompressionFormat', ['deflate', 'deflate-raw', 'gzip', 'brotli']);

const kCompressors = {
  '__proto__': null,
  'brotli': 'createBrotliCompress',
  'deflate': 'createDeflate',
  'deflate-raw': 'createDeflateRaw',
  'gzip': 'createGzip',
};
const kDecompressors = {
  '__proto__': null,
  'brotli': 'createBrotliDecompress',
  'deflate': 'createInflate',
  'deflate-raw': 'createInflateRaw',
  'gzip': 'createGunzip',
};

/** Throws for what is no memory of one owner. */
function checkChunk(chunk) {
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  const isView = isArrayBufferView(chunk);
  if ((!isView && !isAnyArrayBuffer(chunk)) || isSharedArrayBuffer(isView ? chunk.buffer : chunk)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
  }
}

function formatOf(format, name) {
  return toFormat(format, { __proto__: null, prefix: `Failed to construct '${name}'`, context: '1st argument' });
}

/** The two sides of a transform of zlib. */
function sidesOf(duplex) {
  return require('stream/web/adapt_duplex').pairFromDuplex(duplex, undefined, checkChunk);
}

class CompressionStream {
  #transform;

  constructor(format) {
    const create = require('zlib')[kCompressors[formatOf(format, 'CompressionStream')]];
    this.#transform = sidesOf(create());
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  [customInspectSymbol](depth, options) {
    if (typeof this !== 'object' || this === null || !(#transform in this)) throw new ERR_INVALID_THIS('CompressionStream');
    const { readable, writable } = this;
    return inspectAs('CompressionStream', { readable, writable }, depth, options);
  }
}

class DecompressionStream {
  #transform;

  constructor(format) {
    const create = require('zlib')[kDecompressors[formatOf(format, 'DecompressionStream')]];
    this.#transform = sidesOf(create({ __proto__: null, rejectGarbageAfterEnd: true }));
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  [customInspectSymbol](depth, options) {
    if (typeof this !== 'object' || this === null || !(#transform in this)) {
      throw new ERR_INVALID_THIS('DecompressionStream');
    }
    const { readable, writable } = this;
    return inspectAs('DecompressionStream', { readable, writable }, depth, options);
  }
}

for (const shell of [CompressionStream, DecompressionStream]) {
  ObjectDefineProperties(shell.prototype, { readable: kEnumerableProperty, writable: kEnumerableProperty });
  ObjectDefineProperty(shell.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: shell.name });
}

module.exports = { CompressionStream, DecompressionStream };
