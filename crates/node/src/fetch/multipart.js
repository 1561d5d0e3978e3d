'use strict';
// Forms as they go over the wire: multipart/form-data, written and read. Owner: fetch. Reading takes bytes from anybody:
// what does not follow the format is refused with a TypeError.

const {
  ArrayPrototypePush,
  MathFloor,
  MathRandom,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypePadStart,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
  StringPrototypeTrim,
  TypeError,
  TypedArrayPrototypeSubarray,
} = primordials;

const { LATIN1, UTF8 } = require('buffer/encodings');
const { Blob, File } = require('buffer/blob');
const { replaceMatches } = require('internal/util');
const { FormData, entriesOf } = require('fetch/form_data');

const ops = binding('buffer');

const kLineEnding = /\r\n?|\n/g;

// --- Writing ---

function escaped(text) {
  text = StringPrototypeReplaceAll(text, '\n', '%0A');
  text = StringPrototypeReplaceAll(text, '\r', '%0D');
  return StringPrototypeReplaceAll(text, '"', '%22');
}

/** `{ blob, boundary }`: the blob shares the memory of the form's files. */
function encodeForm(form) {
  const entries = entriesOf(form);
  const digits = StringPrototypePadStart(`${MathFloor(MathRandom() * 1e11)}`, 11, '0');
  const boundary = `----formdata-undici-0${digits}`;
  const parts = [];
  // Texts between two files are one part.
  let text = '';
  for (let i = 0; i < entries.length; i++) {
    const { 0: name, 1: value } = entries[i];
    text += `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(replaceMatches(name, kLineEnding, '\r\n'))}"`;
    if (typeof value === 'string') {
      text += `\r\n\r\n${replaceMatches(value, kLineEnding, '\r\n')}\r\n`;
      continue;
    }
    text += `; filename="${escaped(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`;
    ArrayPrototypePush(parts, text, value);
    text = '\r\n';
  }
  ArrayPrototypePush(parts, `${text}--${boundary}--\r\n`);
  return { blob: new Blob(parts), boundary };
}

// --- Reading ---

function refuse(message) {
  return new TypeError(message);
}

function find(bytes, text, from) {
  return ops.indexOfString(bytes, text, LATIN1, from, bytes.length, true);
}

function textOf(bytes, start, end) {
  return ops.slice(bytes, UTF8, start, end);
}

function unescaped(text) {
  text = StringPrototypeReplaceAll(text, '%0A', '\n');
  text = StringPrototypeReplaceAll(text, '%0a', '\n');
  text = StringPrototypeReplaceAll(text, '%0D', '\r');
  text = StringPrototypeReplaceAll(text, '%0d', '\r');
  return StringPrototypeReplaceAll(text, '%22', '"');
}

const kParameter = /^;[ \t]*([!#$%&'*+\-.^_`|~A-Za-z0-9]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|([^;\s"]*))[ \t]*/;
const kQuotedPair = /\\(["\\])/g;
const kExtended = /^utf-8'[^']*'(.*)$/i;

/** Name and file name that a Content-Disposition says. */
function readDisposition(value) {
  const type = RegExpPrototypeExec(/^form-data[ \t]*/i, value);
  if (type === null) throw refuse('expected content-disposition header to start with form-data');
  let rest = StringPrototypeSlice(value, type[0].length);
  const found = { __proto__: null, name: undefined, fileName: undefined };
  let extended;
  while (rest !== '') {
    const match = RegExpPrototypeExec(kParameter, rest);
    if (match === null) throw refuse('malformed content-disposition header');
    const text = match[2] === undefined ? match[3] :
      unescaped(replaceMatches(match[2], kQuotedPair, (character) => character[1]));
    switch (StringPrototypeToLowerCase(match[1])) {
      case 'name':
        found.name = text;
        break;
      case 'filename':
        found.fileName = text;
        break;
      case 'filename*':
        extended = RegExpPrototypeExec(kExtended, text)?.[1];
        break;
    }
    rest = StringPrototypeSlice(rest, match[0].length);
  }
  if (found.name === undefined) throw refuse('no name in content-disposition header');
  if (extended !== undefined) {
    const { percentDecode } = require('url/percent');
    const raw = percentDecode(binding('encoding').encodeUtf8(extended));
    found.fileName = textOf(raw, 0, raw.length);
  }
  return found;
}

/** The headers of a part from `at` on, and where its body begins. */
function readPartHead(bytes, at) {
  const part = { __proto__: null, name: undefined, fileName: undefined, type: undefined, encoding: undefined, start: 0 };
  for (;;) {
    const end = find(bytes, '\r\n', at);
    if (end === -1) throw refuse('expected CRLF after header');
    if (end === at) break;
    const line = textOf(bytes, at, end);
    const colon = StringPrototypeIndexOf(line, ':');
    if (colon <= 0) throw refuse('expected header to have a name');
    const value = StringPrototypeTrim(StringPrototypeSlice(line, colon + 1));
    switch (StringPrototypeToLowerCase(StringPrototypeSlice(line, 0, colon))) {
      case 'content-disposition': {
        const { name, fileName } = readDisposition(value);
        part.name = name;
        part.fileName = fileName;
        break;
      }
      case 'content-type':
        part.type = value;
        break;
      case 'content-transfer-encoding':
        part.encoding = StringPrototypeToLowerCase(value);
        break;
    }
    at = end + 2;
  }
  if (part.name === undefined) throw refuse('expected content-disposition header');
  part.start = at + 2;
  return part;
}

function contentOf(bytes, part, end) {
  const content = TypedArrayPrototypeSubarray(bytes, part.start, end);
  if (part.encoding !== 'base64') return content;
  const { Buffer } = require('buffer');
  return Buffer.from(textOf(content, 0, content.length), 'base64');
}

/** The form in `bytes`. `mimeType` is a util.MIMEType. */
function decodeForm(bytes, mimeType) {
  const boundary = mimeType.params.get('boundary');
  if (boundary === null || boundary === '') throw refuse('missing boundary in content-type header');
  const delimiter = `--${StringPrototypeToWellFormed(boundary)}`;
  const form = new FormData();
  const entries = entriesOf(form);
  let at = find(bytes, delimiter, 0);
  // What comes before the first one is no part.
  if (at > 0 && find(bytes, `\r\n${delimiter}`, 0) !== at - 2) at = find(bytes, `\r\n${delimiter}`, 0) + 2;
  if (at < 0 || (at === 1 && bytes.length > 0)) throw refuse('no boundary found in multipart body');
  for (;;) {
    at += delimiter.length;
    if (bytes[at] === 45 && bytes[at + 1] === 45) return form;
    while (bytes[at] === 32 || bytes[at] === 9) at++;
    if (bytes[at] !== 13 || bytes[at + 1] !== 10) throw refuse('expected CRLF after boundary');
    const part = readPartHead(bytes, at + 2);
    // A part without content has its delimiter's line ending only once.
    const end = find(bytes, `\r\n${delimiter}`, part.start - 2);
    if (end === -1) throw refuse('expected boundary after body');
    const content = contentOf(bytes, part, end < part.start ? part.start : end);
    const value = part.fileName === undefined ? textOf(content, 0, content.length) :
      new File([content], part.fileName, { __proto__: null, type: part.type ?? 'text/plain' });
    ArrayPrototypePush(entries, [part.name, value]);
    at = end + 2;
  }
}

/** The form in a text of names and values, as in URLs. */
function decodeUrlForm(text) {
  const { parseForm } = require('url/form_encoding');
  const pairs = parseForm(text, 0);
  const form = new FormData();
  const entries = entriesOf(form);
  for (let i = 0; i < pairs.length; i += 2) ArrayPrototypePush(entries, [pairs[i], pairs[i + 1]]);
  return form;
}

module.exports = { decodeForm, decodeUrlForm, encodeForm };
