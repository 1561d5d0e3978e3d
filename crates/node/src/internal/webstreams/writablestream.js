'use strict';
// Parts of writable streams as functions, under the names that programs with --expose-internals know. The work is
// stream/web's.

const { isWritableStream } = require('stream/web/writable');
const shells = require('stream/web/shells');

/** Tells an outside request of one write; a failure during the call is noted on it instead. */
class OutsideRequest {
  constructor(request) {
    this.request = request;
    this.isQueued = false;
  }

  resolve() {
    this.request.resolve();
  }

  reject(reason) {
    if (this.isQueued) {
      this.request.reject(reason);
    } else {
      this.request.failed = true;
      this.request.failure = reason;
    }
  }
}

function writableStreamDefaultWriterWriteWithRequest(writer, chunk, request) {
  const outside = new OutsideRequest(request);
  shells.recordOfWriter(writer).write(chunk, outside);
  if (request.failed) return;
  outside.isQueued = true;
  request.pending++;
}

module.exports = { isWritableStream, writableStreamDefaultWriterWriteWithRequest };
