'use strict';
// Memory that waits to be filled by a byte stream: one request of a BYOB reader, or one chunk that the stream allocates
// itself. Owner: stream. Moves bytes and memory; knows no queue and no reader.

const {
  ArrayBuffer,
  ArrayBufferPrototypeTransfer,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;

const { withoutPrototype } = require('stream/web/promises');

/** The memory of `buffer`, which is detached by it. Throws for memory that cannot be taken. */
function transfer(buffer) {
  return ArrayBufferPrototypeTransfer(buffer);
}

function copyBytes(target, targetOffset, source, sourceOffset, length) {
  TypedArrayPrototypeSet(new Uint8Array(target, targetOffset, length), new Uint8Array(source, sourceOffset, length));
}

class PullInto {
  /** `buffer` belongs to the stream from here on. */
  constructor(buffer, byteOffset, byteLength, minimumFill, elementSize, View, readerType) {
    this.buffer = buffer;
    this.bufferByteLength = buffer.byteLength;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
    this.bytesFilled = 0;
    this.minimumFill = minimumFill;
    this.elementSize = elementSize;
    this.View = View;
    // 'default', 'byob', or 'none' when the reader that asked has gone.
    this.readerType = readerType;
  }

  static forChunk(size) {
    return new PullInto(new ArrayBuffer(size), 0, size, 1, 1, Uint8Array, 'default');
  }

  /** What is still empty. */
  get room() {
    return this.byteLength - this.bytesFilled;
  }

  emptyPart() {
    return new Uint8Array(this.buffer, this.byteOffset + this.bytesFilled, this.room);
  }

  append(source, sourceOffset, length) {
    copyBytes(this.buffer, this.byteOffset + this.bytesFilled, source, sourceOffset, length);
    this.bytesFilled += length;
  }

  /** What was filled, as the view that was asked for, on the memory itself. */
  toView() {
    const { View } = this;
    return new View(transfer(this.buffer), this.byteOffset, this.bytesFilled / this.elementSize);
  }
}

withoutPrototype(PullInto);

module.exports = { PullInto, transfer };
