'use strict';

// Strings in and out of a Buffer: toString, write and the methods per encoding (`utf8Slice`, `hexWrite`, ...) that
// packages call directly. Owned by `buffer`. Arguments are checked here; the ops check against the memory once more.

const {
  ArrayBufferIsView,
  MathTrunc,
  TypedArrayPrototypeGetLength,
} = primordials;

const {
  codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const { validateInteger } = require('internal/validators');
const {
  ASCII,
  BASE64,
  BASE64URL,
  HEX,
  LATIN1,
  UNKNOWN,
  UTF16LE,
  UTF8,
  encodingId,
} = require('buffer/encodings');
const { indexOutOfRange, notABuffer, notAString, offsetOutOfBounds } = require('buffer/native_errors');

const ops = binding('buffer');

/** The id of an encoding argument that must be known. */
function requireEncoding(name) {
  const id = encodingId(name);
  if (id === UNKNOWN) throw new ERR_UNKNOWN_ENCODING(name);
  return id;
}

function toString(encoding, start, end) {
  if (arguments.length === 0) {
    if (!ArrayBufferIsView(this)) throw notABuffer();
    // A DataView has no length; one that a program has put on a Buffer is bounded by the op.
    return ops.slice(this, UTF8, 0, this.length ?? this.byteLength);
  }
  const { length } = this;
  // Anything that is no number above zero counts as zero, as a missing start does.
  if (!(start > 0)) start = 0;
  else if (start >= length) return '';
  else start = MathTrunc(start);
  if (end === undefined || end > length) end = length;
  else end = MathTrunc(end) || 0;
  if (end <= start) return '';
  const id = encoding === undefined ? UTF8 : requireEncoding(encoding);
  if (!ArrayBufferIsView(this)) throw notABuffer();
  return ops.slice(this, id, start, end);
}

/** write(string), write(string, encoding), write(string, offset[, length][, encoding]) */
function write(string, offset, length, encoding) {
  const size = TypedArrayPrototypeGetLength(this);
  let room = size;
  let id = UTF8;
  // Without an offset Node does not look at the arguments behind it.
  if (offset === undefined) {
    offset = 0;
  } else {
    if (length === undefined && typeof offset === 'string') {
      encoding = offset;
      offset = 0;
    } else {
      validateInteger(offset, 'offset', 0, size);
      room -= offset;
      if (typeof length === 'string') {
        encoding = length;
      } else if (length !== undefined) {
        validateInteger(length, 'length', 0, size);
        if (length < room) room = length;
      }
    }
    if (encoding) id = requireEncoding(encoding);
  }
  if (typeof string !== 'string') throw notAString();
  return ops.write(this, id, string, offset, room);
}

// --- One encoding a method --------------------------------------------------------------------------------------

/** An index as native code reads it: missing takes the default, other values are truncated, negative ones throw. */
function toIndex(value, missing) {
  if (value === undefined) return missing;
  value = MathTrunc(value);
  if (value < 0) throw indexOutOfRange();
  // Not a number, and minus zero, count as zero.
  return value || 0;
}

function sliceAs(view, encoding, start, end) {
  if (!ArrayBufferIsView(view)) throw notABuffer();
  if (view.byteLength === 0) return '';
  start = toIndex(start, 0);
  end = toIndex(end, view.byteLength);
  if (end <= start) return '';
  if (end > view.byteLength) throw indexOutOfRange();
  return ops.slice(view, encoding, start, end);
}

/** For encodings that need decoding or alignment: a length past the end is cut. */
function writeClamped(view, encoding, string, offset, length) {
  if (!ArrayBufferIsView(view)) throw notABuffer();
  if (typeof string !== 'string') throw notAString();
  offset = toIndex(offset, 0);
  const size = view.byteLength;
  if (offset > size) throw offsetOutOfBounds();
  length = toIndex(length, size - offset);
  return ops.write(view, encoding, string, offset, length < size - offset ? length : size - offset);
}

/** For the encodings that are written as they are: a length past the end is an error. */
function writeStrict(view, encoding, string, offset, length) {
  if (!ArrayBufferIsView(view)) throw notABuffer();
  const size = view.byteLength;
  offset = offset === undefined ? 0 : +offset;
  if (offset < 0 || offset > size) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  length = length === undefined ? size - offset : +length;
  if (length < 0 || length > size - offset) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  if (typeof string !== 'string') throw notAString();
  // Not a number counts as zero, for the length that follows from such an offset too.
  return ops.write(view, encoding, string, MathTrunc(offset) || 0, MathTrunc(length) || 0);
}

const methods = {
  __proto__: null,

  asciiSlice(start, end) { return sliceAs(this, ASCII, start, end); },
  base64Slice(start, end) { return sliceAs(this, BASE64, start, end); },
  base64urlSlice(start, end) { return sliceAs(this, BASE64URL, start, end); },
  latin1Slice(start, end) { return sliceAs(this, LATIN1, start, end); },
  hexSlice(start, end) { return sliceAs(this, HEX, start, end); },
  ucs2Slice(start, end) { return sliceAs(this, UTF16LE, start, end); },
  utf8Slice(start, end) { return sliceAs(this, UTF8, start, end); },

  asciiWrite(string, offset, length) { return writeStrict(this, ASCII, string, offset, length); },
  base64Write(string, offset, length) { return writeClamped(this, BASE64, string, offset, length); },
  base64urlWrite(string, offset, length) { return writeClamped(this, BASE64URL, string, offset, length); },
  latin1Write(string, offset, length) { return writeStrict(this, LATIN1, string, offset, length); },
  hexWrite(string, offset, length) { return writeClamped(this, HEX, string, offset, length); },
  ucs2Write(string, offset, length) { return writeClamped(this, UTF16LE, string, offset, length); },
  utf8Write(string, offset, length) { return writeStrict(this, UTF8, string, offset, length); },

  toString,
  write,
  toLocaleString: toString,
};

module.exports = { methods, requireEncoding };
