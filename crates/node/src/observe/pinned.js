'use strict';
// observe.pinned(): memory that is kept by views of a small part of it. Owner: observe. A slice of ten bytes keeps the
// 64 KiB that a read brought, or the pool that it was cut from; a heap snapshot shows the slice and not the memory.
//
// What is counted is what the views cover: the bytes of an ArrayBuffer that no view shows are there for nothing, unless
// the program holds the ArrayBuffer itself.

const {
  ArrayBufferPrototypeGetByteLength,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  SafeMap,
  SharedArrayBufferPrototypeGetByteLength,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
} = primordials;

const { isPoolInUse } = require('buffer/pool');
const { originOf } = require('observe/origins');
const { kEmptyObject } = require('internal/util');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const { isSharedArrayBuffer } = require('util/types');

const native = binding('observe');

// What memory is for, as native code numbers it. What is being filled is no waste yet.
const kKinds = ['other', 'slab', 'pool'];
const kBeingFilled = 3;

function kindOf(buffer) {
  const number = native.memoryKind(buffer);
  return number === kBeingFilled || isPoolInUse(buffer) ? undefined : kKinds[number];
}

/** One ArrayBuffer and the ranges of it that views show. */
class Memory {
  constructor(buffer, bytes) {
    this.kind = kindOf(buffer);
    this.bytes = bytes;
    this.viewCount = 0;
    // Starts and ends, alternating.
    this.ranges = [];
    // Where sampled views were made -> how many of them; undefined while there is none.
    this.origins = undefined;
  }

  /** Bytes that at least one view shows. */
  shown() {
    const pairs = [];
    for (let i = 0; i < this.ranges.length; i += 2) ArrayPrototypePush(pairs, [this.ranges[i], this.ranges[i + 1]]);
    ArrayPrototypeSort(pairs, (a, b) => a[0] - b[0]);
    let sum = 0;
    let until = 0;
    for (let i = 0; i < pairs.length; i++) {
      const { 0: start, 1: end } = pairs[i];
      if (end <= until) continue;
      sum += end - (start > until ? start : until);
      until = end;
    }
    return sum;
  }
}

/** ArrayBuffer -> Memory, of all that views show. */
function collect() {
  const memories = new SafeMap();
  const { forEachView } = require('observe/views');
  forEachView((view, isDataView) => {
    let length;
    let start;
    let buffer;
    try {
      buffer = isDataView ? DataViewPrototypeGetBuffer(view) : TypedArrayPrototypeGetBuffer(view);
      length = isDataView ? DataViewPrototypeGetByteLength(view) : TypedArrayPrototypeGetByteLength(view);
      start = isDataView ? DataViewPrototypeGetByteOffset(view) : TypedArrayPrototypeGetByteOffset(view);
    } catch {
      // Prototypes of views are no views, and a DataView of memory that was taken away tells nothing.
      return;
    }
    const held = isSharedArrayBuffer(buffer) ?
      SharedArrayBufferPrototypeGetByteLength(buffer) : ArrayBufferPrototypeGetByteLength(buffer);
    if (held === 0) return;
    let memory = memories.get(buffer);
    if (memory === undefined) memories.set(buffer, memory = new Memory(buffer, held));
    memory.viewCount++;
    ArrayPrototypePush(memory.ranges, start, start + length);
    const origin = originOf(view);
    if (origin === undefined) return;
    memory.origins ??= new SafeMap();
    memory.origins.set(origin, (memory.origins.get(origin) ?? 0) + 1);
  });
  return memories;
}

function emptySum() {
  return { bufferCount: 0, heldBytes: 0, viewCount: 0, shownBytes: 0 };
}

function add(sum, memory, shown) {
  sum.bufferCount++;
  sum.heldBytes += memory.bytes;
  sum.viewCount += memory.viewCount;
  sum.shownBytes += shown;
}

/** Adds what a memory's sampled views say to the sums by origin. */
function addOrigins(sums, memory) {
  memory.origins?.forEach((count, at) => {
    let sum = sums.get(at);
    if (sum === undefined) sums.set(at, sum = { at, sampledViewCount: 0, heldBytes: 0 });
    sum.sampledViewCount += count;
    sum.heldBytes += memory.bytes;
  });
}

/** Walks the heap; see docs/observe.md. */
function pinned(options = kEmptyObject) {
  validateObject(options, 'options');
  const { minHeldBytes = 4096, maxShownRatio = 0.5, limit = 20 } = options;
  validateInteger(minHeldBytes, 'options.minHeldBytes', 1);
  validateNumber(maxShownRatio, 'options.maxShownRatio', 0, 1);
  validateInteger(limit, 'options.limit', 0);

  const all = emptySum();
  const byKind = { slab: emptySum(), pool: emptySum(), other: emptySum() };
  const buffers = [];
  const sums = new SafeMap();
  collect().forEach((memory) => {
    const { bytes, kind, viewCount } = memory;
    if (bytes < minHeldBytes || kind === undefined) return;
    const shown = memory.shown();
    if (shown > bytes * maxShownRatio) return;
    add(all, memory, shown);
    add(byKind[kind], memory, shown);
    addOrigins(sums, memory);
    ArrayPrototypePush(buffers, { kind, heldBytes: bytes, viewCount, shownBytes: shown });
  });
  ArrayPrototypeSort(buffers, (a, b) => (b.heldBytes - b.shownBytes) - (a.heldBytes - a.shownBytes));
  const origins = [];
  sums.forEach((sum) => ArrayPrototypePush(origins, sum));
  ArrayPrototypeSort(origins, (a, b) => b.heldBytes - a.heldBytes);
  return {
    ...all,
    byKind,
    buffers: ArrayPrototypeSlice(buffers, 0, limit),
    origins: ArrayPrototypeSlice(origins, 0, limit),
    slabs: slabs(),
  };
}

/** The memory of reads, as the loop counts it; costs nothing. */
function slabs() {
  const { 0: heldCount, 1: heldBytes, 2: spareCount, 3: spareBytes } = native.slabCounts();
  return { heldCount, heldBytes, spareCount, spareBytes };
}

module.exports = { pinned, slabs };
