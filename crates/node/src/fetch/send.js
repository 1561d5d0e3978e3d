'use strict';
// A request's body that is read while it is sent: in chunks, or as it is where its length is known. Owner: fetch. Waits
// for the system to take what was written before it reads on. The head goes with the first chunk, or says that there is none.

const { ErrnoException } = require('internal/errors');
const { LATIN1 } = require('buffer/encodings');
const { Deferred } = require('stream/web/promises');
const { ReadPromise, Reader } = require('stream/web/readable_state');
const { QUEUED } = require('net/stream_handle');
const { encode } = require('fetch/body');
const { RequestContentLengthMismatchError } = require('fetch/failures');
const { headWithoutBody } = require('fetch/wire');
const { ArrayBufferIsView, NumberPrototypeToString, PromisePrototypeThen, TypeError, Uint8Array } = primordials;

const kFrame = [LATIN1, -1, LATIN1];
const kPlain = [LATIN1, -1];

/** Resolves when the system has everything. */
async function written(handle, status) {
  if (status === QUEUED) {
    const done = new Deferred();
    handle.whenWritten(done.resolve);
    status = await done.promise;
  }
  if (status < 0) throw new ErrnoException(status, 'write');
}

/** Resolves when the body is sent; rejects with the stream's error or the connection's. */
async function sendStream(connection, exchange) {
  const { handle } = connection;
  const { body, length, method } = exchange;
  let { head } = exchange;
  const stream = body.streamRecord;
  const reader = new Reader(stream, false);
  let sent = 0;
  const stillOurs = () => connection.exchange === exchange;
  exchange.cancelBody = (reason) => {
    exchange.cancelBody = undefined;
    PromisePrototypeThen(stream.cancel(reason), undefined, () => {});
  };
  try {
    for (;;) {
      const request = new ReadPromise();
      reader.read(request);
      const { done, value: chunk } = await request.promise;
      if (!stillOurs()) return;
      if (done) break;
      // Node sends texts as well, which the standard does not allow.
      const value = typeof chunk === 'string' ? encode(chunk) : chunk;
      if (!ArrayBufferIsView(value) || !(value instanceof Uint8Array)) {
        throw new TypeError('Received non-Uint8Array chunk');
      }
      if (value.length === 0) continue;
      sent += value.length;
      if (length !== null && sent > length) throw new RequestContentLengthMismatchError();
      const status = length !== null ? handle.writeChunks([head, value], kPlain) :
        handle.writeChunks([`${head}${NumberPrototypeToString(value.length, 16)}\r\n`, value, '\r\n'], kFrame);
      head = '';
      connection.since = connection.pool.clock.tick;
      await written(handle, status);
      if (!stillOurs()) return;
    }
    if (length !== null && sent < length) throw new RequestContentLengthMismatchError();
    const last = head === '' ? length === null ? '0\r\n\r\n' : '' : length === null ? headWithoutBody(head, method) : head;
    if (last !== '') await written(handle, handle.writeString(last, LATIN1));
  } catch (err) {
    exchange.cancelBody?.(err);
    throw err;
  } finally {
    exchange.cancelBody = undefined;
  }
}

module.exports = { sendStream };
