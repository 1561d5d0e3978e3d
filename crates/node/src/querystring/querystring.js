'use strict';
// node:querystring. Owner: querystring. The exported object is read at call time (`escape`,
// `unescape`), since programs replace these two to plug in another encoding.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  MathAbs,
  NumberIsFinite,
  ObjectKeys,
  RegExpPrototypeExec,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  decodeURIComponent,
  encodeURIComponent,
} = primordials;

const { codes: { ERR_INVALID_URI } } = require('internal/errors');
const { percentByte, percentDecode } = require('url/percent');

const kDefaultMaxKeys = 1000;

const needsEscape = /[^A-Za-z0-9\-_.!~*'()]/;
const hasEscape = /%[0-9a-fA-F]{2}/;
const loneSurrogate = /[\ud800-\udfff]/u;

const querystring = module.exports = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};

/** Percent-decodes text into a Buffer; malformed escapes stay as they are. Of what is no string counts what it is as one. */
function unescapeBuffer(s, decodeSpaces) {
  const { Buffer } = require('buffer');
  if (typeof s === 'string') return percentDecode(Buffer.from(s, 'latin1'), decodeSpaces);
  const bytes = Buffer.allocUnsafe(s.length);
  const text = String(s);
  for (let i = 0; i < bytes.length; i++) bytes[i] = StringPrototypeCharCodeAt(text, i);
  return percentDecode(bytes, decodeSpaces);
}

function qsUnescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    // Malformed UTF-8 or a stray `%`: decode byte by byte, keeping what cannot be decoded.
    return querystring.unescapeBuffer(s, decodeSpaces).toString();
  }
}

function qsEscape(str) {
  if (typeof str !== 'string') str = typeof str === 'object' ? String(str) : `${str}`;
  if (RegExpPrototypeExec(needsEscape, str) === null) return str;
  if (RegExpPrototypeExec(loneSurrogate, str) !== null) return escapeUnpaired(str);
  return encodeURIComponent(str);
}

/**
 * The escape of a string with lone surrogates: each one takes the unit behind it for its partner,
 * whatever that is, as Node has always done. One at the very end is an error.
 */
function escapeUnpaired(str) {
  let out = '';
  for (let i = 0; i < str.length; i++) {
    const point = StringPrototypeCodePointAt(str, i);
    if (point > 0xffff) {
      out += encodeURIComponent(StringPrototypeSlice(str, i, i + 2));
      i++;
    } else if (point < 0xd800 || point > 0xdfff) {
      out += encodeURIComponent(str[i]);
    } else {
      if (++i >= str.length) throw new ERR_INVALID_URI();
      const low = StringPrototypeCharCodeAt(str, i) & 0x3ff;
      const pair = 0x10000 + (((point & 0x3ff) << 10) | low);
      out += percentByte(0xf0 | (pair >> 18)) + percentByte(0x80 | ((pair >> 12) & 0x3f)) +
        percentByte(0x80 | ((pair >> 6) & 0x3f)) + percentByte(0x80 | (pair & 0x3f));
    }
  }
  return out;
}

function primitiveText(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return NumberIsFinite(value) ? `${value}` : '';
  if (typeof value === 'bigint' || typeof value === 'boolean') return `${value}`;
  return '';
}

function encodeValue(value, encode) {
  const text = primitiveText(value);
  // Numbers without an exponent, booleans and bigints hold nothing to escape.
  const plain = typeof value === 'number' ? MathAbs(value) < 1e21 : typeof value !== 'string';
  if (encode === qsEscape && (plain || text === '')) return text;
  return encode(text);
}

function stringify(obj, sep, eq, options) {
  sep ||= '&';
  eq ||= '=';
  let encode = querystring.escape;
  if (typeof options?.encodeURIComponent === 'function') encode = options.encodeURIComponent;
  if (obj === null || typeof obj !== 'object') return '';

  let fields = '';
  const keys = ObjectKeys(obj);
  for (let i = 0; i < keys.length; i++) {
    const value = obj[keys[i]];
    const prefix = encodeValue(keys[i], encode) + eq;
    if (!ArrayIsArray(value)) {
      fields += `${fields === '' ? '' : sep}${prefix}${encodeValue(value, encode)}`;
      continue;
    }
    for (let j = 0; j < value.length; j++) {
      fields += `${fields === '' ? '' : sep}${prefix}${encodeValue(value[j], encode)}`;
    }
  }
  return fields;
}

function decodeText(text, decode) {
  const custom = decode !== qsUnescape;
  if (StringPrototypeIncludes(text, '+')) {
    text = StringPrototypeReplaceAll(text, '+', custom ? '%20' : ' ');
  }
  if (text === '' || (!custom && RegExpPrototypeExec(hasEscape, text) === null)) return text;
  try {
    return decode(text);
  } catch {
    // A decoder that rejects its input does not fail the whole query.
    return querystring.unescape(text, true);
  }
}

function addPair(obj, key, value) {
  const current = obj[key];
  if (current === undefined) obj[key] = value;
  else if (typeof current === 'string') obj[key] = [current, value];
  else ArrayPrototypePush(current, value);
}

function parse(qs, sep, eq, options) {
  const obj = { __proto__: null };
  if (typeof qs !== 'string' || qs.length === 0) return obj;
  sep = sep ? String(sep) : '&';
  eq = eq ? String(eq) : '=';
  let remaining = kDefaultMaxKeys;
  if (typeof options?.maxKeys === 'number') remaining = options.maxKeys > 0 ? options.maxKeys : -1;
  let decode = querystring.unescape;
  if (typeof options?.decodeURIComponent === 'function') decode = options.decodeURIComponent;

  let nextEq = StringPrototypeIndexOf(qs, eq);
  for (let from = 0; from < qs.length;) {
    // An empty `sep` separates nothing.
    let end = sep === '' ? -1 : StringPrototypeIndexOf(qs, sep, from);
    if (end === -1) end = qs.length;
    // One search per `eq` in the whole query, not one per pair.
    if (nextEq !== -1 && nextEq < from) nextEq = StringPrototypeIndexOf(qs, eq, from);
    if (end > from) {
      const split = nextEq !== -1 && nextEq + eq.length <= end;
      const keyEnd = split ? nextEq : end;
      const key = decodeText(StringPrototypeSlice(qs, from, keyEnd), decode);
      const value = split ?
        decodeText(StringPrototypeSlice(qs, keyEnd + eq.length, end), decode) : '';
      addPair(obj, key, value);
    }
    if (--remaining === 0) break;
    from = end + sep.length;
  }
  return obj;
}
