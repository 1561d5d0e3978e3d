'use strict';
// Bodies that come compressed: decompressed between the transport and who receives them. Owner: fetch. The ceilings are
// those of node:zlib's streams.

const {
  ArrayPrototypeMap,
  ArrayPrototypePush,
  Error,
  StringPrototypeSplit,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
} = primordials;

const { withoutPrototype } = require('stream/web/promises');

const kMaxCodings = 5;

/** The codings that a header names, in the order in which they were applied. */
function codingsOf(header) {
  const names = ArrayPrototypeMap(StringPrototypeSplit(StringPrototypeToLowerCase(header), ','),
                                  (name) => StringPrototypeTrim(name));
  if (names.length > kMaxCodings) {
    throw new Error(`too many content-encodings in response: ${names.length}, maximum allowed is ${kMaxCodings}`);
  }
  return names;
}

// What is cut off gives what there is, as browsers do.
function decoderFor(name) {
  const zlib = require('zlib');
  const { constants } = zlib;
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
    case 'deflate':
      return new Inflater();
    case 'br':
      return zlib.createBrotliDecompress({
        flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH,
      });
    case 'zstd':
      return zlib.createZstdDecompress({ flush: constants.ZSTD_e_continue, finishFlush: constants.ZSTD_e_end });
    default:
      return undefined;
  }
}

const { Transform } = require('stream');

/** "deflate", with or without the frame of zlib, as its first byte tells. */
class Inflater extends Transform {
  #inner = undefined;

  _transform(chunk, encoding, callback) {
    if (this.#inner === undefined) {
      if (chunk.length === 0) {
        callback();
        return;
      }
      const zlib = require('zlib');
      const options = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
      this.#inner = (chunk[0] & 0x0F) === 8 ? zlib.createInflate(options) : zlib.createInflateRaw(options);
      this.#inner.on('data', (data) => this.push(data));
      this.#inner.on('end', () => this.push(null));
      this.#inner.on('error', (err) => this.destroy(err));
    }
    this.#inner.write(chunk, encoding, callback);
  }

  _flush(callback) {
    if (this.#inner === undefined) {
      callback();
      return;
    }
    this.#inner.once('end', () => callback());
    this.#inner.end();
  }

  _destroy(err, callback) {
    this.#inner?.destroy();
    callback(err);
  }
}

// Stands between a transport and a body on its way in: the receiver of the one, the transport of the other.
class Decoder {
  constructor(transport, streams) {
    this.transport = transport;
    this.first = streams[0];
    this.last = streams[streams.length - 1];
    this.streams = streams;
    this.body = undefined;
    this.isOver = false;
  }

  /** `body` gets what comes out. */
  deliverTo(body) {
    this.body = body;
    const { streams, last } = this;
    for (let i = 0; i < streams.length; i++) {
      streams[i].on('error', (err) => this.#failed(err));
      if (i > 0) streams[i - 1].pipe(streams[i]);
    }
    this.first.on('drain', () => this.transport.resume());
    last.on('data', (chunk) => body.push(chunk));
    last.on('end', () => {
      if (this.isOver) return;
      this.isOver = true;
      body.end();
    });
  }

  #failed(err) {
    if (this.isOver) return;
    this.#close();
    this.transport.cancel(err);
    this.body.fail(err);
  }

  #close() {
    this.isOver = true;
    for (let i = 0; i < this.streams.length; i++) this.streams[i].destroy();
  }

  // --- As a receiver ---

  push(chunk) {
    if (!this.isOver && !this.first.write(chunk)) this.transport.pause();
  }

  end() {
    if (!this.isOver) this.first.end();
  }

  fail(err) {
    if (this.isOver) return;
    this.#close();
    this.body.fail(err);
  }

  // --- As a transport ---

  pause() {
    this.last.pause();
  }

  resume() {
    this.last.resume();
  }

  cancel(reason) {
    if (this.isOver) return;
    this.#close();
    this.transport.cancel(reason);
  }
}

/** A decoder for what a Content-Encoding header says, undefined where nothing is to be done or can be. */
function decoderOf(header, transport) {
  const names = codingsOf(header);
  const streams = [];
  for (let i = names.length - 1; i >= 0; i--) {
    const stream = decoderFor(names[i]);
    if (stream === undefined) return undefined;
    ArrayPrototypePush(streams, stream);
  }
  return streams.length === 0 ? undefined : new Decoder(transport, streams);
}

withoutPrototype(Decoder);

module.exports = { decoderOf };
