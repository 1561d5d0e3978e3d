'use strict';

// Deep equality: the engine behind `assert.deepEqual`, `assert.deepStrictEqual`, `assert.partialDeepStrictEqual` and
// `util.isDeepStrictEqual` (doc/api/assert.md, "Comparison details").
//
// Owner: util. It only answers yes or no; messages and diffs are `assert/assertion_error`'s business. It must not call
// anything that a program can replace, except getters, proxies' traps and toString/valueOf of loosely compared values.
//
// Shape of the work: `valuesEqual` settles primitives and prototypes, `objectsEqual` finds the kind of both sides and
// compares what the kind holds inside, `propertiesEqual` compares own enumerable properties, and collections are
// matched without order by `util/collection_equality`.

const {
  ArrayIsArray,
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  DatePrototypeGetTime,
  Error,
  NumberPrototypeValueOf,
  ObjectGetOwnPropertySymbols,
  ObjectGetPrototypeOf,
  ObjectIs,
  ObjectKeys,
  ObjectPrototypeHasOwnProperty,
  ObjectPrototypePropertyIsEnumerable,
  ObjectPrototypeToString,
  RegExpPrototypeGetFlags,
  RegExpPrototypeGetSource,
  StringPrototypeValueOf,
  SymbolPrototypeValueOf,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint8Array,
} = primordials;

const types = require('util/types');
const { getOwnNonIndexProperties } = binding('util');

// How two values are held against each other.
const kLoose = 0;
const kStrict = 1;
const kStrictIgnoringPrototypes = 2;
const kPartial = 3;

// V8's property filter bits, as `getOwnNonIndexProperties` takes them.
const ONLY_ENUMERABLE = 2;
const SKIP_SYMBOLS = 16;

// What an object is underneath, whatever its prototype or tag says.
const kPlain = 0;
const kArray = 1;
const kTypedArray = 2;
const kDataView = 3;
const kMap = 4;
const kSet = 5;
const kDate = 6;
const kRegExp = 7;
const kError = 8;
const kArrayBuffer = 9;
const kSharedArrayBuffer = 10;
const kBoxed = 11;
const kOpaque = 12;

let collections;
function lazyCollections() {
  return collections ??= require('util/collection_equality');
}

function kindOf(value) {
  if (ArrayIsArray(value)) return kArray;
  if (types.isArrayBufferView(value)) return types.isDataView(value) ? kDataView : kTypedArray;
  if (types.isMap(value)) return kMap;
  if (types.isSet(value)) return kSet;
  if (types.isDate(value)) return kDate;
  if (types.isRegExp(value)) return kRegExp;
  if (types.isNativeError(value) || value instanceof Error) return kError;
  if (types.isAnyArrayBuffer(value)) return types.isSharedArrayBuffer(value) ? kSharedArrayBuffer : kArrayBuffer;
  if (types.isBoxedPrimitive(value)) return kBoxed;
  if (types.isWeakMap(value) || types.isWeakSet(value) || types.isPromise(value)) return kOpaque;
  return kPlain;
}

// `up` is the chain of pairs that are being compared around this one, null at the top.
function valuesEqual(a, b, mode, up) {
  if (a === b) return a !== 0 || mode === kLoose || ObjectIs(a, b);

  if (mode === kLoose) {
    if (a === null || typeof a !== 'object') {
      // eslint-disable-next-line eqeqeq
      return (b === null || typeof b !== 'object') && (a == b || (a !== a && b !== b));
    }
    if (b === null || typeof b !== 'object') return false;
  } else {
    if (typeof a !== 'object') return a !== a && b !== b;
    if (a === null || b === null || typeof b !== 'object') return false;
    if (mode === kStrict && !haveSameClass(a, b)) return false;
  }
  return objectsEqual(a, b, mode, up);
}

/** The same prototype, or different ones that name the same constructor. */
function haveSameClass(a, b) {
  if (ObjectGetPrototypeOf(a) === ObjectGetPrototypeOf(b)) return true;
  const { constructor } = a;
  return constructor === b.constructor && constructor !== null &&
    (typeof constructor === 'function' || typeof constructor === 'object');
}

function objectsEqual(a, b, mode, up) {
  // A value met again inside itself is equal when the other side closes its circle at the same place. The chain is
  // walked instead of kept in a set: it is short for nearly every value, and nothing has to be undone on a throw.
  for (let pair = up; pair !== null; pair = pair.up) {
    if (pair.a === a || pair.b === b) return pair.a === a && pair.b === b;
  }

  const tag = ObjectPrototypeToString(a);
  if (tag !== ObjectPrototypeToString(b)) return false;

  const here = { a, b, up };
  if (tag === '[object Object]') return propertiesEqual(a, b, mode, here);

  const kind = kindOf(a);
  const other = kindOf(b);
  // A proxy of an opaque value is looked into; the value itself only equals itself.
  if (kind !== other && (kind !== kPlain || other !== kOpaque)) return false;
  switch (kind) {
    case kArray:
      return arraysEqual(a, b, mode, here);
    case kTypedArray:
      return TypedArrayPrototypeGetSymbolToStringTag(a) === TypedArrayPrototypeGetSymbolToStringTag(b) &&
        typedArraysEqual(a, b, mode) && extrasEqual(a, b, mode, here);
    case kDataView:
      return bytesEqual(bytesOfDataView(a), bytesOfDataView(b), mode) && propertiesEqual(a, b, mode, here);
    case kArrayBuffer:
    case kSharedArrayBuffer:
      return bytesEqual(new Uint8Array(a), new Uint8Array(b), mode) && propertiesEqual(a, b, mode, here);
    case kMap:
      return propertiesEqual(a, b, mode, here) && lazyCollections().mapsEqual(a, b, mode, here);
    case kSet:
      return propertiesEqual(a, b, mode, here) && lazyCollections().setsEqual(a, b, mode, here);
    case kDate:
      return ObjectIs(DatePrototypeGetTime(a), DatePrototypeGetTime(b)) && propertiesEqual(a, b, mode, here);
    case kRegExp:
      return RegExpPrototypeGetSource(a) === RegExpPrototypeGetSource(b) &&
        RegExpPrototypeGetFlags(a) === RegExpPrototypeGetFlags(b) &&
        a.lastIndex === b.lastIndex && propertiesEqual(a, b, mode, here);
    case kError:
      return errorsEqual(a, b, mode, here) && propertiesEqual(a, b, mode, here);
    case kBoxed:
      return boxedEqual(a, b) && propertiesEqual(a, b, mode, here);
    case kOpaque:
      // What they hold cannot be seen, so only the same object is equal, and that was settled before.
      return false;
    default:
      return hostObjectsEqual(tag, a, b) && propertiesEqual(a, b, mode, here);
  }
}

// Classes of this runtime whose content is not in properties.
function hostObjectsEqual(tag, a, b) {
  switch (tag) {
    case '[object URL]':
      return a.href === b.href;
    case '[object KeyObject]':
    case '[object CryptoKey]':
      return keysEqual(a, b);
    default:
      return true;
  }
}

// By what they hold, not by properties that a program may have replaced.
function keysEqual(a, b) {
  const { isKeyObject, sameKey } = require('crypto/key_object');
  if (isKeyObject(a) || isKeyObject(b)) return isKeyObject(a) && isKeyObject(b) && sameKey(a, b);
  const { isCryptoKey, keyObjectOf, slotsOf } = require('crypto/crypto_key');
  if (!isCryptoKey(a) || !isCryptoKey(b)) return false;
  const one = slotsOf(a);
  const two = slotsOf(b);
  return sameKey(keyObjectOf(a), keyObjectOf(b)) && one.extractable === two.extractable &&
    isDeepStrictEqual(one.algorithm, two.algorithm) && isDeepStrictEqual(one.usages, two.usages);
}

function boxedEqual(a, b) {
  if (types.isNumberObject(a)) {
    return types.isNumberObject(b) && ObjectIs(NumberPrototypeValueOf(a), NumberPrototypeValueOf(b));
  }
  if (types.isStringObject(a)) {
    return types.isStringObject(b) && StringPrototypeValueOf(a) === StringPrototypeValueOf(b);
  }
  if (types.isBooleanObject(a)) {
    return types.isBooleanObject(b) && BooleanPrototypeValueOf(a) === BooleanPrototypeValueOf(b);
  }
  if (types.isBigIntObject(a)) {
    return types.isBigIntObject(b) && BigIntPrototypeValueOf(a) === BigIntPrototypeValueOf(b);
  }
  return types.isSymbolObject(b) && SymbolPrototypeValueOf(a) === SymbolPrototypeValueOf(b);
}

// The parts of an error that count although they are usually not enumerable.
function errorsEqual(a, b, mode, here) {
  if (a.name !== b.name) return false;
  const partial = mode === kPartial;
  if (a.message !== b.message && !(partial && !ObjectPrototypeHasOwnProperty(b, 'message'))) return false;
  return hiddenPropertyEqual('cause', a, b, mode, here) && hiddenPropertyEqual('errors', a, b, mode, here);
}

function hiddenPropertyEqual(key, a, b, mode, here) {
  const inB = ObjectPrototypeHasOwnProperty(b, key);
  if (!inB && mode === kPartial) return true;
  return inB === ObjectPrototypeHasOwnProperty(a, key) && (!inB || valuesEqual(a[key], b[key], mode, here));
}

function bytesOfDataView(view) {
  return new Uint8Array(DataViewPrototypeGetBuffer(view), DataViewPrototypeGetByteOffset(view),
                        DataViewPrototypeGetByteLength(view));
}

function typedArraysEqual(a, b, mode) {
  if (mode === kPartial) return elementsContain(a, b);
  // Floats are compared as other numbers are: by Object.is, or loosely by value.
  if (mode !== kLoose && isFloatArray(a)) return floatsIdentical(a, b);
  return elementsEqual(a, b);
}

function isFloatArray(view) {
  return types.isFloat32Array(view) || types.isFloat64Array(view) || types.isFloat16Array(view);
}

function floatsIdentical(a, b) {
  const length = TypedArrayPrototypeGetLength(a);
  if (length !== TypedArrayPrototypeGetLength(b)) return false;
  for (let i = 0; i < length; i++) {
    if (!ObjectIs(a[i], b[i])) return false;
  }
  return true;
}

function elementsEqual(a, b) {
  const length = TypedArrayPrototypeGetLength(a);
  if (length !== TypedArrayPrototypeGetLength(b)) return false;
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function bytesEqual(a, b, mode) {
  return mode === kPartial ? elementsContain(a, b) : elementsEqual(a, b);
}

// Whether the elements of `b` occur in `a` in this order, with anything between them.
function elementsContain(a, b) {
  const lengthA = TypedArrayPrototypeGetLength(a);
  const lengthB = TypedArrayPrototypeGetLength(b);
  let i = 0;
  for (let j = 0; j < lengthB; j++, i++) {
    while (i < lengthA && !ObjectIs(a[i], b[j])) i++;
    if (lengthA - i < lengthB - j) return false;
  }
  return true;
}

function hasOwn(object, key) {
  return ObjectPrototypeHasOwnProperty(object, key);
}

function arraysEqual(a, b, mode, here) {
  if (mode === kPartial) {
    return a.length >= b.length && extrasEqual(a, b, mode, here) && arrayContains(a, b, here);
  }
  const { length } = a;
  if (length !== b.length || !extrasEqual(a, b, mode, here)) return false;
  for (let i = 0; i < length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === undefined || y === undefined) {
      const present = hasOwn(a, i);
      if (present !== hasOwn(b, i)) return false;
      if (!present) return sparseTailsEqual(a, b, i, mode, here);
    }
    if (!valuesEqual(x, y, mode, here)) return false;
  }
  return true;
}

// The own indexes of an array from `from` on. Integer keys come first and in ascending order.
function indexesFrom(array, from) {
  const keys = ObjectKeys(array);
  const indexes = [];
  for (let i = 0; i < keys.length; i++) {
    const index = +keys[i];
    if (!(index >= from && index < array.length)) {
      if (index < from) continue;
      break;
    }
    indexes[indexes.length] = index;
  }
  return indexes;
}

// Both arrays have a hole at `from`: go by the indexes that exist, as there may be millions that do not.
function sparseTailsEqual(a, b, from, mode, here) {
  const indexesA = indexesFrom(a, from);
  const indexesB = indexesFrom(b, from);
  if (indexesA.length !== indexesB.length) return false;
  for (let i = 0; i < indexesA.length; i++) {
    const index = indexesA[i];
    if (index !== indexesB[i] || !valuesEqual(a[index], b[index], mode, here)) return false;
  }
  return true;
}

// Whether the elements of `b` occur in `a` in this order. Holes on either side count for nothing.
function arrayContains(a, b, here) {
  let i = 0;
  let j = 0;
  for (; j < b.length; j++) {
    if (b[j] === undefined && !hasOwn(b, j)) break;
    for (;; i++) {
      if (i >= a.length) return false;
      if (a[i] === undefined && !hasOwn(a, i)) break;
      if (valuesEqual(a[i], b[j], kPartial, here)) break;
    }
    if (a[i] === undefined && !hasOwn(a, i)) break;
    i++;
  }
  if (j === b.length) return true;

  const indexesA = indexesFrom(a, i);
  const indexesB = indexesFrom(b, j);
  i = 0;
  for (j = 0; j < indexesB.length; j++, i++) {
    while (i < indexesA.length && !valuesEqual(a[indexesA[i]], b[indexesB[j]], kPartial, here)) i++;
    if (indexesA.length - i < indexesB.length - j) return false;
  }
  return true;
}

// The named properties of arrays and typed arrays, their indexes left out.
function extrasEqual(a, b, mode, here) {
  const filter = mode === kLoose ? ONLY_ENUMERABLE | SKIP_SYMBOLS : ONLY_ENUMERABLE;
  const keysB = getOwnNonIndexProperties(b, filter);
  const keysA = getOwnNonIndexProperties(a, filter);
  if (keysA.length === 0 && keysB.length === 0) return true;
  return keyedEqual(a, keysA, b, keysB, mode, here);
}

function propertiesEqual(a, b, mode, here) {
  return keyedEqual(a, ObjectKeys(a), b, ObjectKeys(b), mode, here) &&
    (mode === kLoose || symbolsEqual(a, b, mode, here));
}

function keyedEqual(a, keysA, b, keysB, mode, here) {
  const { length } = keysB;
  if (mode !== kPartial && length !== keysA.length) return false;
  // All names before any value: it is cheaper, and no getter runs for objects of different shape.
  for (let i = 0; i < length; i++) {
    // Objects made alike list their keys alike; only others need the look-up.
    if (keysA[i] !== keysB[i] && !ObjectPrototypePropertyIsEnumerable(a, keysB[i])) return false;
  }
  for (let i = 0; i < length; i++) {
    const key = keysB[i];
    if (!valuesEqual(a[key], b[key], mode, here)) return false;
  }
  return true;
}

function onlyEnumerable(object, symbols) {
  const kept = [];
  for (let i = 0; i < symbols.length; i++) {
    if (ObjectPrototypePropertyIsEnumerable(object, symbols[i])) kept[kept.length] = symbols[i];
  }
  return kept;
}

function symbolsEqual(a, b, mode, here) {
  const symbolsB = ObjectGetOwnPropertySymbols(b);
  if (mode === kPartial) {
    return symbolsB.length === 0 || keyedEqual(a, [], b, onlyEnumerable(b, symbolsB), mode, here);
  }
  const symbolsA = ObjectGetOwnPropertySymbols(a);
  if (symbolsA.length === 0 && symbolsB.length === 0) return true;
  return keyedEqual(a, onlyEnumerable(a, symbolsA), b, onlyEnumerable(b, symbolsB), mode, here);
}

function isDeepEqual(a, b) {
  return valuesEqual(a, b, kLoose, null);
}

function isDeepStrictEqual(a, b, skipPrototype) {
  return valuesEqual(a, b, skipPrototype ? kStrictIgnoringPrototypes : kStrict, null);
}

// Whether `b`, the expectation, is contained in `a`.
function isPartialStrictEqual(a, b) {
  return valuesEqual(a, b, kPartial, null);
}

module.exports = {
  isDeepEqual,
  isDeepStrictEqual,
  isPartialStrictEqual,
  kLoose,
  kPartial,
  valuesEqual,
};
