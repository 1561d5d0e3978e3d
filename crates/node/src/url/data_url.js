'use strict';
// What a `data:` URL carries, after the Fetch standard: a MIME type and bytes. Owner: url. For the ES module loader and
// for fetch; it reads the URL only.

const {
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeTrim,
  Uint8Array,
} = primordials;

const { LATIN1 } = require('buffer/encodings');
const { percentDecode } = require('url/percent');

const bufferOps = binding('buffer');
const encodingOps = binding('encoding');

const kBase64 = /; *base64$/i;
const kScheme = 'data:'.length;

/**
 * Cuts `href` into the text before its comma and the bytes behind it, or undefined where it has no comma or its base64
 * is malformed. `href` is a serialized URL: ASCII without line breaks.
 */
function splitDataURL(href) {
  const hash = StringPrototypeIndexOf(href, '#');
  const end = hash === -1 ? href.length : hash;
  const comma = StringPrototypeIndexOf(href, ',');
  if (comma === -1 || comma > end) return undefined;
  let type = StringPrototypeTrim(StringPrototypeSlice(href, kScheme, comma));
  let body = percentDecode(encodingOps.encodeUtf8(StringPrototypeSlice(href, comma + 1, end)));
  const base64 = RegExpPrototypeExec(kBase64, type);
  if (base64 !== null) {
    const decoded = bufferOps.atob(bufferOps.slice(body, LATIN1, 0, body.byteLength));
    // A number tells what is wrong with it.
    if (typeof decoded !== 'string') return undefined;
    body = new Uint8Array(decoded.length);
    bufferOps.write(body, LATIN1, decoded, 0, decoded.length);
    type = StringPrototypeSlice(type, 0, base64.index);
  }
  return { type, body };
}

/** `{ mimeType, body }` of a URL object, or 'failure'. A type that cannot be read is plain text. */
function dataURLProcessor(url) {
  const parts = splitDataURL(url.href);
  if (parts === undefined) return 'failure';
  const { MIMEType } = require('util/mime');
  const type = StringPrototypeStartsWith(parts.type, ';') ? `text/plain${parts.type}` : parts.type;
  let mimeType;
  try {
    mimeType = new MIMEType(type);
  } catch {
    mimeType = new MIMEType('text/plain;charset=US-ASCII');
  }
  return { mimeType, body: parts.body };
}

module.exports = { dataURLProcessor, splitDataURL };
