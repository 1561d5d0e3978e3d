'use strict';

// The character encodings that Buffer knows: their names, their ids on the native side, and how many bytes a
// string takes in each. Owned by `buffer`; `string_decoder` uses it too. Holds no state.
//
// Invariant: the ids are those of `Encoding` in codec.rs. An id that is not in that enum never reaches an op.

const { StringPrototypeCharCodeAt, StringPrototypeToLowerCase } = primordials;

const ops = binding('buffer');

const UTF8 = 0;
const LATIN1 = 1;
const ASCII = 2;
const UTF16LE = 3;
const BASE64 = 4;
const BASE64URL = 5;
const HEX = 6;
const UNKNOWN = -1;

// Indexed by id: the name that Node reports, for instance as the `encoding` of a StringDecoder.
const names = ['utf8', 'latin1', 'ascii', 'utf16le', 'base64', 'base64url', 'hex'];

const kEquals = 0x3D;

function exactId(name) {
  switch (name) {
    case 'utf8':
    case 'utf-8':
      return UTF8;
    case 'latin1':
    case 'binary':
      return LATIN1;
    case 'utf16le':
    case 'utf-16le':
    case 'ucs2':
    case 'ucs-2':
      return UTF16LE;
    case 'base64':
      return BASE64;
    case 'hex':
      return HEX;
    case 'ascii':
      return ASCII;
    case 'base64url':
      return BASE64URL;
    default:
      return UNKNOWN;
  }
}

/**
 * The id of an encoding name in any letter case, or UNKNOWN. The argument is converted to a string as Node does, so
 * that a Symbol throws a TypeError here.
 */
function encodingId(name) {
  const id = exactId(name);
  return id !== UNKNOWN ? id : exactId(StringPrototypeToLowerCase(`${name}`));
}

/** The most bytes that `length` UTF-16 units can take: a bound, cheap to compute, to reserve room with. */
function maxByteLength(id, length) {
  switch (id) {
    case UTF8: return length * 3;
    case UTF16LE: return length * 2;
    case HEX: return length >>> 1;
    case BASE64:
    case BASE64URL: return length; // Three quarters of it, but the bound need not be tight.
    default: return length;
  }
}

/**
 * What Buffer.byteLength() answers for a non-empty string. Exact for all but base64 and hex with characters that
 * decoding skips or stops at, for which it is an upper bound.
 */
function stringByteLength(string, id) {
  const length = string.length;
  switch (id) {
    case UTF8: return ops.byteLengthUtf8(string);
    case UTF16LE: return length * 2;
    case HEX: return length >>> 1;
    case BASE64:
    case BASE64URL: {
      let digits = length;
      if (StringPrototypeCharCodeAt(string, digits - 1) === kEquals) digits--;
      if (digits > 1 && StringPrototypeCharCodeAt(string, digits - 1) === kEquals) digits--;
      // Not `>>> 2`: three times the longest string does not fit 32 bits.
      return (digits * 3 - ((digits * 3) % 4)) / 4;
    }
    default: return length;
  }
}

module.exports = {
  ASCII,
  BASE64,
  BASE64URL,
  HEX,
  LATIN1,
  UNKNOWN,
  UTF16LE,
  UTF8,
  encodingId,
  encodingNames: names,
  maxByteLength,
  stringByteLength,
};
