'use strict';

// Blob and File: immutable bytes with a type. Owned by `buffer`; loaded when a program first asks for one.
//
// A Blob is a list of parts in order. A part is a Uint8Array over memory of the Blob's own, shared by its slices, or a
// FilePart (blob_file.js), which reads when it is asked. Invariant: the memory of a part is never handed out; readers
// get copies, since a stream or a message may transfer what it is given.

const {
  ArrayBufferIsView,
  ArrayPrototypePush,
  DateNow,
  MathMax,
  MathMin,
  NumberIsNaN,
  ObjectDefineProperties,
  ObjectDefineProperty,
  PromiseReject,
  RegExpPrototypeExec,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
  SymbolToStringTag,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSubarray,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const {
  customInspectSymbol,
  kEmptyObject,
  kEnumerableProperty,
  replaceMatches,
} = require('internal/util');
const { validateDictionary } = require('internal/validators');
const { converters, createSequenceConverter } = require('internal/webidl');
const { isAnyArrayBuffer } = require('util/types');
const { UTF8 } = require('buffer/encodings');
const { kClone } = require('structured_clone/host');

const ops = binding('buffer');

// What a stream takes at a time out of one part: copied from memory, or read from a file.
const kMemoryChunk = 1024 * 1024;
const kFileChunk = 64 * 1024;

const kLineEnding = /\r\n?|\n/g;
const kNotPrintableAscii = /[^\u0020-\u007E]/;

const toBlobParts = createSequenceConverter((value, options) => {
  if (ArrayBufferIsView(value) || isAnyArrayBuffer(value) || isBlob(value)) return value;
  return converters.USVString(value, options);
});

function copyOfMemory(source) {
  const view = ArrayBufferIsView(source) ?
    new Uint8Array(source.buffer, source.byteOffset, source.byteLength) :
    new Uint8Array(source);
  const copy = new Uint8Array(view.length);
  TypedArrayPrototypeSet(copy, view);
  return copy;
}

function normalizeType(type) {
  return RegExpPrototypeExec(kNotPrintableAscii, type) === null ? StringPrototypeToLowerCase(type) : '';
}

/** The part from `start` to `end`, without a copy. */
function slicePart(part, start, end) {
  if (start === 0 && end === sizeOf(part)) return part;
  return part instanceof Uint8Array ? TypedArrayPrototypeSubarray(part, start, end) : part.slice(start, end);
}

function sizeOf(part) {
  return part instanceof Uint8Array ? part.length : part.size;
}

/** An end of slice(), counted from the end of the Blob when negative. */
function clampEnd(value, size) {
  return value < 0 ? MathMax(size + value, 0) : MathMin(value, size);
}

// What the rest of this file may do with the private fields of Blob; set in the class's static block.
let isBlob;
let blobOf;
let partsOf;
let shareParts;

/** What a stream over a Blob asks; see stream/web/sources.js. */
class BlobSource {
  constructor(parts) {
    this.parts = parts;
    this.index = 0;
    this.at = 0;
    this.pulls = true;
  }

  start() {}

  pull(control) {
    // An empty file is read to find out whether it still is one.
    while (this.index < this.parts.length) {
      const part = this.parts[this.index];
      const isMemory = part instanceof Uint8Array;
      const start = this.at;
      const end = MathMin(start + (isMemory ? kMemoryChunk : kFileChunk), sizeOf(part));
      this.at = end;
      if (end === sizeOf(part)) {
        this.index++;
        this.at = 0;
      }
      if (!isMemory) return this.#pullFrom(part, start, end, control);
      if (start !== end) {
        give(control, copyOfMemory(TypedArrayPrototypeSubarray(part, start, end)));
        return undefined;
      }
    }
    finish(control);
    return undefined;
  }

  async #pullFrom(file, start, end, control) {
    const bytes = await file.read(start, end);
    if (!control.canCloseOrEnqueue) return undefined;
    if (bytes.length === 0) return this.pull(control);
    return give(control, bytes);
  }

  cancel() {
    this.index = this.parts.length;
  }
}

function give(control, bytes) {
  control.enqueue(TypedArrayPrototypeGetBuffer(bytes), 0, bytes.length);
}

function finish(control) {
  control.close();
  // A reader that brought its own memory waits for it to be handed back, empty.
  if (control.pending.length > 0) control.respond(0);
}

class Blob {
  #parts = [];
  #size = 0;
  #type = '';

  constructor(sources = undefined, options = undefined) {
    const parts = sources === undefined ? [] : toBlobParts(sources);
    validateDictionary(options, 'options');
    let { endings = 'transparent', type = '' } = options ?? kEmptyObject;
    endings = `${endings}`;
    if (endings !== 'transparent' && endings !== 'native') {
      throw new ERR_INVALID_ARG_VALUE('options.endings', endings);
    }
    this.#type = normalizeType(`${type}`);
    for (let i = 0; i < parts.length; i++) this.#append(parts[i], endings === 'native');
  }

  #append(source, nativeEndings) {
    if (typeof source === 'string') {
      const text = nativeEndings ? replaceMatches(source, kLineEnding, '\n') : source;
      if (text !== '') this.#push(new Uint8Array(ops.fromString(text, UTF8)));
    } else if (#parts in source) {
      for (let i = 0; i < source.#parts.length; i++) this.#push(source.#parts[i]);
    } else if (source.byteLength !== 0) {
      this.#push(copyOfMemory(source));
    }
  }

  #push(part) {
    ArrayPrototypePush(this.#parts, part);
    this.#size += sizeOf(part);
  }

  static #isBlob(value) {
    return typeof value === 'object' && value !== null && #parts in value;
  }

  static #check(value) {
    if (!Blob.#isBlob(value)) throw new ERR_INVALID_THIS('Blob');
  }

  /** A Blob of parts that exist already. */
  static #of(parts, type) {
    const blob = new Blob();
    blob.#type = type;
    for (let i = 0; i < parts.length; i++) blob.#push(parts[i]);
    return blob;
  }

  static {
    isBlob = Blob.#isBlob;
    blobOf = Blob.#of;
    partsOf = (blob) => blob.#parts;
    shareParts = (from, to) => {
      for (let i = 0; i < from.#parts.length; i++) to.#push(from.#parts[i]);
      return to;
    };
  }

  get type() {
    Blob.#check(this);
    return this.#type;
  }

  get size() {
    Blob.#check(this);
    return this.#size;
  }

  slice(start = 0, end = undefined, contentType = '') {
    Blob.#check(this);
    const size = this.#size;
    if (end === undefined) end = size;
    start = clampEnd(converters['long long'](start, { __proto__: null, clamp: true, context: 'start' }), size);
    end = clampEnd(converters['long long'](end, { __proto__: null, clamp: true, context: 'end' }), size);
    const type = normalizeType(`${contentType}`);

    const parts = [];
    let partStart = 0;
    for (let i = 0; i < this.#parts.length && partStart < end; i++) {
      const part = this.#parts[i];
      const partEnd = partStart + sizeOf(part);
      if (partEnd > start) {
        ArrayPrototypePush(parts, slicePart(part, MathMax(start - partStart, 0), MathMin(end, partEnd) - partStart));
      }
      partStart = partEnd;
    }
    return Blob.#of(parts, type);
  }

  /** All bytes, in memory that nothing else knows. */
  async #read() {
    const bytes = new Uint8Array(this.#size);
    let used = 0;
    for (let i = 0; i < this.#parts.length; i++) {
      const part = this.#parts[i];
      TypedArrayPrototypeSet(bytes, part instanceof Uint8Array ? part : await part.read(0, part.size), used);
      used += sizeOf(part);
    }
    return bytes;
  }

  arrayBuffer() {
    if (!Blob.#isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return Blob.#arrayBuffer(this);
  }

  static async #arrayBuffer(blob) {
    return (await blob.#read()).buffer;
  }

  text() {
    if (!Blob.#isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return Blob.#text(this);
  }

  static async #text(blob) {
    const bytes = await blob.#read();
    const marked = bytes.length >= 3 && bytes[0] === 0xEF && bytes[1] === 0xBB && bytes[2] === 0xBF;
    return ops.slice(bytes, UTF8, marked ? 3 : 0, bytes.length);
  }

  bytes() {
    if (!Blob.#isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return this.#read();
  }

  stream() {
    Blob.#check(this);
    return Blob.#stream(this);
  }

  static #stream(blob) {
    require('stream/web');
    const { newReadableBytes } = require('stream/web/byte_control');
    return newReadableBytes(new BlobSource(blob.#parts)).shell;
  }

  textStream() {
    Blob.#check(this);
    const { TextDecoderStream } = require('encoding/streams');
    return Blob.#stream(this).pipeThrough(new TextDecoderStream());
  }

  [kClone]() {
    for (let i = 0; i < this.#parts.length; i++) {
      if (!(this.#parts[i] instanceof Uint8Array)) {
        throw new ERR_INVALID_STATE('File-backed Blobs are not cloneable');
      }
    }
    return Blob.#of(this.#parts, this.#type);
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return '[Blob]';
    return `Blob ${inspectFields({ size: this.size, type: this.type }, options)}`;
  }
}

function inspectFields(fields, options) {
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return require('util/inspect').inspect(fields, inner);
}

ObjectDefineProperty(Blob.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: 'Blob' });
ObjectDefineProperties(Blob.prototype, {
  type: kEnumerableProperty,
  size: kEnumerableProperty,
  slice: kEnumerableProperty,
  arrayBuffer: kEnumerableProperty,
  text: kEnumerableProperty,
  bytes: kEnumerableProperty,
  stream: kEnumerableProperty,
  textStream: kEnumerableProperty,
});

class File extends Blob {
  #name;
  #lastModified;

  constructor(fileBits, fileName, options = kEmptyObject) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified } = options ?? kEmptyObject;
    this.#lastModified = lastModified === undefined ? DateNow() : +lastModified;
    if (NumberIsNaN(this.#lastModified)) this.#lastModified = 0;
    this.#name = StringPrototypeToWellFormed(`${fileName}`);
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#name in value)) throw new ERR_INVALID_THIS('File');
  }

  get name() {
    File.#check(this);
    return this.#name;
  }

  get lastModified() {
    File.#check(this);
    return this.#lastModified;
  }

  [kClone]() {
    const options = { __proto__: null, type: this.type, lastModified: this.#lastModified };
    return shareParts(this, new File(undefined, this.#name, options));
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return '[File]';
    const { size, type, name, lastModified } = this;
    return `File ${inspectFields({ size, type, name, lastModified }, options)}`;
  }
}

ObjectDefineProperty(File.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: 'File' });
ObjectDefineProperties(File.prototype, {
  name: kEnumerableProperty,
  lastModified: kEnumerableProperty,
});

/** The Blob that URL.createObjectURL() gave this name, as a Blob of its own, or undefined. */
function resolveObjectURL(url) {
  const blob = require('url/object_url').resolveObjectURL(`${url}`);
  return blob === undefined ? undefined : blobOf(partsOf(blob), blob.type);
}

/** A Blob over a file that is read when the Blob is: what fs.openAsBlob() promises. `type` is a string. */
function openFileAsBlob(path, type) {
  const { openFilePart } = require('buffer/blob_file');
  return blobOf([openFilePart(path)], normalizeType(type));
}

module.exports = { Blob, File, isBlob, openFileAsBlob, resolveObjectURL };
