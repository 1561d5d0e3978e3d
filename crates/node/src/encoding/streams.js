'use strict';

// TextEncoderStream and TextDecoderStream: the encoder and decoder as pairs of web streams. Owned by `encoding`;
// loaded when first asked for, as it brings the web streams with it. They are transformers of our own, so that a chunk
// needs no object of a program's.

const {
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { inspectAs } = require('stream/web/inspect');
const { OwnTransformer, TransformState } = require('stream/web/transform_state');
const { TextDecoder } = require('encoding');

// Taken at load: a program may replace the method, which is no part of how the stream decodes.
const { decode } = TextDecoder.prototype;

const ops = binding('encoding');

const kWritableSide = { __proto__: null, mark: 1, size: undefined };
const kReadableSide = { __proto__: null, mark: 0, size: undefined };

function isHighSurrogate(unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

class Encoding extends OwnTransformer {
  // The first half of a surrogate pair whose second half comes with the next chunk.
  #half = '';

  transform(chunk, state) {
    const text = this.#half + `${chunk}`;
    if (text === '') return;
    const cut = isHighSurrogate(StringPrototypeCharCodeAt(text, text.length - 1)) ? text.length - 1 : text.length;
    this.#half = StringPrototypeSlice(text, cut);
    if (cut !== 0) state.enqueue(ops.encodeUtf8(StringPrototypeSlice(text, 0, cut)));
  }

  flush(state) {
    if (this.#half !== '') state.enqueue(ops.encodeUtf8(this.#half));
  }
}

class Decoding extends OwnTransformer {
  #decoder;

  constructor(decoder) {
    super();
    this.#decoder = decoder;
  }

  transform(chunk, state) {
    if (chunk === undefined) throw new ERR_INVALID_ARG_TYPE('chunk', 'string', chunk);
    const text = FunctionPrototypeCall(decode, this.#decoder, chunk, { __proto__: null, stream: true });
    if (text !== '') state.enqueue(text);
  }

  flush(state) {
    const text = FunctionPrototypeCall(decode, this.#decoder);
    if (text !== '') state.enqueue(text);
  }
}

class TextEncoderStream {
  #state;

  constructor() {
    this.#state = new TransformState(new Encoding(), kWritableSide, kReadableSide);
  }

  get encoding() {
    // Read for its check of `this`.
    this.#state;
    return 'utf-8';
  }

  get readable() {
    return this.#state.readable.shell;
  }

  get writable() {
    return this.#state.writable.shell;
  }

  [customInspectSymbol](depth, options) {
    if (typeof this !== 'object' || this === null || !(#state in this)) throw new ERR_INVALID_THIS('TextEncoderStream');
    const { encoding, readable, writable } = this;
    return inspectAs('TextEncoderStream', { encoding, readable, writable }, depth, options);
  }
}

class TextDecoderStream {
  #decoder;
  #state;

  constructor(encoding = 'utf-8', options = undefined) {
    this.#decoder = new TextDecoder(encoding, options);
    this.#state = new TransformState(new Decoding(this.#decoder), kWritableSide, kReadableSide);
  }

  get encoding() {
    return this.#decoder.encoding;
  }

  get fatal() {
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }

  get readable() {
    return this.#state.readable.shell;
  }

  get writable() {
    return this.#state.writable.shell;
  }

  [customInspectSymbol](depth, options) {
    if (typeof this !== 'object' || this === null || !(#state in this)) throw new ERR_INVALID_THIS('TextDecoderStream');
    const { encoding, fatal, ignoreBOM, readable, writable } = this;
    return inspectAs('TextDecoderStream', { encoding, fatal, ignoreBOM, readable, writable }, depth, options);
  }
}

ObjectDefineProperties(TextEncoderStream.prototype, {
  encoding: kEnumerableProperty,
  readable: kEnumerableProperty,
  writable: kEnumerableProperty,
});
ObjectDefineProperties(TextDecoderStream.prototype, {
  encoding: kEnumerableProperty,
  fatal: kEnumerableProperty,
  ignoreBOM: kEnumerableProperty,
  readable: kEnumerableProperty,
  writable: kEnumerableProperty,
});
for (const shell of [TextEncoderStream, TextDecoderStream]) {
  ObjectDefineProperty(shell.prototype, SymbolToStringTag, { __proto__: null, configurable: true, value: shell.name });
}

module.exports = { TextDecoderStream, TextEncoderStream };
