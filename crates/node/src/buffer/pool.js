'use strict';

// Where a Buffer's memory comes from: the pool that small unsafe Buffers share, and memory of their own. Owned by
// `buffer`; other modules take FastBuffer from here when they wrap memory that they hold already.
//
// Invariant: no memory is allocated at load (a start-up snapshot must not hold a pool), and pool memory never becomes
// detachable: a Buffer that shares it must not vanish because a neighbour was transferred.

const { ArrayBuffer, MathMin, TypedArrayPrototypeGetLength, TypedArrayPrototypeSet, Uint8Array } = primordials;

const { UTF8, maxByteLength } = require('buffer/encodings');

const ops = binding('buffer');

// Every Buffer is made by this class; its prototype is `Buffer.prototype` (see buffer.js). The constructor is spelled
// out because the implicit one would spread its arguments.
class FastBuffer extends Uint8Array {
  constructor(source, byteOffset, length) {
    super(source, byteOffset, length);
  }
}

const kSmall = 64;

// Programs may write to `Buffer.poolSize`; buffer.js points this at Buffer, so that it is read where it counts.
let settings = { __proto__: null, poolSize: 65536 };

// `onView(view)` is called for each Buffer that shares its memory with others, while somebody asks where they come from.
const tracing = { __proto__: null, onView: undefined };

let nothing; // The memory of Buffers without any.
let pool; // The shared ArrayBuffer, and a view over all of it for writes.
let poolBytes;
let poolUsed = 0;
let zeroFill; // Whether --zero-fill-buffers is given; unknown until the first unsafe allocation.

function readPoolSizeFrom(object) {
  settings = object;
}

function mustZeroFill() {
  zeroFill ??= require('internal/options').getOptionValue('--zero-fill-buffers') === true;
  return zeroFill;
}

function startPool() {
  pool = ops.createPool(settings.poolSize, mustZeroFill());
  poolBytes = new FastBuffer(pool);
  poolUsed = 0;
}

function poolFree() {
  return poolBytes === undefined ? 0 : poolBytes.length - poolUsed;
}

/** Whether an ArrayBuffer is the pool that the next small Buffers come from. */
function isPoolInUse(buffer) {
  return buffer === pool;
}

/** Takes `size` bytes that are known to be free. Starts stay 8-byte aligned, so that typed arrays fit on them. */
function take(size) {
  const buffer = new FastBuffer(pool, poolUsed, size);
  poolUsed += (size + 7) & ~7;
  if (tracing.onView !== undefined) tracing.onView(buffer);
  return buffer;
}

/** A Buffer of no bytes. */
function empty() {
  // A view costs a tenth of an ArrayBuffer. A program may have transferred the one that there was.
  try {
    return new FastBuffer(nothing ??= new ArrayBuffer(0), 0, 0);
  } catch {
    return new FastBuffer(nothing = new ArrayBuffer(0), 0, 0);
  }
}

/** Uninitialised memory of its own. */
function allocateUnpooled(size) {
  if (!(size > 0)) return empty();
  // So little is cleared faster than it is asked for natively.
  if (size <= kSmall) return new FastBuffer(size);
  return new FastBuffer(ops.createUnsafeArrayBuffer(size, mustZeroFill()));
}

/** Uninitialised memory: from the pool when small. `size` is a valid length, or not positive for an empty Buffer. */
function allocate(size) {
  // Also for NaN.
  if (!(size > 0)) return empty();
  if (size < settings.poolSize >>> 1) {
    size = size >>> 0;
    if (size > poolFree()) startPool();
    return take(size);
  }
  return allocateUnpooled(size);
}

/** The bytes of a string; `encoding` is an id of buffer/encodings. */
function allocateFromString(string, encoding) {
  const { length } = string;
  if (length === 0) return empty();
  const half = settings.poolSize >>> 1;
  // A string that surely fits is written at once, without measuring it first.
  let room = maxByteLength(encoding, length);
  if (room >= half) {
    if (encoding === UTF8 && length < half) room = ops.byteLengthUtf8(string);
    if (room >= half) return new FastBuffer(ops.fromString(string, encoding));
  }
  if (room > poolFree()) startPool();
  const written = ops.write(poolBytes, encoding, string, poolUsed, room);
  return written === 0 ? empty() : take(written);
}

/**
 * What the native `read(a, b, bytes, offset, length)` reads: it answers with how much it has put there, or, where that
 * room does not do, with bytes of their own.
 */
function allocateByReading(read, a, b) {
  const most = settings.poolSize >>> 1;
  let room = 0;
  if (most > 0) {
    // The end of a pool is given up for a fresh one where little fits.
    if (poolFree() <= most >>> 2) startPool();
    room = MathMin(poolFree(), most);
  }
  const result = read(a, b, poolBytes ?? empty(), poolUsed, room);
  if (typeof result !== 'number') return new FastBuffer(result.buffer, result.byteOffset, result.byteLength);
  return result === 0 ? empty() : take(result);
}

/** A copy of the numbers in a typed array, modulo 256. */
function allocateFromTypedArray(source) {
  const length = TypedArrayPrototypeGetLength(source);
  if (length === 0) return empty();
  const buffer = allocate(length);
  TypedArrayPrototypeSet(buffer, source, 0);
  return buffer;
}

/**
 * A copy of the numbers in an array-like, modulo 256. Element by element with the length read once: a `length` that
 * changes in between must not leave bytes of the pool as they were.
 */
function allocateFromArrayLike(source) {
  const { length } = source;
  const buffer = allocate(length);
  for (let i = 0; i < buffer.length; i++) buffer[i] = source[i];
  return buffer;
}

module.exports = {
  FastBuffer,
  allocate,
  allocateByReading,
  allocateFromArrayLike,
  allocateFromString,
  allocateFromTypedArray,
  allocateUnpooled,
  empty,
  isPoolInUse,
  readPoolSizeFrom,
  tracing,
};
