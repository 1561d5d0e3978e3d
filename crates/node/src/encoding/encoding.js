'use strict';

// TextEncoder and TextDecoder of the Encoding standard. Owned by `encoding`; the stream classes stand in streams.js.
//
// A call without `stream` needs no state: one op decodes it. Only a decoder in the middle of a stream holds a native
// decoder, by number; it is closed by the last call, by an error, or when the object is collected.

const {
  ArrayBuffer,
  ArrayBufferIsView,
  ObjectDefineProperties,
  ObjectDefineProperty,
  SafeFinalizationRegistry,
  Symbol,
  SymbolToStringTag,
} = primordials;

const {
  codes: {
    ERR_ENCODING_INVALID_ENCODED_DATA,
    ERR_ENCODING_NOT_SUPPORTED,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
  },
} = require('internal/errors');
const {
  customInspectSymbol,
  getConstructorOf,
  kEmptyObject,
  kEnumerableProperty,
} = require('internal/util');
const {
  kValidateObjectAllowObjectsAndNull,
  validateObject,
  validateString,
} = require('internal/validators');
const { isAnyArrayBuffer, isUint8Array } = require('util/types');
const { UTF8 } = require('buffer/encodings');
const { notABufferSource } = require('buffer/native_errors');

const ops = binding('encoding');
const bufferOps = binding('buffer');

// The index of UTF-8 in the native list of encodings, and what lookup() answers for a label that names none or names
// the one that exists only to refuse certain labels.
const kUtf8Index = 0;
const kReplacement = -2;
const kNoDecoder = 0;

const kInspectFlags = Symbol('flags');
const kInspectHandle = Symbol('handle');

let abandoned; // Closes the native decoders of objects that were dropped inside a stream.

class TextEncoder {
  #brand;

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#brand in value)) throw new ERR_INVALID_THIS('TextEncoder');
  }

  get encoding() {
    TextEncoder.#check(this);
    return 'utf-8';
  }

  encode(input = '') {
    TextEncoder.#check(this);
    return ops.encodeUtf8(`${input}`);
  }

  encodeInto(src, dest) {
    TextEncoder.#check(this);
    validateString(src, 'src');
    if (!isUint8Array(dest)) throw new ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', dest);
    const written = bufferOps.write(dest, UTF8, src, 0, dest.byteLength);
    // What surely fitted needs no counting.
    const read = dest.byteLength >= src.length * 3 ? src.length : unitsIn(dest, written);
    return { read, written };
  }

  [customInspectSymbol](depth, options) {
    TextEncoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return '[TextEncoder]';
    return require('util/inspect').inspect({ encoding: 'utf-8' }, options);
  }
}

/** How many UTF-16 units the first `length` bytes of valid UTF-8 stand for. */
function unitsIn(bytes, length) {
  let units = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i];
    if (byte < 0x80 || byte >= 0xC0) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

ObjectDefineProperties(TextEncoder.prototype, {
  encoding: kEnumerableProperty,
  encode: kEnumerableProperty,
  encodeInto: kEnumerableProperty,
});
ObjectDefineProperty(TextEncoder.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'TextEncoder',
});

function indexOfLabel(label) {
  return label === 'utf-8' || label === 'utf8' ? kUtf8Index : ops.lookup(label);
}

/** The standard's name of the encoding that a label stands for, undefined for none. */
function getEncodingFromLabel(label) {
  const index = indexOfLabel(label);
  if (index >= 0) return ops.nameOf(index);
  return index === kReplacement ? 'replacement' : undefined;
}

class TextDecoder {
  #index;
  #fatal;
  #ignoreBOM;
  #open = kNoDecoder;

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#index in value)) throw new ERR_INVALID_THIS('TextDecoder');
  }

  constructor(encoding = 'utf-8', options = kEmptyObject) {
    encoding = `${encoding}`;
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const index = indexOfLabel(encoding);
    if (index < 0) throw new ERR_ENCODING_NOT_SUPPORTED(index === kReplacement ? 'replacement' : encoding);
    this.#index = index;
    this.#fatal = !!options?.fatal;
    this.#ignoreBOM = !!options?.ignoreBOM;
  }

  decode(input = undefined, options = kEmptyObject) {
    TextDecoder.#check(this);
    if (input !== undefined && !ArrayBufferIsView(input) && !isAnyArrayBuffer(input)) {
      throw notABufferSource();
    }
    if (options !== kEmptyObject) validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const last = !options?.stream;

    let text;
    if (!last || this.#open !== kNoDecoder) text = this.#decodeNext(input, last);
    else if (input === undefined) return '';
    else if (this.#index === kUtf8Index) text = ops.decodeUtf8(input, this.#fatal, this.#ignoreBOM);
    else text = ops.decode(this.#index, input, this.#fatal, this.#ignoreBOM);

    if (text === undefined) throw new ERR_ENCODING_INVALID_ENCODED_DATA(this.encoding, undefined);
    return text;
  }

  #decodeNext(input, last) {
    if (this.#open === kNoDecoder) {
      this.#open = ops.openDecoder(this.#index, this.#fatal, this.#ignoreBOM);
      abandoned ??= new SafeFinalizationRegistry(ops.closeDecoder);
      abandoned.register(this, this.#open, this);
    }
    let text;
    try {
      text = ops.decodeNext(this.#open, input ?? new ArrayBuffer(0), last);
    } finally {
      if (last || text === undefined) this.#close();
    }
    return text;
  }

  /** Ends the stream, which the native side may have ended already. */
  #close() {
    ops.closeDecoder(this.#open);
    this.#open = kNoDecoder;
    abandoned.unregister(this);
  }

  get encoding() {
    TextDecoder.#check(this);
    return this.#index === kUtf8Index ? 'utf-8' : ops.nameOf(this.#index);
  }

  get fatal() {
    TextDecoder.#check(this);
    return this.#fatal;
  }

  get ignoreBOM() {
    TextDecoder.#check(this);
    return this.#ignoreBOM;
  }

  [customInspectSymbol](depth, options) {
    TextDecoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return '[TextDecoder]';
    const shown = { encoding: this.encoding, fatal: this.#fatal, ignoreBOM: this.#ignoreBOM };
    if (options.showHidden) {
      shown[kInspectFlags] = (this.#fatal ? 2 : 0) | (this.#ignoreBOM ? 4 : 0);
      shown[kInspectHandle] = this.#open === kNoDecoder ? undefined : this.#open;
    }
    const name = getConstructorOf(this)?.name ?? 'TextDecoder';
    return `${name} ${require('util/inspect').inspect(shown, options)}`;
  }
}

ObjectDefineProperties(TextDecoder.prototype, {
  decode: kEnumerableProperty,
  encoding: kEnumerableProperty,
  fatal: kEnumerableProperty,
  ignoreBOM: kEnumerableProperty,
});
ObjectDefineProperty(TextDecoder.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'TextDecoder',
});

module.exports = { TextDecoder, TextEncoder, getEncodingFromLabel };
