'use strict';
// application/x-www-form-urlencoded, both ways, on flat lists of names and values. Owner: url.
// Plain text takes the short way; only what is malformed is decoded byte by byte.

const {
  ArrayPrototypePush,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  decodeURIComponent,
  encodeURIComponent,
} = primordials;

const { percentChar, percentDecode } = require('url/percent');

const kPercent = 0x25;
const kAmpersand = 0x26;
const kPlus = 0x2B;
const kEquals = 0x3D;

const needsEncoding = /[^A-Za-z0-9*\-._]/;
// What encodeURIComponent() leaves alone and a form does not.
const unescapedByURI = /[!'()~]/g;

function decodeField(text) {
  if (StringPrototypeIncludes(text, '+')) text = StringPrototypeReplaceAll(text, '+', ' ');
  if (!StringPrototypeIncludes(text, '%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const { Buffer } = require('buffer');
    // A stray `%` or bytes that are no UTF-8: those the standard keeps or replaces, one by one.
    return percentDecode(Buffer.from(text, 'utf8')).toString('utf8');
  }
}

/** The pairs of a query from `start` on, as [name, value, name, value, ...]. */
function parseForm(query, start) {
  const list = [];
  const { length } = query;
  let equals = -1; // Where the first `=` of the pair stands.
  let isCoded = false;
  for (let from = start, at = start; from < length; at++) {
    const code = at < length ? StringPrototypeCharCodeAt(query, at) : kAmpersand;
    if (code === kEquals) {
      if (equals === -1) equals = at;
    } else if (code === kPercent || code === kPlus) {
      isCoded = true;
    } else if (code === kAmpersand) {
      if (at > from) {
        const name = StringPrototypeSlice(query, from, equals === -1 ? at : equals);
        const value = equals === -1 ? '' : StringPrototypeSlice(query, equals + 1, at);
        if (isCoded) ArrayPrototypePush(list, decodeField(name), decodeField(value));
        else ArrayPrototypePush(list, name, value);
      }
      from = at + 1;
      equals = -1;
      isCoded = false;
    }
  }
  return list;
}

function encodeField(text) {
  if (RegExpPrototypeExec(needsEncoding, text) === null) return text;
  const encoded = RegExpPrototypeSymbolReplace(
    unescapedByURI, encodeURIComponent(text), percentChar);
  return StringPrototypeReplaceAll(encoded, '%20', '+');
}

/** The query of a flat list of pairs, without a leading `?`. */
function serializeForm(list) {
  let query = '';
  for (let i = 0; i < list.length; i += 2) {
    query += `${i > 0 ? '&' : ''}${encodeField(list[i])}=${encodeField(list[i + 1])}`;
  }
  return query;
}

module.exports = { parseForm, serializeForm };
