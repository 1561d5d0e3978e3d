'use strict';
// What a byte stream takes for a chunk, and its form inside: a Buffer over the same memory.
// Owner: stream.

const {
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
} = primordials;

const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isArrayBufferView, isDataView } = require('util/types');

/** A Buffer over the memory of any view. */
function viewToBuffer(view) {
  if (isDataView(view)) {
    return new FastBuffer(DataViewPrototypeGetBuffer(view), DataViewPrototypeGetByteOffset(view),
                          DataViewPrototypeGetByteLength(view));
  }
  return new FastBuffer(TypedArrayPrototypeGetBuffer(view), TypedArrayPrototypeGetByteOffset(view),
                        TypedArrayPrototypeGetByteLength(view));
}

function invalidChunk(chunk) {
  return new ERR_INVALID_ARG_TYPE(
    'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
}

/** A chunk that is no string, as a Buffer; throws for what is no bytes. */
function toBuffer(chunk) {
  if (chunk instanceof Buffer) return chunk;
  if (isArrayBufferView(chunk)) return viewToBuffer(chunk);
  throw invalidChunk(chunk);
}

module.exports = { invalidChunk, toBuffer, viewToBuffer };
