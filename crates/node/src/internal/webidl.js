'use strict';
// Web IDL conversions of JavaScript values, shared by all web APIs. Owner: url. A converter is
// `(value, options) => converted`; `options.prefix` and `options.context` name the place in the
// error's text. Converters run user code (valueOf, getters, iterators) exactly as often and in
// the order that Web IDL says, and nothing here keeps state.

const {
  ArrayBufferIsView,
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSort,
  DataViewPrototypeGetBuffer,
  FunctionPrototypeCall,
  MathFloor,
  MathMax,
  MathMin,
  MathTrunc,
  NumberIsFinite,
  NumberIsNaN,
  NumberMAX_SAFE_INTEGER,
  NumberMIN_SAFE_INTEGER,
  ObjectPrototypeIsPrototypeOf,
  ObjectSetPrototypeOf,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeToWellFormed,
  SymbolIterator,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

const { kEmptyObject } = require('internal/util');
const { isArrayBuffer, isDataView, isSharedArrayBuffer } = require('util/types');

/** Options for a converter: those of the whole, for the part of it that `context` names. */
class Place {
  constructor(options, context) {
    this.prefix = options.prefix;
    this.context = context;
    this.enforceRange = options.enforceRange;
    this.clamp = options.clamp;
    this.allowShared = options.allowShared;
    this.allowResizable = options.allowResizable;
  }
}
// Literals without a prototype are dictionaries to V8, which are slow to copy and to read.
ObjectSetPrototypeOf(Place.prototype, null);

/** A TypeError with a code, as all conversions throw: "prefix: context message". */
function makeError(message, options = kEmptyObject, code = 'ERR_INVALID_ARG_TYPE') {
  const prefix = options.prefix ? `${options.prefix}: ` : '';
  const context = options.context?.length ? options.context : 'Value';
  return codedError(`${prefix}${context} ${message}`, code);
}

function codedError(message, code) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

/** The Web IDL type name of a value; functions are objects here. */
function type(value) {
  switch (typeof value) {
    case 'undefined': return 'Undefined';
    case 'boolean': return 'Boolean';
    case 'string': return 'String';
    case 'symbol': return 'Symbol';
    case 'number': return 'Number';
    case 'bigint': return 'BigInt';
    default: return value === null ? 'Null' : 'Object';
  }
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function toNumber(value, options) {
  if (typeof value === 'bigint') {
    throw makeError('is a BigInt and cannot be converted to a number.', options);
  }
  if (typeof value === 'symbol') {
    throw makeError('is a Symbol and cannot be converted to a number.', options);
  }
  // Unary plus is ToNumber; Number() would let a BigInt from valueOf() through.
  return +value;
}

/** Half to even, as [Clamp] asks. */
function roundToEven(value) {
  const floor = MathFloor(value);
  const part = value - floor;
  if (part < 0.5) return floor;
  if (part > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

// -0 is not a value of any Web IDL integer type.
function withoutNegativeZero(value) {
  return value === 0 ? 0 : value;
}

/** https://webidl.spec.whatwg.org/#abstract-opdef-converttoint */
function convertToInt(value, bitLength, signedness = 'unsigned', options = kEmptyObject) {
  const signed = signedness === 'signed';
  // What is in range already needs none of the options.
  if (typeof value === 'number' && (value | 0) === value &&
      value >= 0 && value < (bitLength > 31 ? 2 ** 31 : 2 ** (bitLength - 1))) {
    return withoutNegativeZero(value);
  }

  let upper;
  let lower;
  if (bitLength === 64) {
    upper = NumberMAX_SAFE_INTEGER;
    lower = signed ? NumberMIN_SAFE_INTEGER : 0;
  } else if (signed) {
    upper = 2 ** (bitLength - 1) - 1;
    lower = -(2 ** (bitLength - 1));
  } else {
    upper = 2 ** bitLength - 1;
    lower = 0;
  }

  let x = toNumber(value, options);
  if (options.enforceRange) {
    if (!NumberIsFinite(x)) throw makeError('is not a finite number.', options);
    x = withoutNegativeZero(MathTrunc(x));
    if (x < lower || x > upper) {
      throw makeError(`is outside the expected range of ${lower} to ${upper}.`, options,
                      'ERR_OUT_OF_RANGE');
    }
    return x;
  }
  if (options.clamp) {
    if (NumberIsNaN(x)) return 0;
    return withoutNegativeZero(roundToEven(MathMin(MathMax(x, lower), upper)));
  }

  if (!NumberIsFinite(x)) return 0;
  return wrap(MathTrunc(x), bitLength, signed);
}

/** `x` modulo 2 ** bitLength, in the range of the type. */
function wrap(x, bitLength, signed) {
  const modulus = 2 ** bitLength;
  // `%` keeps the sign and is exact on doubles; adding the modulus rounds, so it is added only to
  // what is out of range.
  let wrapped = x % modulus;
  if (signed) {
    if (wrapped >= modulus / 2) wrapped -= modulus;
    else if (wrapped < -modulus / 2) wrapped += modulus;
  } else if (wrapped < 0) {
    wrapped += modulus;
  }
  return withoutNegativeZero(wrapped);
}

function integerConverter(bitLength, signedness) {
  return (value, options) => convertToInt(value, bitLength, signedness, options);
}

function toDouble(value, options) {
  const x = toNumber(value, options);
  if (!NumberIsFinite(x)) throw makeError('is not a finite number.', options);
  return x;
}

function toDOMString(value, options) {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') {
    throw makeError('is a Symbol and cannot be converted to a string.', options);
  }
  return String(value);
}

function toByteString(value, options) {
  const text = toDOMString(value, options);
  for (let i = 0; i < text.length; i++) {
    if (StringPrototypeCharCodeAt(text, i) > 255) {
      throw makeError('is not a valid ByteString.', options);
    }
  }
  return text;
}

function isResizable(buffer) {
  return isSharedArrayBuffer(buffer) ? buffer.growable : buffer.resizable;
}

/** Checks the memory under a buffer source against [AllowShared] and [AllowResizable]. */
function checkMemory(buffer, allowShared, options) {
  if (!allowShared && isSharedArrayBuffer(buffer)) {
    throw makeError('is a view on a SharedArrayBuffer, which is not allowed.', options);
  }
  if (options?.allowResizable !== true && isResizable(buffer)) {
    const kind = isSharedArrayBuffer(buffer) ? 'growable SharedArrayBuffer' :
      'resizable ArrayBuffer';
    throw makeError(`is backed by a ${kind}, which is not allowed.`, options);
  }
}

function toBufferSource(value, options, allowShared) {
  if (isArrayBuffer(value)) {
    checkMemory(value, allowShared, options);
    return value;
  }
  if (ArrayBufferIsView(value)) {
    const memory = isDataView(value) ?
      DataViewPrototypeGetBuffer(value) : TypedArrayPrototypeGetBuffer(value);
    checkMemory(memory, allowShared, options);
    return value;
  }
  if (allowShared && isSharedArrayBuffer(value)) {
    checkMemory(value, allowShared, options);
    return value;
  }
  throw makeError('is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.', options);
}

function toUint8Array(value, options = kEmptyObject) {
  if (!ArrayBufferIsView(value) ||
      TypedArrayPrototypeGetSymbolToStringTag(value) !== 'Uint8Array') {
    throw makeError('is not an Uint8Array object.', options);
  }
  checkMemory(TypedArrayPrototypeGetBuffer(value), options.allowShared === true, options);
  return value;
}

/** "1 argument required, but only 0 present." */
function requiredArguments(length, required, options = kEmptyObject) {
  if (length >= required) return;
  const prefix = options.prefix ? `${options.prefix}: ` : '';
  const noun = required === 1 ? 'argument' : 'arguments';
  throw codedError(`${prefix}${required} ${noun} required, but only ${length} present.`,
                   'ERR_MISSING_ARGS');
}

/** A converter to one of the strings in `values`. */
function createEnumConverter(name, values) {
  const allowed = ArrayPrototypeSlice(values);
  return (value, options) => {
    const text = String(value);
    if (!ArrayPrototypeIncludes(allowed, text)) {
      throw makeError(`'${text}' is not a valid enum value of type ${name}.`, options,
                      'ERR_INVALID_ARG_VALUE');
    }
    return text;
  };
}

/** A converter of any iterable object to an array of converted items. */
function createSequenceConverter(converter) {
  return (value, options = kEmptyObject) => {
    if (!isObject(value)) throw makeError('cannot be converted to sequence.', options);
    const method = value[SymbolIterator];
    if (method === undefined || method === null) {
      throw makeError('cannot be converted to sequence.', options);
    }
    if (typeof method !== 'function') throw makeError('cannot be converted to sequence.', options);
    const iterator = FunctionPrototypeCall(method, value);
    const next = iterator?.next;
    if (typeof next !== 'function') throw makeError('cannot be converted to sequence.', options);
    const items = [];
    for (;;) {
      const result = FunctionPrototypeCall(next, iterator);
      if (!isObject(result)) throw makeError('cannot be converted to sequence.', options);
      if (result.done === true) return items;
      const place = new Place(options, `${options.context ?? 'Value'}[${items.length}]`);
      ArrayPrototypePush(items, converter(result.value, place));
    }
  };
}

/** A converter that demands an object with `prototype` in its chain. */
function createInterfaceConverter(name, prototype) {
  return (value, options) => {
    if (!isObject(value) || !ObjectPrototypeIsPrototypeOf(prototype, value)) {
      throw makeError(`is not of type ${name}.`, options);
    }
    return value;
  };
}

/** A converter that lets null and undefined pass as null. */
function createNullableConverter(converter) {
  return (value, options) =>
    (value === null || value === undefined ? null : converter(value, options));
}

/**
 * A converter of an object to a null-prototype dictionary. `members` lists
 * `{ key, converter, required?, defaultValue? }`, where defaultValue is a function; they are
 * read in the order of their names. A member that was `read` already, and its value, are the last two arguments.
 */
function createDictionaryConverter(name, members) {
  const ordered = ArrayPrototypeSort(ArrayPrototypeSlice(members), (a, b) => {
    if (a.key === b.key) return 0;
    return a.key < b.key ? -1 : 1;
  });
  return (dictionary, options = kEmptyObject, read = undefined, known = undefined) => {
    const isNothing = dictionary === undefined || dictionary === null;
    if (!isNothing && !isObject(dictionary)) {
      throw makeError('cannot be converted to a dictionary', options);
    }
    const converted = { __proto__: null };
    for (let i = 0; i < ordered.length; i++) {
      const { key, converter, required, defaultValue } = ordered[i];
      const value = key === read ? known : isNothing ? undefined : dictionary[key];
      if (value !== undefined) {
        const context = options.context ? `${key} in ${options.context}` : key;
        converted[key] = converter(value, new Place(options, context));
      } else if (typeof defaultValue === 'function') {
        converted[key] = defaultValue();
      } else if (required) {
        throw makeError(
          `cannot be converted to '${name}' because '${key}' is required in '${name}'.`,
          options, 'ERR_MISSING_OPTION');
      }
    }
    return converted;
  };
}

const converters = {
  '__proto__': null,
  'any': (value) => value,
  'boolean': (value) => !!value,
  'byte': integerConverter(8, 'signed'),
  'octet': integerConverter(8, 'unsigned'),
  'short': integerConverter(16, 'signed'),
  'unsigned short': integerConverter(16, 'unsigned'),
  'long': integerConverter(32, 'signed'),
  'unsigned long': integerConverter(32, 'unsigned'),
  'long long': integerConverter(64, 'signed'),
  'unsigned long long': integerConverter(64, 'unsigned'),
  'double': toDouble,
  'unrestricted double': toNumber,
  'DOMString': toDOMString,
  'ByteString': toByteString,
  'USVString': (value, options) => StringPrototypeToWellFormed(toDOMString(value, options)),
  'object': (value, options) => {
    if (!isObject(value)) throw makeError('is not an object.', options);
    return value;
  },
  'BufferSource': (value, options) => toBufferSource(value, options, false),
  'AllowSharedBufferSource': (value, options) => toBufferSource(value, options, true),
  'Uint8Array': toUint8Array,
};

converters['sequence<DOMString>'] = createSequenceConverter(converters.DOMString);
converters['sequence<object>'] = createSequenceConverter(converters.object);
converters.StructuredSerializeOptions = createDictionaryConverter('StructuredSerializeOptions', [
  { key: 'transfer', converter: converters['sequence<object>'], defaultValue: () => [] },
]);

module.exports = {
  Place,
  convertToInt,
  converters,
  createDictionaryConverter,
  createEnumConverter,
  createInterfaceConverter,
  createNullableConverter,
  createSequenceConverter,
  makeError,
  requiredArguments,
  type,
};
