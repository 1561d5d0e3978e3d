'use strict';

// StringDecoder: bytes that come in pieces to strings that never end inside a character. Owned by `string_decoder`;
// pure JavaScript over the one op that decodes a range of bytes.
//
// A piece is decoded in one call up to its last whole character; what is left over, at most three bytes, waits in the
// state. Invariant: the pieces put together decode as the whole would, invalid bytes included. For that a sequence
// counts as unfinished by its lead byte alone: whether it is valid is found out when it is decoded.

const {
  ArrayBufferIsView,
  ObjectDefineProperties,
  Symbol,
  TypedArrayPrototypeSubarray,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const {
  BASE64,
  BASE64URL,
  UNKNOWN,
  UTF16LE,
  UTF8,
  encodingId,
  encodingNames,
} = require('buffer/encodings');
const { FastBuffer } = require('buffer/pool');

const ops = binding('buffer');

// The state is bytes on the object: four for the unfinished character, then the counts and the encoding's id.
const kState = Symbol('kNativeDecoder');
const kMissing = 4; // Bytes that the unfinished character still needs.
const kHeld = 5; // Bytes of it that are held.
const kEncoding = 6;
const kStateSize = 7;

/** Callable without `new` on any object, as streams and old subclasses do. */
function StringDecoder(encoding) {
  let id = UTF8;
  // What has no length is no text, whatever it could be turned into.
  if (encoding !== undefined && encoding !== null && encoding !== '') {
    id = typeof encoding.length === 'number' ? encodingId(encoding) : UNKNOWN;
  }
  if (id === UNKNOWN) throw new ERR_UNKNOWN_ENCODING(require('util/format').format('%s', encoding));
  this.encoding = encodingNames[id];
  this[kState] = new FastBuffer(kStateSize);
  this[kState][kEncoding] = id;
}

/** How many bytes the UTF-8 sequence that `lead` opens should have; 1 for what opens none. */
function utf8Length(lead) {
  if (lead >= 0xC0 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF8) return 4;
  return 1;
}

function isContinuation(byte) {
  return byte >= 0x80 && byte < 0xC0;
}

/** Where in `bytes` an unfinished character starts, from `start` on; the length when there is none. */
function unfinishedUtf8(bytes, start) {
  const end = bytes.length;
  for (let back = 1; back <= 3 && end - back >= start; back++) {
    const byte = bytes[end - back];
    if (isContinuation(byte)) continue;
    return utf8Length(byte) > back ? end - back : end;
  }
  return end;
}

/** The same for UTF-16: an odd byte, or else the first half of a surrogate pair. */
function unfinishedUtf16(bytes, start) {
  const end = bytes.length;
  const count = end - start;
  if (count % 2 === 1) return end - 1;
  if (count >= 2 && bytes[end - 1] >= 0xD8 && bytes[end - 1] <= 0xDB) return end - 2;
  return end;
}

function unfinished(id, bytes, start) {
  switch (id) {
    case UTF8: return unfinishedUtf8(bytes, start);
    case UTF16LE: return unfinishedUtf16(bytes, start);
    case BASE64:
    case BASE64URL: return bytes.length - (bytes.length - start) % 3;
    default: return bytes.length;
  }
}

/** The full size of a character whose first bytes are held. */
function wantedLength(id, state) {
  if (id === UTF8) return utf8Length(state[0]);
  if (id === UTF16LE) return state[kHeld] === 1 ? 2 : 4;
  return 3;
}

function hold(state, byte) {
  state[state[kHeld]++] = byte;
}

/** Decodes what is held, whole character or not, and forgets it. */
function release(state, id) {
  // Half of a UTF-16 unit is no character and is dropped.
  const length = id === UTF16LE ? state[kHeld] & ~1 : state[kHeld];
  state[kHeld] = 0;
  state[kMissing] = 0;
  return ops.slice(state, id, 0, length);
}

/**
 * Completes the held character from the front of `bytes`. Returns how many bytes it took; `state[kHeld]` is zero
 * when the character was put out, by `emit.text`.
 */
function complete(state, id, bytes, emit) {
  let used = 0;
  while (used < bytes.length) {
    if (id === UTF8 && !isContinuation(bytes[used])) {
      emit.text = release(state, id);
      return used;
    }
    hold(state, bytes[used++]);
    if (--state[kMissing] > 0) continue;
    // The first half of a surrogate pair waits for the second.
    if (id === UTF16LE && state[kHeld] === 2 && state[1] >= 0xD8 && state[1] <= 0xDB) {
      state[kMissing] = 2;
      continue;
    }
    emit.text = release(state, id);
    return used;
  }
  return used;
}

function decode(state, view) {
  const id = state[kEncoding];
  const bytes = view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const { length } = bytes;
  let start = 0;
  let text = '';
  if (state[kMissing] > 0) {
    const emit = { __proto__: null, text: '' };
    start = complete(state, id, bytes, emit);
    text = emit.text;
    if (start === length) return text;
  }
  const end = unfinished(id, bytes, start);
  if (end < length) {
    for (let i = end; i < length; i++) hold(state, bytes[i]);
    state[kMissing] = wantedLength(id, state) - state[kHeld];
  }
  return end > start ? text + ops.slice(bytes, id, start, end) : text;
}

StringDecoder.prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  if (!ArrayBufferIsView(buf)) throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], buf);
  const state = this[kState];
  if (state === undefined) throw new ERR_INVALID_THIS('StringDecoder');
  return decode(state, buf);
};

StringDecoder.prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  const state = this[kState];
  return state[kHeld] > 0 ? text + release(state, state[kEncoding]) : text;
};

/** Decodes `buf` from `offset` on, forgetting what was held. */
StringDecoder.prototype.text = function text(buf, offset) {
  this[kState][kMissing] = 0;
  this[kState][kHeld] = 0;
  return this.write(buf.slice(offset));
};

ObjectDefineProperties(StringDecoder.prototype, {
  __proto__: null,
  lastChar: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return TypedArrayPrototypeSubarray(this[kState], 0, kMissing); },
  },
  lastNeed: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return this[kState][kMissing]; },
  },
  lastTotal: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return this[kState][kHeld] + this[kState][kMissing]; },
  },
});

module.exports = { StringDecoder };
