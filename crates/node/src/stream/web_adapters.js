'use strict';
// The bridge between Node streams and web streams, behind toWeb() and fromWeb(). Owner: stream.
// Web streams are not there yet: each function says so.

const { notYet } = require('internal/errors');

module.exports = {
  newReadableStreamFromStreamReadable() {
    throw notYet('stream.Readable.toWeb');
  },
  newStreamReadableFromReadableStream() {
    throw notYet('stream.Readable.fromWeb');
  },
  newWritableStreamFromStreamWritable() {
    throw notYet('stream.Writable.toWeb');
  },
  newStreamWritableFromWritableStream() {
    throw notYet('stream.Writable.fromWeb');
  },
  newReadableWritablePairFromDuplex() {
    throw notYet('stream.Duplex.toWeb');
  },
  newStreamDuplexFromReadableWritablePair() {
    throw notYet('stream.Duplex.fromWeb');
  },
};
