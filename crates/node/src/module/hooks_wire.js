'use strict';
// What the program's thread and the thread of `module.register()`'s hooks say to each other, as bytes: values by V8's
// serialization, and whatever may be thrown. Used on both threads; holds no state.

const {
  ArrayPrototypePush,
  Error,
  EvalError,
  ObjectDefineProperty,
  ObjectKeys,
  RangeError,
  ReferenceError,
  Symbol,
  SymbolPrototypeGetDescription,
  SyntaxError,
  TypeError,
  URIError,
} = primordials;

const { isError, lazyDOMException } = require('internal/util');

const kClasses = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function cloneError(message) {
  return lazyDOMException(message, 'DataCloneError');
}

/** Bytes of a value; a DataCloneError where it cannot be copied. */
function encode(value) {
  const { DefaultSerializer } = require('v8/serdes');
  const serializer = new DefaultSerializer();
  serializer._getDataCloneError = cloneError;
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function decode(bytes) {
  return require('v8/serdes').deserialize(bytes);
}

function canEncode(value) {
  try {
    encode(value);
    return true;
  } catch {
    return false;
  }
}

/** The name of the language's class that an error is of. */
function className(error) {
  for (const name in kClasses) {
    if (name !== 'Error' && error instanceof kClasses[name]) return name;
  }
  return 'Error';
}

/** What was thrown, as a value that can be copied. */
function packThrown(thrown) {
  if (typeof thrown === 'symbol') return { kind: 'symbol', description: SymbolPrototypeGetDescription(thrown) };
  if (isError(thrown)) {
    const own = [];
    const names = ObjectKeys(thrown);
    for (let i = 0; i < names.length; i++) {
      const value = thrown[names[i]];
      if (isError(value)) ArrayPrototypePush(own, [names[i], packThrown(value), true]);
      else if (canEncode(value)) ArrayPrototypePush(own, [names[i], value, false]);
    }
    const { message, stack } = thrown;
    return { kind: 'error', class: className(thrown), message: `${message}`, stack: `${stack}`, own };
  }
  if (canEncode(thrown)) return { kind: 'value', value: thrown };
  return { kind: 'text', text: require('util/inspect').inspect(thrown) };
}

function unpackThrown(packed) {
  switch (packed.kind) {
    case 'symbol': return Symbol(packed.description);
    case 'error': {
      const error = new kClasses[packed.class](packed.message);
      ObjectDefineProperty(error, 'stack', {
        __proto__: null, configurable: true, enumerable: false, writable: true, value: packed.stack,
      });
      for (let i = 0; i < packed.own.length; i++) {
        const { 0: name, 1: value, 2: isThrown } = packed.own[i];
        error[name] = isThrown ? unpackThrown(value) : value;
      }
      return error;
    }
    case 'text': {
      const { customInspectSymbol } = require('internal/util');
      const { kShownAs } = require('module/state');
      return { __proto__: null, [customInspectSymbol]: () => packed.text, [kShownAs]: packed.text };
    }
    default: return packed.value;
  }
}

module.exports = { decode, encode, packThrown, unpackThrown };
