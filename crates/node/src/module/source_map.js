'use strict';
// `module.SourceMap`: decodes the mappings of ECMA-426 source maps and finds entries by position. Pure; the cache of maps
// that files name is `module/source_map_cache`.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  ObjectPrototypeHasOwnProperty,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
  StringPrototypeIncludes,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  Symbol,
} = primordials;

const { validateObject } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

const kComma = 44;
const kSemicolon = 59;
const kEntries = Symbol('entries');

// Fields of one decoded segment, as a flat array: cheaper than an object for maps of a megabyte.
const LINE = 0;
const COLUMN = 1;
const SOURCE = 2;
const SOURCE_LINE = 3;
const SOURCE_COLUMN = 4;
const NAME = 5;

let digits;

/** Value of a base64 digit by character code, -1 for others. */
function digitTable() {
  if (digits === undefined) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    digits = [];
    for (let i = 0; i < 128; i++) ArrayPrototypePush(digits, -1);
    for (let i = 0; i < alphabet.length; i++) digits[StringPrototypeCharCodeAt(alphabet, i)] = i;
  }
  return digits;
}

/** Reads variable-length quantities out of a mappings text. */
class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.table = digitTable();
  }

  get done() {
    return this.at >= this.text.length;
  }

  code() {
    return StringPrototypeCharCodeAt(this.text, this.at);
  }

  /** Whether a number begins here. */
  get hasNumber() {
    if (this.done) return false;
    const code = this.code();
    return code !== kComma && code !== kSemicolon;
  }

  number() {
    let result = 0;
    let shift = 0;
    let digit;
    do {
      const code = this.code();
      digit = code < 128 ? this.table[code] : -1;
      this.at++;
      // A broken map maps nowhere; it must not hang or throw while a stack is printed.
      if (!(digit >= 0)) return 0;
      result += (digit & 31) * 2 ** shift;
      shift += 5;
    } while (digit & 32);
    const negative = result % 2 === 1;
    const value = (result - (negative ? 1 : 0)) / 2;
    return negative ? -value : value;
  }
}

/** Adds the segments of one map; sections of an index map are shifted to where they stand. */
function decode(map, firstLine, firstColumn, entries) {
  const reader = new Reader(typeof map.mappings === 'string' ? map.mappings : '');
  const sources = ArrayIsArray(map.sources) ? map.sources : [];
  const names = ArrayIsArray(map.names) ? map.names : [];
  const prefix = typeof map.sourceRoot === 'string' && map.sourceRoot !== '' ?
    (StringPrototypeEndsWith(map.sourceRoot, '/') ? map.sourceRoot : `${map.sourceRoot}/`) : '';
  const nameOf = (index) => {
    const source = sources[index];
    return source === undefined || source === null ? source : prefix + source;
  };
  let line = firstLine;
  let column = firstColumn;
  let source = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  let name = 0;
  // Node's entries without a name have that of the one before them in the line.
  let named;
  while (!reader.done) {
    const code = reader.code();
    if (code === kComma) {
      reader.at++;
      continue;
    }
    if (code === kSemicolon) {
      reader.at++;
      line++;
      column = 0;
      named = undefined;
      continue;
    }
    column += reader.number();
    if (!reader.hasNumber) {
      ArrayPrototypePush(entries, [line, column]);
      continue;
    }
    source += reader.number();
    sourceLine += reader.number();
    sourceColumn += reader.number();
    if (reader.hasNumber) {
      name += reader.number();
      named = names[name];
    }
    ArrayPrototypePush(entries, [line, column, nameOf(source), sourceLine, sourceColumn, named]);
    while (reader.hasNumber) reader.number();
  }
}

function compareEntries(a, b) {
  return a[LINE] - b[LINE] || a[COLUMN] - b[COLUMN];
}

function decodeAll(payload) {
  const entries = [];
  if (ArrayIsArray(payload.sections)) {
    for (let i = 0; i < payload.sections.length; i++) {
      const { map, offset } = payload.sections[i];
      decode(map, offset.line, offset.column, entries);
    }
  } else {
    decode(payload, 0, 0, entries);
  }
  return ArrayPrototypeSort(entries, compareEntries);
}

function clone(payload) {
  const copy = { ...payload };
  for (const key in copy) {
    if (ObjectPrototypeHasOwnProperty(copy, key) && ArrayIsArray(copy[key])) copy[key] = ArrayPrototypeSlice(copy[key]);
  }
  if (copy.sections) {
    for (let i = 0; i < copy.sections.length; i++) {
      copy.sections[i] = { ...copy.sections[i], map: clone(copy.sections[i].map) };
    }
  }
  return copy;
}

class SourceMap {
  #payload;
  #lineLengths;
  #entries;

  constructor(payload, { lineLengths } = { __proto__: null }) {
    validateObject(payload, 'payload');
    if (lineLengths !== undefined && !ArrayIsArray(lineLengths)) {
      throw new ERR_INVALID_ARG_TYPE('options.lineLengths', 'Array', lineLengths);
    }
    this.#payload = clone(payload);
    this.#lineLengths = lineLengths;
  }

  // Decoded at first use: most maps are loaded in case an error is thrown, and none is.
  get [kEntries]() {
    return this.#entries ??= decodeAll(this.#payload);
  }

  get payload() {
    return clone(this.#payload);
  }

  get lineLengths() {
    return this.#lineLengths === undefined ? undefined : ArrayPrototypeSlice(this.#lineLengths);
  }

  /** The entry at or before a position, both zero-based. */
  findEntry(lineOffset, columnOffset) {
    const entries = this[kEntries];
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = entries[middle];
      if (entry[LINE] < lineOffset || (entry[LINE] === lineOffset && entry[COLUMN] <= columnOffset)) low = middle + 1;
      else high = middle;
    }
    const entry = entries[low - 1];
    if (entry === undefined) return {};
    if (entry.length === 2) return { generatedLine: entry[LINE], generatedColumn: entry[COLUMN] };
    return {
      generatedLine: entry[LINE],
      generatedColumn: entry[COLUMN],
      originalSource: entry[SOURCE],
      originalLine: entry[SOURCE_LINE],
      originalColumn: entry[SOURCE_COLUMN],
      name: entry[NAME],
    };
  }

  /** The place in the original of a one-based position in generated code. */
  findOrigin(lineNumber, columnNumber) {
    const range = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (range.originalSource === undefined || range.originalLine === undefined ||
        range.originalColumn === undefined || range.generatedLine === undefined ||
        range.generatedColumn === undefined) {
      return {};
    }
    const lineOffset = lineNumber - range.generatedLine;
    const columnOffset = columnNumber - range.generatedColumn;
    return {
      name: range.name,
      fileName: range.originalSource,
      lineNumber: range.originalLine + lineOffset,
      columnNumber: range.originalColumn + columnOffset,
    };
  }
}

/** The URL in the last `//# sourceMappingURL=` comment of a text, or undefined. */
function mappingURLOf(content) {
  const key = 'sourceMappingURL=';
  for (let at = content.length; (at = lastIndex(content, key, at - 1)) !== -1;) {
    const lead = StringPrototypeSlice(content, at - 4 < 0 ? 0 : at - 4, at);
    if (lead !== '//# ' && lead !== '//@ ' && lead !== '/*# ' && lead !== '/*@ ') continue;
    let end = at + key.length;
    while (end < content.length && !isBlank(StringPrototypeCharCodeAt(content, end))) end++;
    let url = StringPrototypeSlice(content, at + key.length, end);
    if (StringPrototypeStartsWith(lead, '/*') && StringPrototypeEndsWith(url, '*/')) url = StringPrototypeSlice(url, 0, -2);
    // Within a string: no comment.
    if (StringPrototypeIncludes(url, '"') || StringPrototypeIncludes(url, "'")) continue;
    return url;
  }
  return undefined;
}

function isBlank(code) {
  return code === 10 || code === 13 || code === 32 || code === 9 || code === 0x2028 || code === 0x2029;
}

function lastIndex(content, key, from) {
  return from < 0 ? -1 : StringPrototypeLastIndexOf(content, key, from);
}

module.exports = { SourceMap, mappingURLOf };
