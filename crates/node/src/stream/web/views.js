'use strict';
// The memory under a view that a program gave: read by the language's own getters, so that no property of the program's
// is asked. Owner: stream.

const {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetDetached,
  BigInt64Array,
  BigUint64Array,
  DataView,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  Float16Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { withoutPrototype } = require('stream/web/promises');
const { isSharedArrayBuffer } = require('util/types');

const kClasses = {
  __proto__: null,
  BigInt64Array,
  BigUint64Array,
  Float16Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
};

class Memory {
  constructor(buffer, byteOffset, byteLength, View) {
    this.buffer = buffer;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
    this.View = View;
    // Undefined for a DataView, which counts in bytes.
    this.BYTES_PER_ELEMENT = View.BYTES_PER_ELEMENT;
  }

  get isShared() {
    return isSharedArrayBuffer(this.buffer);
  }

  get isDetached() {
    return ArrayBufferPrototypeGetDetached(this.buffer);
  }

  /** How many elements the view has. */
  get length() {
    return this.BYTES_PER_ELEMENT === undefined ? this.byteLength : this.byteLength / this.BYTES_PER_ELEMENT;
  }
}

/** The memory of a view; throws for what is none. */
function memoryOf(view, name) {
  if (!ArrayBufferIsView(view)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], view);
  }
  const tag = TypedArrayPrototypeGetSymbolToStringTag(view);
  if (tag === undefined) {
    // The getters of a DataView throw when its memory is detached or shrunk below it: there is nothing in it then.
    const buffer = DataViewPrototypeGetBuffer(view);
    if (!isSharedArrayBuffer(buffer) && ArrayBufferPrototypeGetDetached(buffer)) return new Memory(buffer, 0, 0, DataView);
    return new Memory(buffer, DataViewPrototypeGetByteOffset(view), DataViewPrototypeGetByteLength(view), DataView);
  }
  return new Memory(TypedArrayPrototypeGetBuffer(view), TypedArrayPrototypeGetByteOffset(view),
                    TypedArrayPrototypeGetByteLength(view), kClasses[tag]);
}

withoutPrototype(Memory);

module.exports = { memoryOf };
