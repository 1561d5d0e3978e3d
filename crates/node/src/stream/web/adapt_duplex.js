'use strict';
// Node Duplexes as pairs of web streams and the other way. Owner: stream. Each side is adapt_readable.js's and
// adapt_writable.js's.

const { PromisePrototypeThen, SafePromiseAllReturnVoid } = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
const { destroyer } = require('stream/destroy');
const { isDestroyed, isReadable, isWritable } = require('stream/predicates');
const {
  WebReading,
  checkEncoding,
  endedReadable,
  newReadableStreamFromStreamReadable,
} = require('stream/web/adapt_readable');
const { WebWriting, endedWritable, webWritableOf } = require('stream/web/adapt_writable');
const { kFulfilled } = require('stream/web/promises');
const shells = require('stream/web/shells');
const { isWritableStream, stateOf } = require('stream/web/writable');

function newReadableWritablePairFromDuplex(duplex, options = kEmptyObject) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;
  if (type !== undefined) validateOneOf(type, 'options.type', ['bytes', undefined]);

  return pairFromDuplex(duplex, type, undefined);
}

/** Both sides of a Duplex; `checkChunk` throws for what must not be written. */
function pairFromDuplex(duplex, type, checkChunk) {
  if (isDestroyed(duplex)) {
    return { writable: endedWritable().shell, readable: endedReadable(type === 'bytes').shell };
  }
  const writable = isWritable(duplex) ? webWritableOf(duplex, checkChunk) : endedWritable().shell;
  const readable = isReadable(duplex) ?
    newReadableStreamFromStreamReadable(duplex, { __proto__: null, type }) :
    endedReadable(type === 'bytes').shell;
  return { writable, readable };
}

function newStreamDuplexFromReadableWritablePair(pair = kEmptyObject, options = kEmptyObject) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  const readableState = shells.recordOfReadable(readableStream);
  if (readableState === undefined) {
    throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', readableStream);
  }
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true, highWaterMark, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  checkEncoding(encoding);

  const Duplex = require('stream/duplex');
  const writing = new WebWriting(stateOf(writableStream));
  const reading = new WebReading(readableState, (reason) => destroyer(duplex, reason));
  const duplex = new Duplex({
    __proto__: null,
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,
    read() {
      reading.read();
    },
    write(chunk, _, callback) {
      writing.write(chunk, callback);
    },
    writev(records, callback) {
      writing.writev(records, callback);
    },
    final(callback) {
      const done = (err) => process.nextTick(callback, err);
      if (writing.isOver) done();
      else PromisePrototypeThen(writing.close(), () => done(), done);
    },
    destroy(err, callback) {
      const done = () => process.nextTick(callback, err);
      const ended = writing.isOver ? kFulfilled : writing.stream.abort(err);
      const cancelled = reading.isOver ? kFulfilled : reading.cancel(err);
      PromisePrototypeThen(SafePromiseAllReturnVoid([ended, cancelled]), done, done);
    },
  });
  reading.readable = duplex;
  writing.watch(duplex);
  PromisePrototypeThen(reading.reader.closed.promise, undefined, (reason) => destroyer(duplex, reason));
  return duplex;
}

module.exports = { newReadableWritablePairFromDuplex, newStreamDuplexFromReadableWritablePair, pairFromDuplex };
