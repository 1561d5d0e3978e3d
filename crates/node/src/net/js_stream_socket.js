'use strict';
// A net.Socket over any Duplex: for what works on sockets and their handles (TLS over a stream of the program's own) but
// is given a stream. Owner: net. The handle here answers as those of the system do; every write is queued, since only the
// stream knows when it has ended.

const { ArrayPrototypePop, ArrayPrototypePush, ArrayPrototypeShift } = primordials;

const { startResource } = require('async_hooks/ids');
const { Buffer } = require('buffer');
const { encodingNames } = require('buffer/encodings');
const { codes: { ERR_STREAM_WRAP } } = require('internal/errors');
const { Socket } = require('net');
const { QUEUED, kOwner } = require('net/stream_handle');
const { isUint8Array } = require('util/types');

const UV_EOF = -4095;
const UV_ECANCELED = -125;
const UV_EPROTO = -71;

// The status of a write that has not ended.
const kUnderWay = 1;

class DuplexHandle {
  #stream;
  #asyncId = startResource('JSSTREAM', this);
  // Writes under way, in order. The first ends first.
  #writes = [];
  #lastStatus = 0;
  #shutdown = null;
  #isClosed = false;

  constructor(stream) {
    this.#stream = stream;
    this.reading = false;
    this.onread = undefined;
    this.bytesRead = 0;
    this.bytesWritten = 0;
    this[kOwner] = null;
  }

  getAsyncId() {
    return this.#asyncId;
  }

  getProviderType() {
    return 'JSSTREAM';
  }

  get writeQueueSize() {
    return this.#stream.writableLength;
  }

  // The stream itself keeps the process alive or does not.
  ref() {}

  unref() {}

  readStart() {
    this.#stream.resume();
    return 0;
  }

  readStop() {
    this.#stream.pause();
    return 0;
  }

  /** Bytes have come from the stream. */
  give(chunk) {
    if (this.#isClosed) return;
    this.bytesRead += chunk.byteLength;
    this.onread?.(chunk.byteLength, chunk);
  }

  giveEnd() {
    if (!this.#isClosed) this.onread?.(UV_EOF, undefined);
  }

  write(view, callback) {
    const write = { status: kUnderWay, callback };
    ArrayPrototypePush(this.#writes, write);
    try {
      this.#stream.write(view, (error) => this.#ended(write, error ? UV_EPROTO : 0));
    } catch (error) {
      ArrayPrototypePop(this.#writes);
      // What the stream's own code throws is the program's, as if it had been called by the system.
      process.nextTick(() => {
        throw error;
      });
      return UV_EPROTO;
    }
    this.bytesWritten += view.byteLength;
    return QUEUED;
  }

  writeString(string, encoding, callback) {
    return this.write(Buffer.from(string, encodingNames[encoding]), callback);
  }

  writeChunks(chunks, encodings, callback) {
    const parts = [];
    for (let i = 0; i < chunks.length; i++) {
      const chunk = chunks[i];
      ArrayPrototypePush(parts, typeof chunk === 'string' ? Buffer.from(chunk, encodingNames[encodings[i]]) : chunk);
    }
    return this.write(parts.length === 1 ? parts[0] : Buffer.concat(parts), callback);
  }

  whenWritten(callback) {
    const write = this.#writes[this.#writes.length - 1];
    // A stream that answers inside write() has left nothing to wait for.
    if (write === undefined) process.nextTick(callback, this.#lastStatus);
    else write.callback = callback;
  }

  #ended(write, status) {
    write.status = status;
    this.#lastStatus = status;
    while (this.#writes.length > 0 && this.#writes[0].status !== kUnderWay) {
      const first = ArrayPrototypeShift(this.#writes);
      first.callback?.(first.status);
    }
  }

  shutdown(callback) {
    this.#shutdown = callback;
    this.#stream.end(() => {
      this.#shutdown = null;
      callback(0);
    });
    return 0;
  }

  close(callback) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stream.destroy();
    setImmediate(() => {
      const writes = this.#writes;
      this.#writes = [];
      for (let i = 0; i < writes.length; i++) writes[i].callback?.(UV_ECANCELED);
      const shutdown = this.#shutdown;
      this.#shutdown = null;
      shutdown?.(UV_ECANCELED);
      callback?.();
    });
  }
}

class JSStreamSocket extends Socket {
  constructor(stream) {
    const handle = new DuplexHandle(stream);
    super({ handle, manualStart: true });
    this.stream = stream;
    const onData = (chunk) => {
      if (isUint8Array(chunk) && !stream.readableObjectMode) {
        handle.give(chunk);
        return;
      }
      // Text or objects cannot go through a socket.
      stream.pause();
      stream.removeListener('data', onData);
      this.emit('error', new ERR_STREAM_WRAP());
    };
    stream.pause();
    stream.on('error', (error) => this.emit('error', error));
    stream.on('data', onData);
    stream.once('end', () => handle.giveEnd());
    stream.once('close', () => this.destroy());
    // Listening must not start the stream before the socket is read.
    stream.pause();
    this.read(0);
  }
}

module.exports = JSStreamSocket;
module.exports.StreamWrap = JSStreamSocket;
