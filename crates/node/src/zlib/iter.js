'use strict';
// node:zlib/iter, with --experimental-stream-iter: compression as transforms of node:stream/iter. Owner: zlib. A transform
// takes batches of bytes and gives batches; it opens its codec when it begins and closes it when it ends, however it ends.

const { ArrayPrototypePush, Promise, TypedArrayPrototypeSlice } = primordials;

const { Buffer } = require('buffer');
const { FastBuffer } = require('buffer/pool');
const { codes: { ERR_TRAILING_JUNK_AFTER_STREAM_END } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { constants } = require('zlib/constants');
const { Handle, errorOf } = require('zlib/handle');
const { settingsOf } = require('zlib/options');

const {
  BROTLI_DECODE, BROTLI_ENCODE, BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY, DEFLATE, GUNZIP, GZIP, INFLATE, UNZIP,
  ZSTD_COMPRESS, ZSTD_DECOMPRESS,
} = constants;

// Larger than those of streams, and quicker levels: what is made here is sent at once.
const kChunkSize = 64 * 1024;
const kZlibDefaults = { __proto__: null, chunkSize: kChunkSize, level: 4, memLevel: 9 };
const kDefaults = { __proto__: null, chunkSize: kChunkSize };

/** Options on top of this module's own defaults. */
function settingsFor(format, given) {
  const isZlib = format <= UNZIP;
  const options = { ...(isZlib ? kZlibDefaults : kDefaults), ...given };
  if (options.chunkSize === undefined) options.chunkSize = kChunkSize;
  if (!isZlib && options.params !== undefined) validateObject(options.params, 'options.params');
  if (format === BROTLI_ENCODE) {
    const params = options.params = { ...options.params };
    params[BROTLI_PARAM_QUALITY] ??= 6;
    params[BROTLI_PARAM_LGWIN] ??= 20;
  }
  return settingsOf(format, options);
}

/** What both kinds of transform do around a step. */
class Work {
  constructor(format, options, onAnswer) {
    this.settings = settingsFor(format, options);
    this.handle = new Handle(this.settings, onAnswer);
    this.isEnded = false;
    this.output = Buffer.allocUnsafe(this.settings.chunkSize);
  }

  begin(chunk, flush) {
    const { handle } = this;
    handle.chunk = chunk;
    handle.from = 0;
    handle.left = chunk.byteLength;
    handle.flushFlag = flush;
  }

  /** Adds what a step gave to a batch. Whether the same input needs another step. */
  take(answer, batch) {
    const { handle, output } = this;
    if (Handle.isFailure(answer)) throw errorOf(answer, this.settings);
    const { 0: roomLeft, 1: inputLeft } = answer;
    const filled = handle.room - roomLeft;
    // What fills the memory goes out as it is. Less is copied, so that the memory stays and a small piece pins no more.
    if (filled === output.byteLength) ArrayPrototypePush(batch, output);
    else if (filled > 0) ArrayPrototypePush(batch, TypedArrayPrototypeSlice(output, 0, filled));
    handle.from += handle.left - inputLeft;
    handle.left = inputLeft;
    if (roomLeft === 0) {
      this.output = Buffer.allocUnsafe(this.settings.chunkSize);
      return true;
    }
    if (inputLeft > 0) {
      if (this.settings.rejectGarbageAfterEnd) throw new ERR_TRAILING_JUNK_AFTER_STREAM_END();
      this.isEnded = true;
    }
    return false;
  }

  close() {
    this.handle.close();
  }
}

function* runSync(source, format, options) {
  const work = new Work(format, options, undefined);
  const step = (chunk, flush, batch) => {
    work.begin(chunk, flush);
    while (work.take(work.handle.writeSync(work.output, 0, work.output.byteLength), batch));
  };
  try {
    for (const chunks of source) {
      const batch = [];
      if (chunks === null) step(new FastBuffer(), work.settings.finishFlush, batch);
      else for (let i = 0; i < chunks.length && !work.isEnded; i++) step(chunks[i], work.settings.flush, batch);
      if (batch.length > 0) yield batch;
      if (chunks === null || work.isEnded) return;
    }
  } finally {
    work.close();
  }
}

async function* runAsync(source, format, options) {
  let answered;
  const work = new Work(format, options, (handle, answer) => answered(answer));
  const oneStep = (resolve) => {
    answered = resolve;
    work.handle.write(work.output, 0, work.output.byteLength);
  };
  const step = async (chunk, flush, batch) => {
    work.begin(chunk, flush);
    while (work.take(await new Promise(oneStep), batch));
  };
  try {
    for await (const chunks of source) {
      const batch = [];
      if (chunks === null) await step(new FastBuffer(), work.settings.finishFlush, batch);
      else for (let i = 0; i < chunks.length && !work.isEnded; i++) await step(chunks[i], work.settings.flush, batch);
      if (batch.length > 0) yield batch;
      if (chunks === null || work.isEnded) return;
    }
  } finally {
    work.close();
  }
}

function transformer(format) {
  return (options = undefined) => {
    if (options !== undefined) validateObject(options, 'options');
    return { __proto__: null, transform: (source) => runAsync(source, format, options) };
  };
}

function transformerSync(format) {
  return (options = undefined) => {
    if (options !== undefined) validateObject(options, 'options');
    return { __proto__: null, transform: (source) => runSync(source, format, options) };
  };
}

module.exports = {
  compressGzip: transformer(GZIP),
  compressDeflate: transformer(DEFLATE),
  compressBrotli: transformer(BROTLI_ENCODE),
  compressZstd: transformer(ZSTD_COMPRESS),
  decompressGzip: transformer(GUNZIP),
  decompressDeflate: transformer(INFLATE),
  decompressBrotli: transformer(BROTLI_DECODE),
  decompressZstd: transformer(ZSTD_DECOMPRESS),
  compressGzipSync: transformerSync(GZIP),
  compressDeflateSync: transformerSync(DEFLATE),
  compressBrotliSync: transformerSync(BROTLI_ENCODE),
  compressZstdSync: transformerSync(ZSTD_COMPRESS),
  decompressGzipSync: transformerSync(GUNZIP),
  decompressDeflateSync: transformerSync(INFLATE),
  decompressBrotliSync: transformerSync(BROTLI_DECODE),
  decompressZstdSync: transformerSync(ZSTD_DECOMPRESS),
};
