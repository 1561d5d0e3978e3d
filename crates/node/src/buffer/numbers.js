'use strict';

// Buffer's readers and writers of numbers. Owned by `buffer`; pure JavaScript, so that optimised code inlines them.
//
// Invariant: an element is read or written by index alone, which V8 bounds-checks; no byte outside the receiver can
// be reached even when its memory shrinks or is detached inside a caller's `valueOf`. Writers convert the value first
// and check the range next, the offset last.

const {
  BigUint64Array,
  BigInt64Array,
  Float32Array,
  Float64Array,
  MathFloor,
  NumberIsInteger,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');

const isBigEndian = new Uint8Array(new Float64Array([1]).buffer)[0] !== 0;

// One 8-byte scratch seen as each kind: bytes go in on one side and the number comes out on the other.
const scratch = new Float64Array(1);
const asFloat32 = new Float32Array(scratch.buffer);
const asBigInt64 = new BigInt64Array(scratch.buffer);
const asBigUint64 = new BigUint64Array(scratch.buffer);
const bytes = new Uint8Array(scratch.buffer);

/** Throws for an offset at which an access of `size` bytes is not possible. Never returns. */
function failOffset(buffer, offset, size) {
  failInteger(offset, 'offset');
  const last = buffer.length - size;
  if (last < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  throw new ERR_OUT_OF_RANGE('offset', `>= 0 and <= ${last}`, offset);
}

function failInteger(value, name) {
  if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE(name, 'number', value);
  // An infinity is reported by its range.
  if (value !== Infinity && value !== -Infinity && !NumberIsInteger(value)) {
    throw new ERR_OUT_OF_RANGE(name, 'an integer', value);
  }
}

/** Throws unless `size` bytes lie at `offset`. */
function checkSpan(buffer, offset, size) {
  if (typeof offset !== 'number' || buffer[offset] === undefined || buffer[offset + size - 1] === undefined) {
    failOffset(buffer, offset, size);
  }
}

function checkByteLength(byteLength) {
  if (!(byteLength >= 1 && byteLength <= 6) || !NumberIsInteger(byteLength)) {
    failInteger(byteLength, 'byteLength');
    throw new ERR_OUT_OF_RANGE('byteLength', '>= 1 and <= 6', byteLength);
  }
}

/** The arguments of the readers whose byte length is one of them. */
function checkVariableSpan(buffer, offset, byteLength) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  checkByteLength(byteLength);
  checkSpan(buffer, offset, byteLength);
}

function checkValue(value, min, max) {
  if (value > max || value < min) throw new ERR_OUT_OF_RANGE('value', `>= ${min} and <= ${max}`, value);
}

// --- Readers of fixed size ------------------------------------------------------------------------------------

function readUInt8(offset = 0) {
  checkSpan(this, offset, 1);
  return this[offset];
}

function readInt8(offset = 0) {
  checkSpan(this, offset, 1);
  return this[offset] << 24 >> 24;
}

function readUInt16LE(offset = 0) {
  checkSpan(this, offset, 2);
  return this[offset] | this[offset + 1] << 8;
}

function readUInt16BE(offset = 0) {
  checkSpan(this, offset, 2);
  return this[offset] << 8 | this[offset + 1];
}

function readInt16LE(offset = 0) {
  checkSpan(this, offset, 2);
  return (this[offset] | this[offset + 1] << 8) << 16 >> 16;
}

function readInt16BE(offset = 0) {
  checkSpan(this, offset, 2);
  return (this[offset] << 8 | this[offset + 1]) << 16 >> 16;
}

function readUInt32LE(offset = 0) {
  checkSpan(this, offset, 4);
  return (this[offset] | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24) >>> 0;
}

function readUInt32BE(offset = 0) {
  checkSpan(this, offset, 4);
  return (this[offset] << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | this[offset + 3]) >>> 0;
}

function readInt32LE(offset = 0) {
  checkSpan(this, offset, 4);
  return this[offset] | this[offset + 1] << 8 | this[offset + 2] << 16 | this[offset + 3] << 24;
}

function readInt32BE(offset = 0) {
  checkSpan(this, offset, 4);
  return this[offset] << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | this[offset + 3];
}

// --- Integers of one to six bytes -----------------------------------------------------------------------------

function unsignedLE(buffer, offset, byteLength) {
  let value = 0;
  for (let i = offset + byteLength - 1; i >= offset; i--) value = value * 256 + buffer[i];
  return value;
}

function unsignedBE(buffer, offset, byteLength) {
  let value = 0;
  for (let i = offset; i < offset + byteLength; i++) value = value * 256 + buffer[i];
  return value;
}

/** Two's complement of `byteLength` bytes; exact, as 48 bits fit a double. */
function toSigned(value, byteLength) {
  const modulus = 2 ** (8 * byteLength);
  return value >= modulus / 2 ? value - modulus : value;
}

function readUIntLE(offset, byteLength) {
  checkVariableSpan(this, offset, byteLength);
  return unsignedLE(this, offset, byteLength);
}

function readUIntBE(offset, byteLength) {
  checkVariableSpan(this, offset, byteLength);
  return unsignedBE(this, offset, byteLength);
}

function readIntLE(offset, byteLength) {
  checkVariableSpan(this, offset, byteLength);
  return toSigned(unsignedLE(this, offset, byteLength), byteLength);
}

function readIntBE(offset, byteLength) {
  checkVariableSpan(this, offset, byteLength);
  return toSigned(unsignedBE(this, offset, byteLength), byteLength);
}

/** Converts and checks the value of a writer of variable size. From five bytes on the text gives powers of two. */
function checkVariableValue(value, byteLength, signed) {
  const bits = 8 * byteLength - (signed ? 1 : 0);
  const limit = 2 ** bits;
  const min = signed ? -limit : 0;
  if (value >= min && value <= limit - 1 || value !== value) return;
  const range = byteLength > 4 ?
    `>= ${signed ? `-(2 ** ${bits})` : 0} and < 2 ** ${bits}` :
    `>= ${min} and <= ${limit - 1}`;
  throw new ERR_OUT_OF_RANGE('value', range, value);
}

/**
 * Common part of the four writers of variable size. A byte is the value divided by its place, modulo 256: element
 * stores do both for a value split into a low word of 32 bits and a high rest.
 */
function writeVariable(buffer, value, offset, byteLength, signed, bigEndian) {
  checkByteLength(byteLength);
  value = +value;
  checkVariableValue(value, byteLength, signed);
  checkSpan(buffer, offset, byteLength);
  const high = MathFloor(value / 0x100000000);
  const end = offset + byteLength;
  for (let i = 0; i < byteLength; i++) {
    const byte = i < 4 ? value >>> 8 * i : high >>> 8 * (i - 4);
    buffer[bigEndian ? end - 1 - i : offset + i] = byte;
  }
  return end;
}

function writeUIntLE(value, offset, byteLength) {
  return writeVariable(this, value, offset, byteLength, false, false);
}

function writeUIntBE(value, offset, byteLength) {
  return writeVariable(this, value, offset, byteLength, false, true);
}

function writeIntLE(value, offset, byteLength) {
  return writeVariable(this, value, offset, byteLength, true, false);
}

function writeIntBE(value, offset, byteLength) {
  return writeVariable(this, value, offset, byteLength, true, true);
}

// --- Writers of fixed size --------------------------------------------------------------------------------------

function write8(buffer, value, offset, min, max) {
  value = +value;
  if (typeof offset !== 'number') failOffset(buffer, offset, 1);
  checkValue(value, min, max);
  checkSpan(buffer, offset, 1);
  buffer[offset] = value;
  return offset + 1;
}

function write16LE(buffer, value, offset, min, max) {
  value = +value;
  checkValue(value, min, max);
  checkSpan(buffer, offset, 2);
  buffer[offset] = value;
  buffer[offset + 1] = value >>> 8;
  return offset + 2;
}

function write16BE(buffer, value, offset, min, max) {
  value = +value;
  checkValue(value, min, max);
  checkSpan(buffer, offset, 2);
  buffer[offset] = value >>> 8;
  buffer[offset + 1] = value;
  return offset + 2;
}

function write32LE(buffer, value, offset, min, max) {
  value = +value;
  checkValue(value, min, max);
  checkSpan(buffer, offset, 4);
  buffer[offset] = value;
  buffer[offset + 1] = value >>> 8;
  buffer[offset + 2] = value >>> 16;
  buffer[offset + 3] = value >>> 24;
  return offset + 4;
}

function write32BE(buffer, value, offset, min, max) {
  value = +value;
  checkValue(value, min, max);
  checkSpan(buffer, offset, 4);
  buffer[offset] = value >>> 24;
  buffer[offset + 1] = value >>> 16;
  buffer[offset + 2] = value >>> 8;
  buffer[offset + 3] = value;
  return offset + 4;
}

function writeUInt8(value, offset = 0) {
  return write8(this, value, offset, 0, 0xFF);
}

function writeInt8(value, offset = 0) {
  return write8(this, value, offset, -0x80, 0x7F);
}

function writeUInt16LE(value, offset = 0) {
  return write16LE(this, value, offset, 0, 0xFFFF);
}

function writeUInt16BE(value, offset = 0) {
  return write16BE(this, value, offset, 0, 0xFFFF);
}

function writeInt16LE(value, offset = 0) {
  return write16LE(this, value, offset, -0x8000, 0x7FFF);
}

function writeInt16BE(value, offset = 0) {
  return write16BE(this, value, offset, -0x8000, 0x7FFF);
}

function writeUInt32LE(value, offset = 0) {
  return write32LE(this, value, offset, 0, 0xFFFFFFFF);
}

function writeUInt32BE(value, offset = 0) {
  return write32BE(this, value, offset, 0, 0xFFFFFFFF);
}

function writeInt32LE(value, offset = 0) {
  return write32LE(this, value, offset, -0x80000000, 0x7FFFFFFF);
}

function writeInt32BE(value, offset = 0) {
  return write32BE(this, value, offset, -0x80000000, 0x7FFFFFFF);
}

// --- Floating point and 64-bit integers -------------------------------------------------------------------------

/** Copies `size` bytes between the receiver and the scratch, reversed where the byte order is not the machine's. */
function load(buffer, offset, size, bigEndian) {
  checkSpan(buffer, offset, size);
  if (bigEndian === isBigEndian) {
    for (let i = 0; i < size; i++) bytes[i] = buffer[offset + i];
  } else {
    for (let i = 0; i < size; i++) bytes[i] = buffer[offset + size - 1 - i];
  }
}

function store(buffer, offset, size, bigEndian) {
  checkSpan(buffer, offset, size);
  if (bigEndian === isBigEndian) {
    for (let i = 0; i < size; i++) buffer[offset + i] = bytes[i];
  } else {
    for (let i = 0; i < size; i++) buffer[offset + i] = bytes[size - 1 - i];
  }
  return offset + size;
}

function readFloatLE(offset = 0) {
  load(this, offset, 4, false);
  return asFloat32[0];
}

function readFloatBE(offset = 0) {
  load(this, offset, 4, true);
  return asFloat32[0];
}

function readDoubleLE(offset = 0) {
  load(this, offset, 8, false);
  return scratch[0];
}

function readDoubleBE(offset = 0) {
  load(this, offset, 8, true);
  return scratch[0];
}

function writeFloatLE(value, offset = 0) {
  asFloat32[0] = value;
  return store(this, offset, 4, false);
}

function writeFloatBE(value, offset = 0) {
  asFloat32[0] = value;
  return store(this, offset, 4, true);
}

function writeDoubleLE(value, offset = 0) {
  scratch[0] = value;
  return store(this, offset, 8, false);
}

function writeDoubleBE(value, offset = 0) {
  scratch[0] = value;
  return store(this, offset, 8, true);
}

function readBigUInt64LE(offset = 0) {
  load(this, offset, 8, false);
  return asBigUint64[0];
}

function readBigUInt64BE(offset = 0) {
  load(this, offset, 8, true);
  return asBigUint64[0];
}

function readBigInt64LE(offset = 0) {
  load(this, offset, 8, false);
  return asBigInt64[0];
}

function readBigInt64BE(offset = 0) {
  load(this, offset, 8, true);
  return asBigInt64[0];
}

// The range is checked on the value as it is, so that another type is found out last, by the subtraction: the store
// alone would take a string or a boolean.

function setBigUInt64(buffer, value, offset) {
  if (value < 0n || value > 0xFFFFFFFFFFFFFFFFn) {
    throw new ERR_OUT_OF_RANGE('value', '>= 0n and < 2n ** 64n', value);
  }
  checkSpan(buffer, offset, 8);
  asBigUint64[0] = value - 0n;
}

function setBigInt64(buffer, value, offset) {
  if (value < -0x8000000000000000n || value > 0x7FFFFFFFFFFFFFFFn) {
    throw new ERR_OUT_OF_RANGE('value', '>= -(2n ** 63n) and < 2n ** 63n', value);
  }
  checkSpan(buffer, offset, 8);
  asBigInt64[0] = value - 0n;
}

function writeBigUInt64LE(value, offset = 0) {
  setBigUInt64(this, value, offset);
  return store(this, offset, 8, false);
}

function writeBigUInt64BE(value, offset = 0) {
  setBigUInt64(this, value, offset);
  return store(this, offset, 8, true);
}

function writeBigInt64LE(value, offset = 0) {
  setBigInt64(this, value, offset);
  return store(this, offset, 8, false);
}

function writeBigInt64BE(value, offset = 0) {
  setBigInt64(this, value, offset);
  return store(this, offset, 8, true);
}

/** Puts the methods on `Buffer.prototype`, with the aliases that spell `UInt` as `Uint`. */
function addNumberMethods(proto) {
  proto.readBigUInt64LE = readBigUInt64LE;
  proto.readBigUInt64BE = readBigUInt64BE;
  proto.readBigUint64LE = readBigUInt64LE;
  proto.readBigUint64BE = readBigUInt64BE;
  proto.readBigInt64LE = readBigInt64LE;
  proto.readBigInt64BE = readBigInt64BE;
  proto.writeBigUInt64LE = writeBigUInt64LE;
  proto.writeBigUInt64BE = writeBigUInt64BE;
  proto.writeBigUint64LE = writeBigUInt64LE;
  proto.writeBigUint64BE = writeBigUInt64BE;
  proto.writeBigInt64LE = writeBigInt64LE;
  proto.writeBigInt64BE = writeBigInt64BE;

  proto.readUIntLE = readUIntLE;
  proto.readUInt32LE = readUInt32LE;
  proto.readUInt16LE = readUInt16LE;
  proto.readUInt8 = readUInt8;
  proto.readUIntBE = readUIntBE;
  proto.readUInt32BE = readUInt32BE;
  proto.readUInt16BE = readUInt16BE;
  proto.readUintLE = readUIntLE;
  proto.readUint32LE = readUInt32LE;
  proto.readUint16LE = readUInt16LE;
  proto.readUint8 = readUInt8;
  proto.readUintBE = readUIntBE;
  proto.readUint32BE = readUInt32BE;
  proto.readUint16BE = readUInt16BE;
  proto.readIntLE = readIntLE;
  proto.readInt32LE = readInt32LE;
  proto.readInt16LE = readInt16LE;
  proto.readInt8 = readInt8;
  proto.readIntBE = readIntBE;
  proto.readInt32BE = readInt32BE;
  proto.readInt16BE = readInt16BE;

  proto.writeUIntLE = writeUIntLE;
  proto.writeUInt32LE = writeUInt32LE;
  proto.writeUInt16LE = writeUInt16LE;
  proto.writeUInt8 = writeUInt8;
  proto.writeUIntBE = writeUIntBE;
  proto.writeUInt32BE = writeUInt32BE;
  proto.writeUInt16BE = writeUInt16BE;
  proto.writeUintLE = writeUIntLE;
  proto.writeUint32LE = writeUInt32LE;
  proto.writeUint16LE = writeUInt16LE;
  proto.writeUint8 = writeUInt8;
  proto.writeUintBE = writeUIntBE;
  proto.writeUint32BE = writeUInt32BE;
  proto.writeUint16BE = writeUInt16BE;
  proto.writeIntLE = writeIntLE;
  proto.writeInt32LE = writeInt32LE;
  proto.writeInt16LE = writeInt16LE;
  proto.writeInt8 = writeInt8;
  proto.writeIntBE = writeIntBE;
  proto.writeInt32BE = writeInt32BE;
  proto.writeInt16BE = writeInt16BE;

  proto.readFloatLE = readFloatLE;
  proto.readFloatBE = readFloatBE;
  proto.readDoubleLE = readDoubleLE;
  proto.readDoubleBE = readDoubleBE;
  proto.writeFloatLE = writeFloatLE;
  proto.writeFloatBE = writeFloatBE;
  proto.writeDoubleLE = writeDoubleLE;
  proto.writeDoubleBE = writeDoubleBE;
}

module.exports = { addNumberMethods };
