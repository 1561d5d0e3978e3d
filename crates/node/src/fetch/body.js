'use strict';
// The body of a request or a response, as far as possible without a stream: what is there already, or all that comes in,
// is handed out directly. Owner: fetch. A stream is made when a program asks for one, and then everything goes by it.

const {
  ArrayBufferIsView,
  ArrayPrototypePush,
  FunctionPrototypeCall,
  PromisePrototypeThen,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  SymbolAsyncIterator,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeSubarray,
  Uint8Array,
} = primordials;

const { UTF8 } = require('buffer/encodings');
const { copyOf, join } = require('buffer/pieces');
const { isAnyArrayBuffer, isArrayBuffer, isSharedArrayBuffer } = require('util/types');
const { withoutPrototype } = require('stream/web/promises');
const { isObject, toDOMString, toUSVString } = require('fetch/idl');

const bufferOps = binding('buffer');
const encodingOps = binding('encoding');

const kChunk = 1024 * 1024;

function encode(text) {
  return encodingOps.encodeUtf8(text);
}

/** Text of UTF-8, without the mark of order. */
function decode(bytes) {
  const isMarked = bytes.length >= 3 && bytes[0] === 0xEF && bytes[1] === 0xBB && bytes[2] === 0xBF;
  return bufferOps.slice(bytes, UTF8, isMarked ? 3 : 0, bytes.length);
}

function viewOf(source) {
  return ArrayBufferIsView(source) ?
    new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
}

/** What a stream over bytes asks. Gives out copies. */
class BytesSource {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.pulls = true;
  }

  start() {}

  pull(control) {
    const part = TypedArrayPrototypeSubarray(this.bytes, this.at, this.at + kChunk);
    if (part.length > 0) {
      this.at += part.length;
      control.enqueue(TypedArrayPrototypeGetBuffer(copyOf(part)), 0, part.length);
      return;
    }
    control.close();
    if (control.pending.length > 0) control.respond(0);
  }

  cancel() {}
}

/** What a stream over an async iterator asks. */
class IteratorSource {
  constructor(iterator) {
    this.iterator = iterator;
    this.pulls = true;
  }

  start() {}

  async pull(control) {
    const { done, value } = await this.iterator.next();
    if (done) {
      control.close();
      if (control.pending.length > 0) control.respond(0);
      return;
    }
    const bytes = typeof value === 'string' ? encode(value) :
      ArrayBufferIsView(value) || isAnyArrayBuffer(value) ? copyOf(viewOf(value)) : undefined;
    if (bytes === undefined) throw new TypeError('Received non-Uint8Array chunk');
    if (bytes.length > 0) control.enqueue(TypedArrayPrototypeGetBuffer(bytes), bytes.byteOffset, bytes.length);
    else await this.pull(control);
  }

  async cancel(reason) {
    await this.iterator.return?.(reason);
  }
}

function newByteStream(source) {
  require('stream/web');
  return require('stream/web/byte_control').newReadableBytes(source);
}

function stateOf(stream) {
  require('stream/web');
  return require('stream/web/readable').stateOf(stream);
}

class Body {
  /**
   * `source` is a string without lone surrogates, a Uint8Array of our own, a Blob, the parts of a form (multipart.js), or
   * null where `stream`, a record of a ReadableStream, or `incoming` is all there is.
   */
  constructor(source, length, incoming = undefined, stream = undefined) {
    this.source = source;
    this.length = length;
    this.incoming = incoming;
    this.stream = stream;
    this.isTaken = false;
  }

  get isUsed() {
    return this.stream === undefined ? this.isTaken : this.stream.disturbed;
  }

  get isUnusable() {
    return this.stream === undefined ? this.isTaken : this.stream.disturbed || this.stream.locked;
  }

  /** The record of the stream. */
  get streamRecord() {
    if (this.stream !== undefined) return this.stream;
    const { source } = this;
    if (this.isTaken) {
      // Read without a stream: the program sees it as read to the end.
      this.stream = newByteStream(new BytesSource(new Uint8Array(0)));
      const { Reader } = require('stream/web/readable_state');
      // eslint-disable-next-line no-new
      new Reader(this.stream, false);
      this.stream.disturbed = true;
      this.stream.control.close();
    } else if (this.incoming !== undefined) {
      this.stream = newByteStream(this.incoming);
    } else if (typeof source === 'string') {
      this.stream = newByteStream(new BytesSource(encode(source)));
    } else if (source instanceof Uint8Array) {
      this.stream = newByteStream(new BytesSource(source));
    } else {
      // A Blob, or the parts of a form as one.
      this.stream = stateOf(source.stream());
    }
    return this.stream;
  }

  /** A second body of the same bytes. */
  clone() {
    if (this.source !== null && this.stream === undefined) return new Body(this.source, this.length);
    const branches = require('stream/web/tee').tee(this.streamRecord, true);
    this.stream = branches[0];
    return new Body(this.source, this.length, undefined, branches[1]);
  }

  /** What is written as it is counts as read; the others are read by their stream. */
  markSent() {
    if (this.stream === undefined && (typeof this.source === 'string' || this.source instanceof Uint8Array)) {
      this.isTaken = true;
    }
  }

  /** The same body for another sending; the source is there. */
  restarted() {
    return new Body(this.source, this.length);
  }

  /** The same body under another object; this one counts as used. */
  handOver() {
    const other = new Body(this.source, this.length, this.incoming, this.stream);
    this.incoming = undefined;
    this.stream = undefined;
    this.isTaken = true;
    return other;
  }

  /**
   * Takes everything: `take(bytes, isShared)` makes the result; memory that is shared must not be handed out. Returns the
   * result, or a promise of it. The caller has checked that the body can be used.
   */
  consume(take) {
    const { source, incoming } = this;
    if (this.stream !== undefined) return PromisePrototypeThen(readAll(this.stream), (bytes) => take(bytes, false));
    this.isTaken = true;
    if (incoming !== undefined) {
      if (incoming.isWhole) return take(incoming.collect(), true);
      return PromisePrototypeThen(incoming.collect(), (bytes) => take(bytes, true));
    }
    if (typeof source === 'string') return take(encode(source), false);
    if (source instanceof Uint8Array) return take(source, true);
    return PromisePrototypeThen(source.bytes(), (bytes) => take(bytes, false));
  }

  /** The text, or a promise of it. */
  consumeText() {
    const { source } = this;
    if (typeof source !== 'string' || this.stream !== undefined) return this.consume(decode);
    this.isTaken = true;
    return StringPrototypeCharCodeAt(source, 0) === 0xFEFF ? StringPrototypeSlice(source, 1) : source;
  }
}

/** All bytes of a stream, by one reader. */
async function readAll(stream) {
  const { ReadPromise, Reader } = require('stream/web/readable_state');
  const reader = new Reader(stream, false);
  const chunks = [];
  let size = 0;
  for (;;) {
    const request = new ReadPromise();
    reader.read(request);
    const { done, value } = await request.promise;
    if (done) break;
    if (!ArrayBufferIsView(value) || !(value instanceof Uint8Array)) {
      const err = new TypeError('Received non-Uint8Array chunk');
      PromisePrototypeThen(stream.cancel(err), undefined, () => {});
      throw err;
    }
    ArrayPrototypePush(chunks, value);
    size += value.length;
  }
  return join(chunks, size);
}

function bodyOfStream(record, keepalive) {
  if (keepalive) throw new TypeError('keepalive');
  if (record.disturbed || record.locked) {
    throw new TypeError('Response body object should not be disturbed or locked');
  }
  return { body: new Body(null, null, undefined, record), type: undefined };
}

/** `{ body, type }` of what a program gave: the type is what the headers say if nobody else does. */
function extractBody(value, prefix, keepalive = false) {
  if (typeof value === 'string') return { body: bodyOfText(toUSVString(value)), type: 'text/plain;charset=UTF-8' };
  if (!isObject(value)) {
    return { body: bodyOfText(toUSVString(toDOMString(value, prefix, 'body'))), type: 'text/plain;charset=UTF-8' };
  }
  if (isArrayBuffer(value) || (ArrayBufferIsView(value) && !isSharedArrayBuffer(value.buffer))) {
    const bytes = copyOf(viewOf(value));
    return { body: new Body(bytes, bytes.length), type: undefined };
  }
  const { isBlob } = require('buffer/blob');
  if (isBlob(value)) return { body: new Body(value, value.size), type: value.type || undefined };
  const { URLSearchParams } = require('url/whatwg');
  if (value instanceof URLSearchParams) {
    return { body: bodyOfText(`${value}`), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  const { isFormData } = require('fetch/form_data');
  if (isFormData(value)) {
    const { encodeForm } = require('fetch/multipart');
    const { blob, boundary } = encodeForm(value);
    return { body: new Body(blob, blob.size), type: `multipart/form-data; boundary=${boundary}` };
  }
  require('stream/web');
  const { isReadableStream } = require('stream/web/readable');
  if (isReadableStream(value)) return bodyOfStream(stateOf(value), keepalive);
  const method = value[SymbolAsyncIterator];
  if (typeof method === 'function') {
    return bodyOfStream(newByteStream(new IteratorSource(FunctionPrototypeCall(method, value))), keepalive);
  }
  return { body: bodyOfText(toUSVString(value)), type: 'text/plain;charset=UTF-8' };
}

function bodyOfText(text) {
  return new Body(text, bufferOps.byteLengthUtf8(text));
}

withoutPrototype(Body, BytesSource, IteratorSource);

module.exports = { Body, decode, encode, extractBody };
