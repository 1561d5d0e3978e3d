'use strict';
// What programs give to fetch, Headers, Request, Response and FormData, converted as Web IDL says, with the texts that
// Node has for these classes (those of other web APIs are in `internal/webidl`). Owner: fetch. Keeps no state.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  FunctionPrototypeCall,
  Number,
  ReflectGetOwnPropertyDescriptor,
  ReflectOwnKeys,
  RegExpPrototypeExec,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeToWellFormed,
  SymbolIterator,
  TypeError,
} = primordials;

const { converters } = require('internal/webidl');
const { isProxy } = require('util/types');

// What no byte can be.
const kNoByte = /[^\0-\xff]/;

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A value as errors show it. */
function shown(value) {
  switch (typeof value) {
    case 'symbol': return `Symbol(${value.description})`;
    case 'string': return `"${value}"`;
    case 'bigint': return `${value}n`;
    case 'object':
    case 'function': return value === null ? 'null' : require('util/inspect').inspect(value);
    default: return `${value}`;
  }
}

function failure(prefix, message) {
  return new TypeError(`${prefix}: ${message}`);
}

function illegalInvocation() {
  const err = new TypeError('Illegal invocation');
  err.code = 'ERR_INVALID_THIS';
  return err;
}

function checkArguments(given, required, prefix) {
  if (given >= required) return;
  const noun = required === 1 ? 'argument' : 'arguments';
  throw failure(prefix, `${required} ${noun} required, but${given === 0 ? '' : ' only'} ${given} found.`);
}

function notConvertible(prefix, argument, types) {
  const choice = types.length === 1 ? '' : ' one of';
  return failure(prefix, `${argument} could not be converted to${choice}: ${ArrayPrototypeJoin(types, ', ')}.`);
}

function toDOMString(value, prefix, argument) {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') {
    throw failure(prefix, `${argument} is a symbol, which cannot be converted to a DOMString.`);
  }
  return String(value);
}

function isByteString(value) {
  return typeof value === 'string' && RegExpPrototypeExec(kNoByte, value) === null;
}

function toByteString(value, prefix, argument) {
  if (typeof value === 'symbol') {
    throw failure(prefix, `${argument} is a symbol, which cannot be converted to a ByteString.`);
  }
  const text = typeof value === 'string' ? value : String(value);
  if (isByteString(text)) return text;
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code > 255) {
      throw new TypeError('Cannot convert argument to a ByteString because the character at ' +
        `index ${i} has a value of ${code} which is greater than 255.`);
    }
  }
  return text;
}

/** As the language converts, which throws for symbols. */
function toUSVString(value) {
  return StringPrototypeToWellFormed(typeof value === 'string' ? value : `${value}`);
}

function toEnum(value, allowed, prefix) {
  const text = typeof value === 'string' ? value : String(value);
  if (!ArrayPrototypeIncludes(allowed, text)) {
    throw failure(prefix, `${text} is not an accepted type. Expected one of ${ArrayPrototypeJoin(allowed, ', ')}.`);
  }
  return text;
}

/** null and undefined are a dictionary without members. */
function checkDictionary(value, prefix) {
  if (value !== undefined && value !== null && !isObject(value)) {
    throw failure(prefix, `Expected ${value} to be one of: Null, Undefined, Object.`);
  }
}

function checkInstance(is, value, name, prefix, argument) {
  if (!is) throw failure(prefix, `Expected ${argument} ("${shown(value)}") to be an instance of ${name}.`);
  return value;
}

/** The items of an iterable, each converted by `convert(item, prefix, name)`. */
function toSequence(value, convert, prefix, argument, method = undefined) {
  if (!isObject(value)) throw failure(prefix, `${argument} (${shown(value)}) is not iterable.`);
  method ??= value[SymbolIterator];
  const iterator = typeof method === 'function' ? FunctionPrototypeCall(method, value) : undefined;
  const next = iterator?.next;
  if (typeof next !== 'function') throw failure(prefix, `${argument} is not iterable.`);
  const items = [];
  for (;;) {
    const { done, value: item } = FunctionPrototypeCall(next, iterator);
    if (done) return items;
    ArrayPrototypePush(items, convert(item, prefix, `${argument}[${items.length}]`));
  }
}

function toPair(value, prefix, argument) {
  return toSequence(value, toByteString, prefix, argument);
}

/** Names and values of a record, as pairs. */
function toByteRecord(value, prefix, argument) {
  const pairs = [];
  const keys = ReflectOwnKeys(value);
  const isProxied = isProxy(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    // Only of a proxy are the properties that do not show left out, as in Node.
    if (isProxied && !ReflectGetOwnPropertyDescriptor(value, key)?.enumerable) continue;
    // What they are called in errors is put together only where there is one.
    const name = isByteString(key) ? key :
      toByteString(key, prefix, `Key ${typeof key === 'symbol' ? shown(key) : key} in ${argument}`);
    const text = value[key];
    ArrayPrototypePush(pairs, [name, isByteString(text) ? text : toByteString(text, prefix, `${argument}["${name}"]`)]);
  }
  return pairs;
}

function toUnsignedShort(value) {
  return converters['unsigned short'](typeof value === 'bigint' ? Number(value) : value);
}

function checkCallback(callback, name, method) {
  if (typeof callback !== 'function') {
    throw new TypeError(`Failed to execute '${method}' on '${name}': parameter 1 is not of type 'Function'.`);
  }
}

module.exports = {
  checkArguments,
  checkCallback,
  checkDictionary,
  checkInstance,
  failure,
  illegalInvocation,
  isObject,
  notConvertible,
  toByteRecord,
  toByteString,
  toDOMString,
  toEnum,
  toPair,
  toSequence,
  toUSVString,
  toUnsignedShort,
};
