'use strict';
// `util.MIMEType` and `util.MIMEParams`, after the WHATWG MIME Sniffing Standard.

const {
  ObjectDefineProperty,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeCharAt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  SymbolIterator,
} = primordials;

const { replaceMatches } = require('internal/util');
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_MIME_SYNTAX } } = require('internal/errors');

const kNotToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const kNotQuotable = /[^\t\u0020-~\u0080-\u00FF]/;
const kTrailingSpace = /[\r\n\t ]+$/g;
const kLeadingSpace = /^[\r\n\t ]+/g;
const kMustEscape = /["\\]/g;

function indexOfMatch(pattern, text) {
  const match = RegExpPrototypeExec(pattern, text);
  return match === null ? -1 : match.index;
}

function isToken(text) {
  return text !== '' && RegExpPrototypeExec(kNotToken, text) === null;
}

function checkToken(text, production, whole = text) {
  const index = indexOfMatch(kNotToken, text);
  if (text === '' || index !== -1) throw new ERR_INVALID_MIME_SYNTAX(production, whole, index);
}

function trimEnd(text) {
  return replaceMatches(text, kTrailingSpace, '');
}

function trimStart(text) {
  return replaceMatches(text, kLeadingSpace, '');
}

function quoteIfNeeded(value) {
  if (isToken(value)) return value;
  return `"${replaceMatches(value, kMustEscape, (character) => `\\${character}`)}"`;
}

/** Reads a quoted string whose first quote is at `start - 1`: [value, index after the closing quote]. */
function readQuoted(text, start) {
  let value = '';
  let i = start;
  for (; i < text.length; i++) {
    let character = StringPrototypeCharAt(text, i);
    if (character === '"') return [value, i + 1];
    // A backslash at the very end stands for itself.
    if (character === '\\' && i + 1 < text.length) character = StringPrototypeCharAt(text, ++i);
    value += character;
  }
  return [value, i];
}

function parseParams(text, data) {
  let position = 0;
  while (position < text.length) {
    // Between parameters, whitespace and empty parameters mean nothing.
    position += text.length - position - trimStart(StringPrototypeSlice(text, position)).length;
    const semicolon = StringPrototypeIndexOf(text, ';', position);
    const equals = StringPrototypeIndexOf(text, '=', position);
    const end = semicolon === -1 ? text.length : semicolon;
    if (equals === -1 || equals > end) {
      position = end + 1;
      continue;
    }
    const name = StringPrototypeToLowerCase(StringPrototypeSlice(text, position, equals));
    position = equals + 1;
    let value;
    const quoted = StringPrototypeCharAt(text, position) === '"';
    if (quoted) {
      const read = readQuoted(text, position + 1);
      value = read[0];
      const next = StringPrototypeIndexOf(text, ';', read[1]);
      position = next === -1 ? text.length : next + 1;
    } else {
      const next = StringPrototypeIndexOf(text, ';', position);
      value = trimEnd(StringPrototypeSlice(text, position, next === -1 ? text.length : next));
      position = next === -1 ? text.length : next + 1;
      if (value === '') continue;
    }
    if (isToken(name) && RegExpPrototypeExec(kNotQuotable, value) === null && !data.has(name)) data.set(name, value);
  }
}

class MIMEParams {
  #data = new SafeMap();
  // Parameters are read when first asked for.
  #source = null;

  #parsed() {
    if (this.#source !== null) {
      const text = this.#source;
      this.#source = null;
      parseParams(text, this.#data);
    }
    return this.#data;
  }

  static lazily(source) {
    const params = new MIMEParams();
    params.#source = source;
    return params;
  }

  delete(name) {
    this.#parsed().delete(StringPrototypeToLowerCase(`${name}`));
  }

  get(name) {
    return this.#parsed().get(StringPrototypeToLowerCase(`${name}`)) ?? null;
  }

  has(name) {
    return this.#parsed().has(StringPrototypeToLowerCase(`${name}`));
  }

  set(name, value) {
    const data = this.#parsed();
    const lower = StringPrototypeToLowerCase(`${name}`);
    const text = `${value}`;
    checkToken(lower, 'parameter name', lower);
    const index = indexOfMatch(kNotQuotable, text);
    if (index !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', text, index);
    data.set(lower, text);
  }

  * entries() {
    yield* this.#parsed().entries();
  }

  * keys() {
    yield* this.#parsed().keys();
  }

  * values() {
    yield* this.#parsed().values();
  }

  toString() {
    let text = '';
    this.#parsed().forEach((value, name) => {
      text += `${text === '' ? '' : ';'}${name}=${quoteIfNeeded(value)}`;
    });
    return text;
  }
}

const kHidden = { __proto__: null, configurable: true, writable: true, enumerable: false };
ObjectDefineProperty(MIMEParams.prototype, SymbolIterator, { ...kHidden, value: MIMEParams.prototype.entries });
ObjectDefineProperty(MIMEParams.prototype, 'toJSON', { ...kHidden, value: MIMEParams.prototype.toString });
// Only MIMEType makes parameters from text.
const paramsFrom = MIMEParams.lazily;
delete MIMEParams.lazily;

class MIMEType {
  #type;
  #subtype;
  #params;

  constructor(input, token = null) {
    // The second argument is kept for the runtime itself, which has no use for it here.
    if (token !== null) throw new ERR_ILLEGAL_CONSTRUCTOR();
    const text = `${input}`;
    const trimmed = trimEnd(trimStart(text));
    const slash = StringPrototypeIndexOf(trimmed, '/');
    const type = slash === -1 ? trimmed : StringPrototypeSlice(trimmed, 0, slash);
    if (slash === -1) throw new ERR_INVALID_MIME_SYNTAX('type', text, indexOfMatch(kNotToken, type));
    checkToken(type, 'type', text);
    const semicolon = StringPrototypeIndexOf(trimmed, ';', slash + 1);
    const end = semicolon === -1 ? trimmed.length : semicolon;
    const subtype = trimEnd(StringPrototypeSlice(trimmed, slash + 1, end));
    checkToken(subtype, 'subtype', text);
    this.#type = StringPrototypeToLowerCase(type);
    this.#subtype = StringPrototypeToLowerCase(subtype);
    this.#params = paramsFrom(StringPrototypeSlice(trimmed, end + 1));
  }

  /** Like the constructor, but null for text that is no MIME type. */
  static parse(input) {
    try {
      return new this(input);
    } catch (err) {
      if (err.code !== 'ERR_INVALID_MIME_SYNTAX') throw err;
      return null;
    }
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    const text = `${value}`;
    checkToken(text, 'type');
    this.#type = StringPrototypeToLowerCase(text);
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    const text = trimEnd(`${value}`);
    checkToken(text, 'subtype');
    this.#subtype = StringPrototypeToLowerCase(text);
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#params;
  }

  toString() {
    const params = this.#params.toString();
    return params === '' ? this.essence : `${this.essence};${params}`;
  }
}

ObjectDefineProperty(MIMEType.prototype, 'toJSON', { ...kHidden, value: MIMEType.prototype.toString });

module.exports = {
  MIMEParams,
  MIMEType,
};
