'use strict';

// TextEncoderStream and TextDecoderStream: the encoder and decoder as pairs of web streams. Owned by `encoding`;
// loaded when first asked for, as it brings the web streams with it.

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
const { TransformStream } = require('stream/web');
const { TextDecoder } = require('encoding');

// Taken at load: a program may replace the method, which is no part of how the stream decodes.
const { decode } = TextDecoder.prototype;

const ops = binding('encoding');

function isHighSurrogate(unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

function inspectAs(name, fields, depth, options) {
  if (depth < 0) return `[${name}]`;
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${name} ${require('util/inspect').inspect(fields, inner)}`;
}

class TextEncoderStream {
  #transform;
  // The first half of a surrogate pair whose second half comes with the next chunk.
  #half = '';

  constructor() {
    this.#transform = new TransformStream({
      __proto__: null,
      transform: (chunk, controller) => {
        const text = this.#half + `${chunk}`;
        if (text === '') return;
        const cut = isHighSurrogate(StringPrototypeCharCodeAt(text, text.length - 1)) ? text.length - 1 : text.length;
        this.#half = StringPrototypeSlice(text, cut);
        if (cut !== 0) controller.enqueue(ops.encodeUtf8(StringPrototypeSlice(text, 0, cut)));
      },
      flush: (controller) => {
        if (this.#half !== '') controller.enqueue(ops.encodeUtf8(this.#half));
      },
    });
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#transform in value)) {
      throw new ERR_INVALID_THIS('TextEncoderStream');
    }
  }

  get encoding() {
    TextEncoderStream.#check(this);
    return 'utf-8';
  }

  get readable() {
    TextEncoderStream.#check(this);
    return this.#transform.readable;
  }

  get writable() {
    TextEncoderStream.#check(this);
    return this.#transform.writable;
  }

  [customInspectSymbol](depth, options) {
    const { encoding, readable, writable } = this;
    return inspectAs('TextEncoderStream', { encoding, readable, writable }, depth, options);
  }
}

class TextDecoderStream {
  #decoder;
  #transform;

  constructor(encoding = 'utf-8', options = undefined) {
    const decoder = this.#decoder = new TextDecoder(encoding, options);
    this.#transform = new TransformStream({
      __proto__: null,
      transform(chunk, controller) {
        if (chunk === undefined) throw new ERR_INVALID_ARG_TYPE('chunk', 'string', chunk);
        const text = FunctionPrototypeCall(decode, decoder, chunk, { __proto__: null, stream: true });
        if (text !== '') controller.enqueue(text);
      },
      flush(controller) {
        const text = FunctionPrototypeCall(decode, decoder);
        if (text !== '') controller.enqueue(text);
      },
    });
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#transform in value)) {
      throw new ERR_INVALID_THIS('TextDecoderStream');
    }
  }

  get encoding() {
    TextDecoderStream.#check(this);
    return this.#decoder.encoding;
  }

  get fatal() {
    TextDecoderStream.#check(this);
    return this.#decoder.fatal;
  }

  get ignoreBOM() {
    TextDecoderStream.#check(this);
    return this.#decoder.ignoreBOM;
  }

  get readable() {
    TextDecoderStream.#check(this);
    return this.#transform.readable;
  }

  get writable() {
    TextDecoderStream.#check(this);
    return this.#transform.writable;
  }

  [customInspectSymbol](depth, options) {
    const { encoding, fatal, ignoreBOM, readable, writable } = this;
    return inspectAs('TextDecoderStream', { encoding, fatal, ignoreBOM, readable, writable }, depth, options);
  }
}

ObjectDefineProperties(TextEncoderStream.prototype, {
  encoding: kEnumerableProperty,
  readable: kEnumerableProperty,
  writable: kEnumerableProperty,
});
ObjectDefineProperty(TextEncoderStream.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'TextEncoderStream',
});
ObjectDefineProperties(TextDecoderStream.prototype, {
  encoding: kEnumerableProperty,
  fatal: kEnumerableProperty,
  ignoreBOM: kEnumerableProperty,
  readable: kEnumerableProperty,
  writable: kEnumerableProperty,
});
ObjectDefineProperty(TextDecoderStream.prototype, SymbolToStringTag, {
  __proto__: null,
  configurable: true,
  value: 'TextDecoderStream',
});

module.exports = { TextDecoderStream, TextEncoderStream };
