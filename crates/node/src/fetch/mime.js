'use strict';
// The MIME type that a list of headers says, after the Fetch standard. Owner: fetch.

const {
  ArrayPrototypePush,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeTrim,
} = primordials;

const kQuote = 34;
const kComma = 44;
const kBackslash = 92;

/** The parts between commas that are not within quotes. */
function splitAtCommas(text) {
  const parts = [];
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? kComma : StringPrototypeCharCodeAt(text, i);
    if (i === text.length || (code === kComma && !isQuoted)) {
      ArrayPrototypePush(parts, StringPrototypeTrim(StringPrototypeSlice(text, start, i)));
      start = i + 1;
    } else if (code === kQuote) {
      isQuoted = !isQuoted;
    } else if (code === kBackslash && isQuoted) {
      i++;
    }
  }
  return parts;
}

function parse(text) {
  const { MIMEType } = require('util/mime');
  try {
    return new MIMEType(text);
  } catch {
    return undefined;
  }
}

/** A util.MIMEType, or undefined where the headers say none that can be read. */
function mimeTypeOf(list) {
  const value = list.get('content-type');
  if (value === undefined) return undefined;
  const parts = splitAtCommas(value);
  let found;
  let charset = null;
  for (let i = 0; i < parts.length; i++) {
    const type = parse(parts[i]);
    if (type === undefined || type.essence === '*/*') continue;
    if (found?.essence !== type.essence) {
      charset = type.params.get('charset');
    } else if (!type.params.has('charset') && charset !== null) {
      type.params.set('charset', charset);
    }
    found = type;
  }
  return found;
}

module.exports = { mimeTypeOf };
