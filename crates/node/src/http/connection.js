'use strict';
// One connection of a server: requests off its parser, responses onto it in the same order, and when it ends. Owner: http.

const { ArrayPrototypePush, ArrayPrototypeShift, RegExpPrototypeExec, Symbol } = primordials;

const { channel } = require('diagnostics_channel');
const { ConnResetException, codes: { ERR_HTTP_REQUEST_TIMEOUT, ERR_HTTP_SOCKET_ENCODING } } = require('internal/errors');
const { IncomingMessage, fillFromHead, readStart, setTrailers } = require('http/incoming');
const { MessageReader, bytesOf } = require('http/message_reader');
const { kNeedDrain, kUniqueHeaders } = require('http/outgoing');
const { STATUS_CODES } = require('http/status');
const { getLibuvNow } = binding('timers');

const startChannel = channel('http.server.request.start');

const kConnection = Symbol('http.connection');
const kHostPattern = /(?:^|\n)host:/i;
const kExpectPattern = /(?:^|\n)expect:/i;
const kBodyPattern = /(?:^|\n)(?:content-length|transfer-encoding):/i;
const kContinuePattern = /(?:^|\W)100-continue(?:$|\W)/i;

function nop() {}

function refuseEncoding() {
  throw new ERR_HTTP_SOCKET_ENCODING();
}

class Connection extends MessageReader {
  constructor(server, socket, settings) {
    super(socket, false, settings);
    this.server = server;
    this.settings = settings;
    // The requests without a complete response, and the responses that wait for those before them.
    this.incoming = [];
    this.outgoing = [];
    // Bytes of responses that wait.
    this.waiting = 0;
    this.isKeepAliveTimeout = false;
    // What comes in has no meaning any more.
    this.hasFailed = false;
    this.requests = 0;
    // When the message that is being read began, 0 for none; and whether its head is complete.
    this.began = getLibuvNow();
    this.hasHead = false;
    socket[kConnection] = this;
    socket._paused = false;
    if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
    this.listen('data', (chunk) => this.onData(chunk));
    this.listen('end', () => this.onEnd());
    this.listen('close', () => this.onClose());
    this.listen('error', (err) => this.onError(err));
    this.listen('drain', () => this.onDrain());
    this.listen('timeout', () => this.onTimeout());
    // Messages are bytes.
    socket.setEncoding = refuseEncoding;
  }

  /** Whether it waits for another request: one that has sent none yet does not. */
  get isIdle() {
    return this.began === 0 && !this.hasHead && this.incoming.length === 0;
  }

  /** The socket is somebody else's from now on. */
  detach() {
    this.unlisten();
    delete this.socket.setEncoding;
    this.release();
  }

  release() {
    this.closeParser();
    this.settings.connections.delete(this);
  }

  // --- Events of the socket ---

  onData(chunk) {
    if (this.isKeepAliveTimeout) {
      this.isKeepAliveTimeout = false;
      this.socket.setTimeout(this.server.timeout || 0);
    }
    if (this.began === 0) this.began = getLibuvNow();
    const err = this.parser.execute(chunk);
    if (err !== undefined) {
      err.rawPacket = chunk;
      this.hasFailed = true;
      this.onError(err);
      return;
    }
    if (!this.parser.isInMessage) this.began = 0;
    else if (this.began === 0) this.began = getLibuvNow();
    const { socket } = this;
    if (socket._paused && !socket.destroyed) socket.pause();
  }

  onEnd() {
    const { server, socket } = this;
    // What failed once has been told of.
    const err = this.hasFailed ? undefined : this.parser.finish();
    if (err !== undefined) {
      this.hasFailed = true;
      this.onError(err);
      return;
    }
    if (!server.httpAllowHalfOpen) {
      this.abort();
      socket.end();
    } else if (this.outgoing.length > 0) {
      this.outgoing[this.outgoing.length - 1]._last = true;
    } else if (socket._httpMessage) {
      socket._httpMessage._last = true;
    } else {
      socket.end();
    }
  }

  onClose() {
    this.release();
    this.abort();
    // No socket will be assigned to these.
    while (this.outgoing.length > 0) emitClose(ArrayPrototypeShift(this.outgoing));
  }

  abort() {
    while (this.incoming.length > 0) {
      ArrayPrototypeShift(this.incoming).destroy(new ConnResetException('aborted'));
    }
  }

  onError(err) {
    const { server, socket } = this;
    socket.removeListener('error', this.listeners.error);
    if (socket.listenerCount('error', nop) === 0) socket.on('error', nop);
    if (server.emit('clientError', err, socket)) return;
    // The bytes of an answer that has begun are not to be followed by another one.
    if (socket.writable && !socket._httpMessage?._headerSent) {
      const status = statusOf(err);
      socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, 'ascii');
    }
    socket.destroy(err);
  }

  onDrain() {
    const { socket } = this;
    if (socket._paused && this.waiting <= socket.writableHighWaterMark) {
      socket._paused = false;
      socket.resume();
    }
    const message = socket._httpMessage;
    if (message && !message.finished && message[kNeedDrain]) {
      message[kNeedDrain] = false;
      message.emit('drain');
    }
  }

  onTimeout() {
    const { server, socket } = this;
    const ofRequest = this.reading !== null && !this.reading.complete && this.reading.emit('timeout', socket);
    const ofResponse = socket._httpMessage?.emit('timeout', socket);
    const ofServer = server.emit('timeout', socket);
    if (!ofRequest && !ofResponse && !ofServer) socket.destroy();
  }

  /** Ends a connection that takes too long to send its request. */
  checkTime(now) {
    const { server } = this;
    if (this.began === 0) return;
    const passed = now - this.began;
    const isLate = (server.headersTimeout > 0 && !this.hasHead && passed > server.headersTimeout) ||
      (server.requestTimeout > 0 && passed > server.requestTimeout);
    if (isLate) {
      this.began = 0;
      this.onError(new ERR_HTTP_REQUEST_TIMEOUT());
    }
  }

  // --- Events of the parser ---

  onHead(head) {
    const { server, socket, settings } = this;
    this.hasHead = true;
    this.began ||= getLibuvNow();
    // Responses that wait are memory that the client decides on.
    if (!socket._paused && (socket.writableNeedDrain || this.waiting >= socket.writableHighWaterMark)) {
      socket._paused = true;
      socket.pause();
    }
    const Incoming = settings.IncomingMessage ?? IncomingMessage;
    const req = new Incoming(socket);
    fillFromHead(req, head, server.maxHeadersCount ?? 2000);
    req.url = head.first;
    req.method = head.methodName;
    req.joinDuplicateHeaders = settings.joinDuplicateHeaders;
    this.reading = req;
    if (head.isUpgrade) {
      req.upgrade = req.method === 'CONNECT' || settings.shouldUpgrade(req);
      if (req.upgrade) {
        this.parser.acceptUpgrade();
        return;
      }
      this.parser.declineUpgrade();
    }
    if (settings.optimizeEmptyRequests && !head.isUpgrade && RegExpPrototypeExec(kBodyPattern, head.lines) === null) {
      req._dumpAndCloseReadable();
      this.reading = null;
    }
    ArrayPrototypePush(this.incoming, req);
    this.answer(req, head);
  }

  answer(req, head) {
    const { server, socket, settings } = this;
    const res = new settings.ServerResponse(req, settings.responseOptions);
    res._keepAliveTimeout = server.keepAliveTimeout;
    res.maxRequestsPerSocket = server.maxRequestsPerSocket;
    res._onPendingData = (change) => this.onPending(change);
    res.shouldKeepAlive = head.keepsAlive;
    res[kUniqueHeaders] = settings.uniqueHeaders;
    if (startChannel.hasSubscribers) startChannel.publish({ request: req, response: res, socket, server });
    if (socket._httpMessage) ArrayPrototypePush(this.outgoing, res);
    else res.assignSocket(socket);
    res.on('finish', () => this.onFinish(req, res));
    this.dispatch(req, res, head);
  }

  dispatch(req, res, head) {
    const { server, settings } = this;
    const isNew = head.major === 1 && head.minor === 1;
    if (isNew && settings.requireHostHeader && RegExpPrototypeExec(kHostPattern, head.lines) === null) {
      res.writeHead(400, ['Connection', 'close']);
      res.end();
      return;
    }
    const most = server.maxRequestsPerSocket;
    if (typeof most === 'number' && most > 0) {
      this.requests++;
      res.maxRequestsOnConnectionReached = most <= this.requests;
      if (this.requests > most) {
        server.emit('dropRequest', req, this.socket);
        res.writeHead(503);
        res.end();
        return;
      }
    }
    if (isNew && RegExpPrototypeExec(kExpectPattern, head.lines) !== null) this.meetExpectation(req, res);
    else server.emit('request', req, res);
  }

  meetExpectation(req, res) {
    const { server } = this;
    if (RegExpPrototypeExec(kContinuePattern, req.headers.expect) !== null) {
      res._expect_continue = true;
      if (server.listenerCount('checkContinue') > 0) {
        server.emit('checkContinue', req, res);
      } else {
        res.writeContinue();
        server.emit('request', req, res);
      }
    } else if (server.listenerCount('checkExpectation') > 0) {
      server.emit('checkExpectation', req, res);
    } else {
      res.writeHead(417);
      res.end();
    }
  }

  onDone(trailers) {
    const { reading } = this;
    this.hasHead = false;
    this.began = 0;
    if (reading !== null) {
      reading.complete = true;
      setTrailers(reading, trailers);
      reading.push(null);
      this.reading = null;
    }
    readStart(this.socket);
  }

  onUpgrade(trailers, chunk, end) {
    const { server, socket, reading: req } = this;
    req.complete = true;
    setTrailers(req, trailers);
    this.detach();
    socket.readableFlowing = null;
    const name = req.method === 'CONNECT' ? 'connect' : 'upgrade';
    const rest = bytesOf(chunk, end, chunk.byteLength);
    if (server.listenerCount(name) > 0) server.emit(name, req, socket, rest);
    else socket.destroy();
  }

  // --- Events of responses ---

  onPending(change) {
    const { socket } = this;
    this.waiting += change;
    if (socket._paused && this.waiting < socket.writableHighWaterMark) this.onDrain();
  }

  onFinish(req, res) {
    const { server, socket } = this;
    ArrayPrototypeShift(this.incoming);
    // What nobody reads must not hold up the next request.
    if (!req._consuming && !req.readableDidRead) req._dump();
    res.detachSocket(socket);
    process.nextTick(emitClose, res);
    if (res._last) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    } else if (this.outgoing.length > 0) {
      ArrayPrototypeShift(this.outgoing).assignSocket(socket);
    } else if (server.keepAliveTimeout && typeof socket.setTimeout === 'function') {
      socket.setTimeout(server.keepAliveTimeout + (server.keepAliveTimeoutBuffer ?? 0));
      this.isKeepAliveTimeout = true;
    }
  }
}

function emitClose(res) {
  if (res._closed) return;
  res.destroyed = true;
  res._closed = true;
  res.emit('close');
}

function statusOf(err) {
  switch (err.code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 413;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}

module.exports = { Connection, kConnection };
