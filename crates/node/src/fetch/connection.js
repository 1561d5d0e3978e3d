'use strict';
// A connection of fetch's own client: one exchange at a time goes over it. Owner: fetch. A net.Socket makes the
// connection; from then on the handle is used directly and read natively (http/native_reads.js), so that a small exchange is
// one write, one read and one call. Pools (pool.js) keep it between exchanges.
//
// An exchange is told `onHead(status, reason, lines)`, which returns who receives the body (`push`, `end`, `fail`) or
// null, and `onFailure(error)`; it is told nothing after the end of its body.

const {
  PromisePrototypeThen,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  Uint8Array,
} = primordials;

const { LATIN1, UTF8 } = require('buffer/encodings');
const { FastBuffer } = require('buffer/pool');
const { ErrnoException } = require('internal/errors');
const { kBody, kDone, kFailed, kHead, serve, unserve } = require('http/native_reads');
const { defaultMaxHeaderSize } = require('http/settings');
const { QUEUED } = require('net/stream_handle');
const { withoutPrototype } = require('stream/web/promises');
const { UV_EOF } = require('net/read');
const failures = require('fetch/failures');

const parsers = binding('http');
const bufferOps = binding('buffer');

const kKeepsAlive = 1 << 17;

/** A reason phrase, whose bytes may be UTF-8. */
function reasonOf(text) {
  for (let i = 0; i < text.length; i++) {
    if (StringPrototypeCharCodeAt(text, i) > 127) {
      const bytes = new FastBuffer(text.length);
      bufferOps.write(bytes, LATIN1, text, 0, text.length);
      return bufferOps.slice(bytes, UTF8, 0, bytes.length);
    }
  }
  return text;
}

class Connection {
  constructor(pool, socket, handle, since) {
    this.pool = pool;
    this.socket = socket;
    this.handle = handle;
    this.parser = parsers.open(true, 0, defaultMaxHeaderSize(), 0);
    this.exchange = undefined;
    // Who receives the body of the exchange: undefined before its head, null where nobody does.
    this.receiver = undefined;
    this.keepsAlive = true;
    this.isSending = false;
    this.isClosed = false;
    this.isPaused = false;
    // Whether nothing came since the exchange began.
    this.hasHeardNothing = true;
    // The pool's clock when something last happened, and the lines of the last head, which may say how long to keep it.
    this.since = since;
    this.lines = '';
    // For errors: once the other side has gone it cannot be asked for any more.
    this.remote = socket._getpeername();
    this.number = handle.number;
    // For `serve`.
    this.connection = this;
    this.index = serve(this, this.parser);
    handle.onread = (nread) => {
      if (nread < 0) this.onEnd(nread);
    };
  }

  // --- Out ---

  /** Begins an exchange: writes its head and as much of its body as is there. */
  start(exchange) {
    this.exchange = exchange;
    this.receiver = undefined;
    this.hasHeardNothing = true;
    this.since = this.pool.clock.tick;
    exchange.connection = this;
    const { head, body } = exchange;
    if (exchange.method === 'HEAD') parsers.askAtHead(this.parser, true);
    let status;
    if (body === null) {
      status = parsers.respond(this.number, head, undefined);
    } else if (body.stream === undefined && (typeof body.source === 'string' || body.source instanceof Uint8Array)) {
      status = parsers.respond(this.number, head, body.source);
    } else {
      this.isSending = true;
      const { sendStream } = require('fetch/send');
      PromisePrototypeThen(sendStream(this, exchange), () => this.onSent(exchange), (err) => {
        if (this.exchange === exchange) this.fail(err);
      });
      return;
    }
    if (status === QUEUED) this.handle.whenWritten((ended) => this.onWritten(ended));
    else if (status < 0) this.fail(new ErrnoException(status, 'write'));
    exchange.onSent?.();
  }

  onWritten(status) {
    if (status < 0 && !this.isClosed) this.fail(new ErrnoException(status, 'write'));
  }

  onSent(exchange) {
    if (this.exchange !== exchange) return;
    this.isSending = false;
    exchange.onSent?.();
  }

  // --- In ---

  /** What was read, see `http/native_reads`. */
  onMessage(what, text, first, facts, trailers, buffer, start, end, at, to, status) {
    this.since = this.pool.clock.tick;
    this.hasHeardNothing = false;
    const length = trailers === 0 ? 0 : text.length - trailers;
    if ((what & kHead) !== 0 && !this.onHead(length === 0 ? text : StringPrototypeSlice(text, 0, length), first, facts, status)) {
      return;
    }
    if ((what & kBody) !== 0) this.receiver?.push(new FastBuffer(buffer, start, end - start));
    if (this.isClosed) return;
    if ((what & kDone) !== 0) {
      if (this.receiver !== undefined) this.onDone(trailers === 0 ? undefined : StringPrototypeSlice(text, length));
    } else if ((what & kFailed) !== 0) {
      this.refuse(new FastBuffer(buffer, start, to - start), at - start);
    }
  }

  /** Whether to read on. */
  onHead(text, first, facts, status) {
    const { exchange } = this;
    // Answers that nobody asked for.
    if (exchange === undefined || this.receiver !== undefined) {
      this.destroy();
      return false;
    }
    if (status < 200) {
      if (status === 100 || status === 101) {
        this.fail(this.socketError(status === 100 ? 'bad response' : 'bad upgrade'));
        return false;
      }
      parsers.setBody(this.parser, 0);
      return true;
    }
    this.keepsAlive = (facts & kKeepsAlive) !== 0;
    if (exchange.method === 'HEAD') parsers.setBody(this.parser, 0);
    const reason = reasonOf(StringPrototypeSlice(text, 0, first));
    const lines = this.lines = StringPrototypeSlice(text, first);
    this.receiver = exchange.onHead(status, reason, lines);
    return !this.isClosed;
  }

  onDone(trailers) {
    const { receiver, exchange } = this;
    const isWhole = !this.isSending;
    this.exchange = undefined;
    this.receiver = undefined;
    exchange.connection = undefined;
    exchange.onTrailers?.(trailers ?? '');
    if (isWhole && this.keepsAlive && exchange.keepsAlive) {
      if (this.isPaused) this.resume();
      this.pool.free(this);
    } else {
      this.destroy();
    }
    receiver?.end();
  }

  onEnd(nread) {
    if (nread === UV_EOF) {
      const { receiver } = this;
      // Some bodies end with the connection.
      const outcome = this.exchange === undefined ? 0 : parsers.finish(this.parser);
      if (outcome > 0 && receiver !== undefined) {
        this.keepsAlive = false;
        this.onDone(undefined);
        return;
      }
      this.fail(this.socketError('other side closed'));
      return;
    }
    this.fail(new ErrnoException(nread, 'read'));
  }

  refuse(chunk, at) {
    const { 0: code, 1: reason } = parsers.failure(this.parser);
    if (code === 'HPE_HEADER_OVERFLOW') {
      this.fail(new failures.HeadersOverflowError());
      return;
    }
    const rest = bufferOps.slice(chunk, UTF8, at, chunk.length);
    this.fail(new failures.HTTPParserError(reason, rest));
  }

  // --- For the receiver of a body, and the pool ---

  pause() {
    if (this.isClosed || this.isPaused) return;
    this.isPaused = true;
    this.handle.readStop();
  }

  resume() {
    if (this.isClosed || !this.isPaused) return;
    this.isPaused = false;
    this.since = this.pool.clock.tick;
    this.handle.readStart();
  }

  socketError(message) {
    const { socket, handle } = this;
    return new failures.SocketError(message, {
      localAddress: socket.localAddress,
      localPort: socket.localPort,
      remoteAddress: this.remote.address,
      remotePort: this.remote.port,
      remoteFamily: this.remote.family,
      timeout: socket.timeout,
      bytesWritten: handle.bytesWritten,
      bytesRead: handle.bytesRead,
    });
  }

  /** Ends the exchange, if any, with an error. */
  fail(error) {
    const { exchange, receiver, pool } = this;
    const isUnheard = exchange !== undefined && receiver === undefined && this.hasHeardNothing;
    this.destroy();
    if (exchange === undefined) return;
    exchange.connection = undefined;
    // The other side ended a kept connection before it saw the request.
    if (isUnheard && exchange.isReused && exchange.mayRepeat) {
      exchange.mayRepeat = false;
      pool.open(exchange);
      return;
    }
    if (receiver === undefined) exchange.onFailure(error);
    else receiver?.fail(error);
  }

  destroy() {
    if (this.isClosed) return;
    this.isClosed = true;
    this.exchange = undefined;
    this.receiver = undefined;
    unserve(this, this.index, this.number);
    parsers.close(this.parser);
    this.handle.onread = undefined;
    this.pool.remove(this);
    this.socket.destroy();
  }
}

withoutPrototype(Connection);

module.exports = { Connection };
