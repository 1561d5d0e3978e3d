'use strict';
// Headers. Owner: fetch. The face of a header list, with a guard: `immutable` lists cannot be changed.

const {
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
} = primordials;

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { kClone } = require('structured_clone/host');
const { HeaderList } = require('fetch/header_list');
const {
  checkArguments,
  checkCallback,
  failure,
  illegalInvocation,
  isObject,
  notConvertible,
  toByteRecord,
  toByteString,
  toPair,
  toSequence,
} = require('fetch/idl');
const { iteratorsOf } = require('fetch/iterator');
const { isProxy } = require('util/types');

const kNotToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const kForbiddenInValue = /[\0\r\n]/;
const kInitTypes = ['sequence<sequence<ByteString>>', 'record<ByteString, ByteString>'];

function isToken(text) {
  return text !== '' && RegExpPrototypeExec(kNotToken, text) === null;
}

function isBlank(code) {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** A value without the white space around it. */
function normalized(value) {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(StringPrototypeCharCodeAt(value, start))) start++;
  while (end > start && isBlank(StringPrototypeCharCodeAt(value, end - 1))) end--;
  return start === 0 && end === value.length ? value : StringPrototypeSlice(value, start, end);
}

function checkName(name, prefix) {
  if (!isToken(name)) throw failure(prefix, `"${name}" is an invalid header name.`);
}

/** Adds a header of a program's to a list. */
function appendTo(list, name, value) {
  value = normalized(value);
  checkName(name, 'Headers.append');
  if (RegExpPrototypeExec(kForbiddenInValue, value) !== null) {
    throw failure('Headers.append', `"${value}" is an invalid header value.`);
  }
  list.append(name, value);
}

let isHeaders;
let listOf;
let headersOf;

/** Adds all headers of `init` to a list. */
function fillList(list, init, prefix = 'Headers constructor') {
  if (!isObject(init)) throw notConvertible(prefix, 'Argument 1', kInitTypes);
  const method = init[SymbolIterator];
  // Lists of our own need no checks.
  if (isHeaders(init) && !isProxy(init) && method === Headers.prototype.entries) {
    listOf(init).each((name, value) => list.append(name, value));
    return;
  }
  if (typeof method !== 'function') {
    const pairs = toByteRecord(init, prefix, 'init');
    for (let i = 0; i < pairs.length; i++) appendTo(list, pairs[i][0], pairs[i][1]);
    return;
  }
  const pairs = toSequence(init, toPair, prefix, 'init', method);
  for (let i = 0; i < pairs.length; i++) {
    if (pairs[i].length !== 2) {
      throw failure(prefix, `expected name/value pair to be length 2, found ${pairs[i].length}.`);
    }
    appendTo(list, pairs[i][0], pairs[i][1]);
  }
}

const iterate = iteratorsOf('Headers');
const kAdopt = new HeaderList();

class Headers {
  #list;
  #isImmutable = false;

  constructor(init = undefined) {
    if (init === kAdopt) return;
    this.#list = new HeaderList();
    if (init !== undefined) fillList(this.#list, init);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #list in value;
  }

  static #of(value) {
    if (!Headers.#is(value)) throw illegalInvocation();
    return value.#list;
  }

  static {
    isHeaders = Headers.#is;
    listOf = (headers) => headers.#list;
    headersOf = (list, isImmutable) => {
      const headers = new Headers(kAdopt);
      headers.#list = list;
      headers.#isImmutable = isImmutable;
      return headers;
    };
  }

  #checkMutable() {
    if (this.#isImmutable) throw new TypeError('immutable');
  }

  append(name, value) {
    const list = Headers.#of(this);
    const prefix = 'Headers.append';
    checkArguments(arguments.length, 2, prefix);
    name = toByteString(name, prefix, 'name');
    value = toByteString(value, prefix, 'value');
    if (this.#isImmutable) {
      checkName(name, prefix);
      this.#checkMutable();
    }
    appendTo(list, name, value);
  }

  delete(name) {
    const list = Headers.#of(this);
    const prefix = 'Headers.delete';
    checkArguments(arguments.length, 1, prefix);
    name = toByteString(name, prefix, 'name');
    checkName(name, prefix);
    this.#checkMutable();
    list.delete(StringPrototypeToLowerCase(name));
  }

  get(name) {
    const list = Headers.#of(this);
    const prefix = 'Headers.get';
    checkArguments(arguments.length, 1, prefix);
    name = toByteString(name, prefix, 'name');
    checkName(name, prefix);
    return list.get(StringPrototypeToLowerCase(name)) ?? null;
  }

  has(name) {
    const list = Headers.#of(this);
    const prefix = 'Headers.has';
    checkArguments(arguments.length, 1, prefix);
    name = toByteString(name, prefix, 'name');
    checkName(name, prefix);
    return list.has(StringPrototypeToLowerCase(name));
  }

  set(name, value) {
    const list = Headers.#of(this);
    const prefix = 'Headers.set';
    checkArguments(arguments.length, 2, prefix);
    name = toByteString(name, prefix, 'name');
    value = normalized(toByteString(value, prefix, 'value'));
    checkName(name, prefix);
    if (RegExpPrototypeExec(kForbiddenInValue, value) !== null) {
      throw failure(prefix, `"${value}" is an invalid header value.`);
    }
    this.#checkMutable();
    list.set(name, value);
  }

  getSetCookie() {
    return Headers.#of(this).cookies();
  }

  keys() {
    const list = Headers.#of(this);
    return iterate(() => list.sorted(), 'key');
  }

  values() {
    const list = Headers.#of(this);
    return iterate(() => list.sorted(), 'value');
  }

  entries() {
    const list = Headers.#of(this);
    return iterate(() => list.sorted(), 'key+value');
  }

  forEach(callback, thisArg = undefined) {
    const list = Headers.#of(this);
    checkArguments(arguments.length, 1, 'Headers.forEach');
    checkCallback(callback, 'Headers', 'forEach');
    // Anew for each step, as iterators do.
    for (let i = 0; i < list.sorted().length; i++) {
      const { 0: name, 1: value } = list.sorted()[i];
      FunctionPrototypeCall(callback, thisArg, value, name, this);
    }
  }

  get [kClone]() {
    return Headers.#is(this) ? null : undefined;
  }

  [customInspectSymbol](depth, options) {
    options.depth ??= depth;
    return `Headers ${require('util/inspect').formatWithOptions(options, Headers.#of(this).shown())}`;
  }
}

ObjectDefineProperties(Headers.prototype, {
  __proto__: null,
  append: kEnumerableProperty,
  delete: kEnumerableProperty,
  get: kEnumerableProperty,
  has: kEnumerableProperty,
  set: kEnumerableProperty,
  getSetCookie: kEnumerableProperty,
  keys: kEnumerableProperty,
  values: kEnumerableProperty,
  entries: kEnumerableProperty,
  forEach: kEnumerableProperty,
});
ObjectDefineProperty(Headers.prototype, SymbolIterator, {
  __proto__: null, configurable: true, enumerable: false, value: Headers.prototype.entries, writable: true,
});
ObjectDefineProperty(Headers.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: 'Headers' });

module.exports = { Headers, fillList, headersOf, isToken, listOf };
