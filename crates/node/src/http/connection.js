'use strict';
// One connection of a server: requests off its parser, responses onto it in the same order, and when it ends. Owner: http.

const {
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  NumberPOSITIVE_INFINITY: Infinity,
  RegExpPrototypeExec,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;

const { channel } = require('diagnostics_channel');
const {
  ConnResetException,
  codes: { ERR_HTTP_REQUEST_TIMEOUT, ERR_HTTP_SOCKET_ENCODING, ERR_WEIR_BODY_TIMEOUT },
} = require('internal/errors');
const { FastBuffer } = require('buffer/pool');
const { kOriginalEmit } = require('events');
const { warnOfRefusals, watch } = require('http/ceilings');
const {
  IncomingMessage,
  closeQuietly,
  fillFromHead,
  isUntouched,
  readStart,
  setTrailers,
  settleSignal,
} = require('http/incoming');
const { MessageReader } = require('http/message_reader');
const { kBody, kDone, kFailed, kHead, kUpgraded, canReadNatively, readNatively } = require('http/native_reads');
const { finishMessage, kConnection, kNeedDrain, kUniqueHeaders } = require('http/outgoing');
const { Head } = require('http/parser');
const { onSocketClose } = require('http/server_response');
const { maxHeadersOf } = require('http/settings');
const { STATUS_CODES } = require('http/status');
const { kTimeout, kUpdateTimer } = require('net/symbols');
const { hasPendingTicks } = require('process/task_queues');
const { clearTimeout, setTimeout } = require('timers');
const { debuglog } = require('util/debuglog');
const { getLibuvNow } = binding('timers');

const debug = debuglog('http');
const startChannel = channel('http.server.request.start');

const kContinuePattern = /(?:^|\W)100-continue(?:$|\W)/i;

// Milliseconds that a client has to take the answer that ends its connection.
const kLinger = 2000;

function nop() {}

function refuseEncoding() {
  throw new ERR_HTTP_SOCKET_ENCODING();
}

// The listeners on the socket, the same for all connections.

function onSocketData(chunk) {
  this[kConnection].onData(chunk);
}

function onSocketEnd() {
  this[kConnection].onEnd();
}

function onClosed() {
  this[kConnection].onClose();
}

function onSocketError(err) {
  this[kConnection].onError(err);
}

function onSocketDrain() {
  this[kConnection].onDrain();
}

function onSocketTimeout() {
  this[kConnection].onTimeout();
}

const kListeners = {
  __proto__: null,
  data: onSocketData,
  end: onSocketEnd,
  close: onClosed,
  error: onSocketError,
  drain: onSocketDrain,
  timeout: onSocketTimeout,
};

class Connection extends MessageReader {
  constructor(server, socket, settings) {
    super(socket, false, settings, maxHeadersOf(server));
    debug('SERVER new http connection');
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
    this.onPending = (change) => this.addPending(change);
    // While a message is told of, and the response that was complete meanwhile: what follows from that can wait until the
    // end of the call, and then needs no tick.
    this.isDispatching = false;
    this.ended = null;
    // When the message that is being read began, 0 for none; and whether its head is complete.
    this.began = getLibuvNow();
    this.hasHead = false;
    // When the head was complete whose body is being read, where there is a ceiling for that.
    this.bodyBegan = 0;
    // The ceiling that was exceeded: why the requests under way end.
    this.excess = null;
    socket[kConnection] = this;
    socket._paused = false;
    if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
    // What reads and writes without the socket's streams, where both can be done.
    const isPlain = canReadNatively(socket);
    watch(this.parser, socket, settings);
    for (const event in kListeners) socket.on(event, kListeners[event]);
    this.native = isPlain ? readNatively(this) : null;
    this.becomeIdle();
    // Messages are bytes.
    socket.setEncoding = refuseEncoding;
  }

  unlisten() {
    for (const event in kListeners) this.socket.removeListener(event, kListeners[event]);
  }

  /** A program looks at the bytes: they come through the stream from now on. */
  readByStream({ passed, hasHead }) {
    this.hasHead = hasHead;
    this.began = passed < 0 ? 0 : getLibuvNow() - passed;
    this.native = null;
  }

  /** For how many milliseconds a message has been coming, -1 for none; and whether its head is complete. */
  get progress() {
    if (this.native !== null) return this.native.progress();
    return { passed: this.began === 0 ? -1 : getLibuvNow() - this.began, hasHead: this.hasHead };
  }

  /** Whether it waits for another request: one that has sent none yet does not. */
  get isIdle() {
    if (this.incoming.length > 0) return false;
    const { passed, hasHead } = this.progress;
    return passed < 0 && !hasHead;
  }

  /** The socket is somebody else's from now on. */
  detach() {
    this.unlisten();
    delete this.socket.setEncoding;
    this.release();
  }

  release() {
    this.native?.release();
    this.closeParser();
    this.settings.connections.delete(this);
    this.settings.idle?.delete(this);
  }

  /** It waits for a request. Beyond the ceiling the one that has waited longest is closed. */
  becomeIdle() {
    const { idle, ceilings } = this.settings;
    if (idle === undefined) return;
    idle.add(this);
    if (idle.size > ceilings.idleConnections) idle.values().next().value.socket.destroy();
  }

  // --- Events of the socket ---

  /** What was read natively, see `http/native_reads`. */
  onMessage(what, text, first, facts, trailers, buffer, start, end, at, to) {
    const { socket, parser } = this;
    if (socket[kTimeout] !== null) socket[kUpdateTimer]();
    if (this.isKeepAliveTimeout) this.endKeepAlive();
    this.isDispatching = true;
    try {
      const length = trailers === 0 || text === undefined ? 0 : text.length - trailers;
      if ((what & kHead) !== 0) {
        this.onHead(new Head(length === 0 ? text : StringPrototypeSlice(text, 0, length), first, facts, 0));
      }
      if ((what & kBody) !== 0 && !parser.isClosed) this.onBody(new FastBuffer(buffer, start, end - start));
      if ((what & (kDone | kUpgraded)) !== 0 && !parser.isClosed) {
        const lines = trailers === 0 ? '' : StringPrototypeSlice(text, length);
        if ((what & kDone) !== 0) this.onDone(lines);
        else this.onUpgrade(lines, new FastBuffer(buffer, at, to - at));
      } else if ((what & kFailed) !== 0) {
        this.fail(parser.refusal(at - start), new FastBuffer(buffer, start, to - start));
      }
    } finally {
      this.isDispatching = false;
      if (this.ended !== null) this.settle();
    }
  }

  /** A response was complete before its request had been told of as a whole. */
  settle() {
    const res = this.ended;
    this.ended = null;
    if (hasPendingTicks()) process.nextTick(finishMessage, res, null);
    else finishMessage(res, null);
  }

  endKeepAlive() {
    const { native, server, socket } = this;
    this.isKeepAliveTimeout = false;
    if (native !== null && native.isCounting) native.stopCounting();
    else socket.setTimeout(server.timeout || 0);
  }

  onData(chunk) {
    if (this.isKeepAliveTimeout) this.endKeepAlive();
    if (this.began === 0) this.began = getLibuvNow();
    const err = this.parser.execute(chunk);
    if (err !== undefined) {
      this.fail(err, chunk);
      return;
    }
    if (!this.parser.isInMessage) this.began = 0;
    else if (this.began === 0) this.began = getLibuvNow();
    const { socket } = this;
    if (socket._paused && !socket.destroyed) socket.pause();
  }

  fail(err, chunk) {
    err.rawPacket = chunk;
    this.hasFailed = true;
    this.onError(err);
  }

  onEnd() {
    const { server, socket } = this;
    // What failed once has been told of.
    if (this.hasFailed) {
      // It has been told of; the requests under way end with the connection.
      socket.end();
      return;
    }
    const err = this.parser.finish();
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
    onSocketClose(this.socket);
    // No socket will be assigned to these.
    while (this.outgoing.length > 0) emitClose(ArrayPrototypeShift(this.outgoing));
  }

  abort() {
    while (this.incoming.length > 0) {
      ArrayPrototypeShift(this.incoming).destroy(this.excess ?? new ConnResetException('aborted'));
    }
  }

  onError(err) {
    const { server, socket } = this;
    socket.removeListener('error', onSocketError);
    if (socket.listenerCount('error', nop) === 0) socket.on('error', nop);
    if (StringPrototypeStartsWith(err.code ?? '', 'ERR_WEIR_')) this.excess = err;
    if (server.emit('clientError', err, socket)) return;
    // The bytes of an answer that has begun are not to be followed by another one.
    if (socket.writable && !socket._httpMessage?._headerSent) {
      const status = statusOf(err);
      socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, 'ascii');
      if (err === this.excess) {
        this.linger();
        return;
      }
    }
    socket.destroy(err);
  }

  /** Ends this side, and lets the client finish for a moment: it may be sending, and a reset would take its answer away. */
  linger() {
    const { socket } = this;
    this.native?.observe();
    this.hasFailed = true;
    // What has come behind it is no request any more.
    this.closeParser();
    socket.removeListener('data', onSocketData);
    socket.resume();
    socket.end();
    const timer = setTimeout(() => socket.destroy(), kLinger);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
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
    const { native, server } = this;
    const { passed, hasHead } = this.progress;
    if (passed < 0) return;
    const isLate = (server.headersTimeout > 0 && !hasHead && passed > server.headersTimeout) ||
      (server.requestTimeout > 0 && passed > server.requestTimeout);
    if (isLate) {
      native?.observe();
      this.began = 0;
      this.onError(new ERR_HTTP_REQUEST_TIMEOUT());
    } else if (this.bodyBegan !== 0 && now - this.bodyBegan > this.settings.ceilings.bodyTimeout) {
      native?.observe();
      this.began = this.bodyBegan = 0;
      this.onError(new ERR_WEIR_BODY_TIMEOUT());
    }
  }

  // --- Events of the parser ---

  onHead(head) {
    const { server, socket, settings } = this;
    if (this.hasFailed) {
      // The answer that ends the connection has gone.
      if (head.isUpgrade) this.parser.declineUpgrade();
      return;
    }
    if (this.native === null) {
      this.hasHead = true;
      this.began ||= getLibuvNow();
    }
    settings.idle?.delete(this);
    if (settings.ceilings.bodyTimeout !== Infinity) this.bodyBegan = getLibuvNow();
    if (head.isRefused && this.turnAway(head)) return;
    // Responses that wait are memory that the client decides on.
    if (!socket._paused && (socket.writableNeedDrain || this.waiting >= socket.writableHighWaterMark)) {
      socket._paused = true;
      socket.pause();
    }
    const Incoming = settings.IncomingMessage ?? IncomingMessage;
    const req = new Incoming(socket);
    fillFromHead(req, head, 0);
    req.url = head.first;
    req.method = head.methodName;
    if (settings.joinDuplicateHeaders) req.joinDuplicateHeaders = true;
    this.reading = req;
    const { isUpgrade } = head;
    if (isUpgrade) {
      req.upgrade = !head.isRefused && (req.method === 'CONNECT' || settings.shouldUpgrade(req));
      if (req.upgrade) {
        this.parser.acceptUpgrade();
        return;
      }
      this.parser.declineUpgrade();
    }
    if (settings.optimizeEmptyRequests && !isUpgrade && !head.speaksOfBody) req._dumpAndCloseReadable();
    ArrayPrototypePush(this.incoming, req);
    this.answer(req, head);
  }

  /** Answers 503 without the program. False where answers to earlier requests come first. */
  turnAway(head) {
    const { socket, settings: { admission } } = this;
    warnOfRefusals();
    if (socket._httpMessage || this.incoming.length > 0) return false;
    if (head.isUpgrade) this.parser.declineUpgrade();
    this.reading = null;
    if (head.keepsAlive && !head.isUpgrade && !head.speaksOfBody) {
      socket.write(admission.refusal, 'latin1');
      this.restAfterAnswer();
    } else {
      socket.write(admission.lastRefusal, 'latin1');
      this.linger();
    }
    return true;
  }

  answer(req, head) {
    const { server, socket, settings } = this;
    const res = new settings.ServerResponse(req, settings.responseOptions);
    res._keepAliveTimeout = server.keepAliveTimeout;
    res.maxRequestsPerSocket = server.maxRequestsPerSocket;
    res._onPendingData = this.onPending;
    res[kConnection] = this;
    res.shouldKeepAlive = head.keepsAlive;
    res[kUniqueHeaders] = settings.uniqueHeaders;
    if (startChannel.hasSubscribers) startChannel.publish({ request: req, response: res, socket, server });
    if (socket._httpMessage) ArrayPrototypePush(this.outgoing, res);
    else res.assignSocket(socket);
    this.dispatch(req, res, head);
  }

  dispatch(req, res, head) {
    const { server, settings } = this;
    if (head.isRefused) {
      res.writeHead(503, ['Retry-After', `${settings.admission.retryAfter}`, 'Content-Length', '0']);
      res.end();
      return;
    }
    const isNew = head.major === 1 && head.minor === 1;
    if (isNew && settings.requireHostHeader && !head.hasHost) {
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
    if (isNew && head.hasExpect) this.meetExpectation(req, res);
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
    this.began = this.bodyBegan = 0;
    if (reading !== null) {
      reading.complete = true;
      setTrailers(reading, trailers);
      // Nobody is going to ask for what has been answered and not been looked at.
      if (this.ended !== null && this.ended.req === reading && isUntouched(reading)) closeQuietly(reading);
      else reading.push(null);
      this.reading = null;
    }
    readStart(this.socket);
  }

  onUpgrade(trailers, rest) {
    const { server, socket, reading: req } = this;
    req.complete = true;
    setTrailers(req, trailers);
    this.detach();
    socket.readableFlowing = null;
    const name = req.method === 'CONNECT' ? 'connect' : 'upgrade';
    if (server.listenerCount(name) > 0) server.emit(name, req, socket, rest);
    else socket.destroy();
  }

  // --- Events of responses ---

  addPending(change) {
    const { socket } = this;
    this.waiting += change;
    if (socket._paused && this.waiting < socket.writableHighWaterMark) this.onDrain();
  }

  onFinish(req, res) {
    const { socket } = this;
    const { incoming } = this;
    // Nearly always it is the only one.
    if (incoming.length === 1) ArrayPrototypePop(incoming);
    else ArrayPrototypeShift(incoming);
    settleSignal(req);
    // What nobody reads must not hold up the next request.
    if (!req.destroyed && !req._consuming && !req.readableDidRead) req._dump();
    res.detachSocket(socket);
    if (!hasPendingTicks() && res._events.close === undefined && res.emit === kOriginalEmit) markClosed(res);
    else process.nextTick(emitClose, res);
    if (res._last) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    } else if (this.outgoing.length > 0) {
      ArrayPrototypeShift(this.outgoing).assignSocket(socket);
    } else {
      this.restAfterAnswer();
    }
  }

  restAfterAnswer() {
    const { server, socket } = this;
    if (server.keepAliveTimeout && typeof socket.setTimeout === 'function') {
      const time = server.keepAliveTimeout + (server.keepAliveTimeoutBuffer ?? 0);
      if (this.native === null || !this.native.count(time)) socket.setTimeout(time);
      this.isKeepAliveTimeout = true;
    }
    this.becomeIdle();
  }
}

function emitClose(res) {
  if (res._closed) return;
  markClosed(res);
  res.emit('close');
}

function markClosed(res) {
  res.destroyed = true;
  res._closed = true;
}

function statusOf(err) {
  switch (err.code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
    case 'ERR_WEIR_BODY_BYTES':
      return 413;
    case 'ERR_WEIR_HEADER_COUNT':
      return 431;
    case 'ERR_WEIR_URL_LENGTH':
      return 414;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
    case 'ERR_WEIR_BODY_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}

module.exports = { Connection };
