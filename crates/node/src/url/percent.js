'use strict';
// Percent-encoding of single bytes and decoding of byte sequences, for URLs, forms and query
// strings. Owner: url.

const { StringPrototypeCharCodeAt, TypedArrayPrototypeSubarray } = primordials;

const kPercent = 37;
const kPlus = 43;
const kSpace = 32;
const digits = '0123456789ABCDEF';

function hexValue(byte) {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** `%XX` of a byte. */
function percentByte(byte) {
  return `%${digits[byte >> 4]}${digits[byte & 15]}`;
}

/** `%XX` of an ASCII character; fits as a replacer. */
function percentChar(char) {
  return percentByte(StringPrototypeCharCodeAt(char, 0));
}

/** Decodes in place and returns the view on what is left; malformed escapes stay as they are. */
function percentDecode(bytes, decodePlus = false) {
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i];
    if (byte === kPlus && decodePlus) {
      byte = kSpace;
    } else if (byte === kPercent && i + 2 < bytes.length) {
      const high = hexValue(bytes[i + 1]);
      const low = hexValue(bytes[i + 2]);
      if (high !== -1 && low !== -1) {
        byte = high * 16 + low;
        i += 2;
      }
    }
    bytes[length++] = byte;
  }
  return length === bytes.length ? bytes : TypedArrayPrototypeSubarray(bytes, 0, length);
}

module.exports = { percentByte, percentChar, percentDecode };
