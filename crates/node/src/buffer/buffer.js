'use strict';

// The public module `buffer`: the Buffer constructor, its statics, and what else the module exports. Owned by
// `buffer`; what Buffers do stands in numbers.js (read and write numbers), text.js (strings), bytes.js (copy, fill,
// slice, show) and search.js (compare, find); where their memory comes from, in pool.js.
//
// Invariant: Buffer is a plain function (it is called without `new`), all instances are made by FastBuffer, and both
// share one prototype object. Nothing rare is loaded with this file: Blob and File wait for a use.

const {
  ArrayBufferIsView,
  ArrayIsArray,
  MathMin,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  SymbolSpecies,
  SymbolToPrimitive,
  TypedArrayPrototypeFill,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  Uint8Array,
  Uint8ArrayPrototype,
} = primordials;

const {
  codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS },
} = require('internal/errors');
const {
  customInspectSymbol,
  defineLazyProperties,
  deprecate,
  isInsideNodeModules,
  lazyDOMException,
} = require('internal/util');
const { validateArray, validateInteger, validateNumber } = require('internal/validators');
const { isAnyArrayBuffer, isTypedArray, isUint8Array } = require('util/types');

const { ASCII, LATIN1, UNKNOWN, UTF16LE, UTF8, encodingId, stringByteLength } = require('buffer/encodings');
const { transcodeFailed } = require('buffer/native_errors');
const {
  FastBuffer,
  allocate,
  allocateFromArrayLike,
  allocateFromString,
  allocateFromTypedArray,
  allocateUnpooled,
  readPoolSizeFrom,
} = require('buffer/pool');
const { addNumberMethods } = require('buffer/numbers');
const { methods: textMethods, requireEncoding } = require('buffer/text');
const {
  fillBuffer,
  getInspectMaxBytes,
  inspect,
  methods: bytesMethods,
  setInspectMaxBytes,
} = require('buffer/bytes');
const { compareBuffers, methods: searchMethods } = require('buffer/search');

const ops = binding('buffer');
const { kMaxLength, kStringMaxLength } = ops;

// What ops.atob() answers for a string whose last group holds a single digit.
const kIncompleteGroup = 1;

// --- The constructor ----------------------------------------------------------------------------------------------

let constructorWarned = false;
let constructorCalls = 0;

// A program that makes Buffers by the constructor all the time should not pay for a stack walk each time.
const kConstructorChecks = 10_000;

/** Warns once when the deprecated constructor is called from outside node_modules. */
function warnOfConstructor() {
  if (constructorWarned || ++constructorCalls > kConstructorChecks) return;
  if (!require('internal/options').getOptionValue('--pending-deprecation') && isInsideNodeModules(100, true)) return;
  constructorWarned = true;
  process.emitWarning(
    'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
    'Buffer.allocUnsafe(), or Buffer.from() methods instead.',
    'DeprecationWarning',
    'DEP0005',
  );
}

/** The deprecated constructor: what Buffer.alloc() or Buffer.from() would make. */
function Buffer(arg, encodingOrOffset, length) {
  warnOfConstructor();
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') throw new ERR_INVALID_ARG_TYPE('string', 'string', arg);
    return alloc(arg);
  }
  return from(arg, encodingOrOffset, length);
}

ObjectDefineProperty(Buffer, SymbolSpecies, {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() { return FastBuffer; },
});

// --- Making Buffers -----------------------------------------------------------------------------------------------

const kFromTypes = ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'];

/** A Buffer over the memory of an ArrayBuffer, without a copy. */
function fromArrayBuffer(buffer, byteOffset, length) {
  byteOffset = byteOffset === undefined ? 0 : +byteOffset || 0;
  const room = buffer.byteLength - byteOffset;
  if (room < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  // Left open, the length follows that of a resizable buffer.
  if (length !== undefined) {
    length = +length;
    if (!(length > 0)) length = 0;
    else if (length > room) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  }
  return new FastBuffer(buffer, byteOffset, length);
}

function fromString(string, encoding) {
  const known = typeof encoding === 'string' && encoding.length !== 0;
  return allocateFromString(string, known ? requireEncoding(encoding) : UTF8);
}

/** A Buffer from an object that is neither memory nor array, or undefined when nothing can be made of it. */
function fromObject(value) {
  if (value.length !== undefined || isAnyArrayBuffer(value.buffer)) {
    return typeof value.length === 'number' ? allocateFromArrayLike(value) : new FastBuffer();
  }
  if (value.type === 'Buffer' && ArrayIsArray(value.data)) return allocateFromArrayLike(value.data);
  return undefined;
}

function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);

  if (typeof value === 'object' && value !== null) {
    if (isTypedArray(value)) return allocateFromTypedArray(value);
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);

    const valueOf = value.valueOf?.();
    if (valueOf != null && valueOf !== value && (typeof valueOf === 'string' || typeof valueOf === 'object')) {
      return from(valueOf, encodingOrOffset, length);
    }
    const buffer = fromObject(value);
    if (buffer !== undefined) return buffer;

    if (typeof value[SymbolToPrimitive] === 'function') {
      const primitive = value[SymbolToPrimitive]('string');
      if (typeof primitive === 'string') return fromString(primitive, encodingOrOffset);
    }
  }
  throw new ERR_INVALID_ARG_TYPE('first argument', kFromTypes, value);
}

/** A copy of the elements of a typed array, as bytes. */
function copyBytesFrom(view, offset, length) {
  if (!isTypedArray(view)) throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  const size = TypedArrayPrototypeGetLength(view);
  if (size === 0) return new FastBuffer();

  let start = 0;
  let end = size;
  if (offset !== undefined) {
    validateInteger(offset, 'offset', 0);
    if (offset >= size) return new FastBuffer();
    start = offset;
  }
  if (length !== undefined) {
    validateInteger(length, 'length', 0);
    end = MathMin(start + length, size);
  }
  const elementSize = TypedArrayPrototypeGetByteLength(view) / size;
  return allocateFromTypedArray(new Uint8Array(
    TypedArrayPrototypeGetBuffer(view),
    TypedArrayPrototypeGetByteOffset(view) + start * elementSize,
    (end - start) * elementSize,
  ));
}

function of(...items) {
  const buffer = allocate(items.length);
  for (let i = 0; i < items.length; i++) buffer[i] = items[i];
  return buffer;
}

function alloc(size, fill, encoding) {
  validateNumber(size, 'size', 0, kMaxLength);
  if (fill !== undefined && fill !== 0 && size > 0) {
    const buffer = allocateUnpooled(size);
    return fillBuffer(buffer, fill, 0, buffer.length, encoding);
  }
  return new FastBuffer(size);
}

function allocUnsafe(size) {
  validateNumber(size, 'size', 0, kMaxLength);
  return allocate(size);
}

function allocUnsafeSlow(size) {
  validateNumber(size, 'size', 0, kMaxLength);
  return allocateUnpooled(size);
}

function SlowBuffer(size) {
  validateNumber(size, 'size', 0, kMaxLength);
  return allocateUnpooled(size);
}
ObjectSetPrototypeOf(SlowBuffer.prototype, Uint8ArrayPrototype);
ObjectSetPrototypeOf(SlowBuffer, Uint8Array);

function concat(list, length) {
  validateArray(list, 'list');
  const count = list.length;
  if (count === 0) return new FastBuffer();

  if (length !== undefined) validateInteger(length, 'length', 0);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const item = list[i];
    if (!isUint8Array(item)) throw new ERR_INVALID_ARG_TYPE(`list[${i}]`, ['Buffer', 'Uint8Array'], item);
    total += TypedArrayPrototypeGetByteLength(item);
  }
  if (length === undefined) length = total;

  const buffer = allocUnsafe(length);
  let used = 0;
  for (let i = 0; i < count && used < length; i++) {
    const item = list[i];
    const size = TypedArrayPrototypeGetByteLength(item);
    if (size > length - used) {
      used += ops.copy(item, buffer, used, 0, length - used);
    } else if (size !== 0) {
      TypedArrayPrototypeSet(buffer, item, used);
      used += size;
    }
  }
  // The memory may come from the pool: what the list does not fill must not show what was there.
  if (used < length) TypedArrayPrototypeFill(buffer, 0, used, length);
  return buffer;
}

// --- Asking about Buffers and strings -------------------------------------------------------------------------------

function isBuffer(value) {
  return value instanceof Buffer;
}

function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && encodingId(encoding) !== UNKNOWN;
}

function byteLength(string, encoding) {
  if (typeof string !== 'string') {
    if (ArrayBufferIsView(string) || isAnyArrayBuffer(string)) return string.byteLength;
    throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], string);
  }
  if (string.length === 0) return 0;
  if (!encoding) return ops.byteLengthUtf8(string);
  const id = encodingId(encoding);
  return stringByteLength(string, id === UNKNOWN ? UTF8 : id);
}

function isUtf8(input) {
  if (isTypedArray(input) || isAnyArrayBuffer(input)) return ops.isUtf8(input);
  throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
}

function isAscii(input) {
  if (isTypedArray(input) || isAnyArrayBuffer(input)) return ops.isAscii(input);
  throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
}

// --- From one encoding to another -----------------------------------------------------------------------------------

function transcodable(encoding) {
  const id = encoding === undefined || encoding === '' ? UTF8 : encodingId(encoding);
  if (id === UTF8 || id === UTF16LE || id === LATIN1 || id === ASCII) return id;
  throw transcodeFailed('U_ILLEGAL_ARGUMENT_ERROR', 1);
}

function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return new FastBuffer();
  const result = ops.transcode(source, transcodable(fromEncoding), transcodable(toEncoding));
  if (result === undefined) throw transcodeFailed('U_INVALID_CHAR_FOUND', 10);
  return new FastBuffer(result);
}

function invalidCharacter(message) {
  return lazyDOMException(message, 'InvalidCharacterError');
}

/** Each byte of the argument, given as characters up to U+00FF, to base64. */
function btoa(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = ops.btoa(`${input}`);
  if (result === undefined) throw invalidCharacter('Invalid character');
  return result;
}

/** The reverse, forgiving white space and missing padding as the HTML standard does. */
function atob(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = ops.atob(`${input}`);
  if (typeof result === 'string') return result;
  throw invalidCharacter(result === kIncompleteGroup ?
    'The string to be decoded is not correctly encoded.' : 'Invalid character');
}

// --- Putting it together --------------------------------------------------------------------------------------------

// These are ordinary assignments: Node's are enumerable, and packages list them.
Buffer.poolSize = 65536;
Buffer.from = from;
Buffer.copyBytesFrom = copyBytesFrom;
Buffer.of = of;
Buffer.alloc = alloc;
Buffer.allocUnsafe = allocUnsafe;
Buffer.allocUnsafeSlow = allocUnsafeSlow;
Buffer.isBuffer = isBuffer;
Buffer.compare = compareBuffers;
Buffer.isEncoding = isEncoding;
Buffer.concat = concat;
Buffer.byteLength = byteLength;
readPoolSizeFrom(Buffer);

ObjectSetPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = FastBuffer.prototype;

const proto = Buffer.prototype;
ObjectDefineProperty(proto, 'constructor', {
  __proto__: null,
  value: Buffer,
  writable: true,
  enumerable: false,
  configurable: true,
});
addNumberMethods(proto);
for (const group of [textMethods, bytesMethods, searchMethods]) {
  for (const name in group) proto[name] = group[name];
}
proto.inspect = inspect;
proto[customInspectSymbol] = inspect;

ObjectDefineProperties(proto, {
  __proto__: null,
  parent: {
    __proto__: null,
    enumerable: true,
    get() { return this instanceof Buffer ? this.buffer : undefined; },
  },
  offset: {
    __proto__: null,
    enumerable: true,
    get() { return this instanceof Buffer ? this.byteOffset : undefined; },
  },
});

module.exports = {
  Buffer,
  SlowBuffer: deprecate(SlowBuffer, 'SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()', 'DEP0030'),
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
};

ObjectDefineProperties(module.exports, {
  __proto__: null,
  constants: {
    __proto__: null,
    enumerable: true,
    configurable: false,
    value: ObjectDefineProperties({}, {
      __proto__: null,
      MAX_LENGTH: { __proto__: null, value: kMaxLength, enumerable: true },
      MAX_STRING_LENGTH: { __proto__: null, value: kStringMaxLength, enumerable: true },
    }),
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get: getInspectMaxBytes,
    set(value) {
      validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      setInspectMaxBytes(value);
    },
  },
});

defineLazyProperties(module.exports, 'buffer/blob', ['Blob', 'resolveObjectURL', 'File']);
