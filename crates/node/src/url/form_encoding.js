'use strict';
// application/x-www-form-urlencoded, both ways, on flat lists of names and values. Owner: url.
// Plain text takes the short way; only what is malformed is decoded byte by byte.

const {
  ArrayPrototypePush,
  RegExpPrototypeExec,
  RegExpPrototypeSymbolReplace,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  decodeURIComponent,
  encodeURIComponent,
} = primordials;

const { percentChar, percentDecode } = require('url/percent');

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
  let equals = StringPrototypeIndexOf(query, '=', start);
  for (let from = start; from < query.length;) {
    let end = StringPrototypeIndexOf(query, '&', from);
    if (end === -1) end = query.length;
    if (equals !== -1 && equals < from) equals = StringPrototypeIndexOf(query, '=', from);
    if (end > from) {
      const split = equals !== -1 && equals < end;
      const name = decodeField(StringPrototypeSlice(query, from, split ? equals : end));
      const value = split ? decodeField(StringPrototypeSlice(query, equals + 1, end)) : '';
      ArrayPrototypePush(list, name, value);
    }
    from = end + 1;
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
