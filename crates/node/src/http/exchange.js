'use strict';
// A client's side of one socket: the request that is under way on it, the response to that, and when the socket is free.
// Owner: http. To a socket that its agent keeps it stays, with its listeners and its parser, and from its second request
// on the bytes of a plain one are read natively (`http/native_reads`).

const { ArrayPrototypeIncludes, StringPrototypeSlice, Symbol } = primordials;

const { Agent } = require('http/agent');
const { captureContext, exchangeContext, setContext, state: contextState } = require('async_hooks/context');
const { FastBuffer } = require('buffer/pool');
const { channel } = require('diagnostics_channel');
const { ConnResetException } = require('internal/errors');
const { IncomingMessage, fillFromHead, setTrailers, settleSignal } = require('http/incoming');
const { MessageReader } = require('http/message_reader');
const { kBody, kDone, kFailed, kHead, kUpgraded, canReadNatively, readNatively } = require('http/native_reads');
const { kNeedDrain, takeOutput } = require('http/outgoing');
const { Head } = require('http/parser');
const { maxHeadersOf } = require('http/settings');
const { kTimeout, kUpdateTimer } = require('net/symbols');
const { isUint8Array } = require('util/types');
const { debuglog } = require('util/debuglog');

const debug = debuglog('http');
const errorChannel = channel('http.client.request.error');
const finishChannel = channel('http.client.response.finish');

// On a socket, a request and its response: the exchange they are in.
const kExchange = Symbol('kExchange');
// On a socket: what failed before its request had it.
const kEarlyError = Symbol('kEarlyError');

// The listeners on them, the same for all exchanges. One that was told to go can still be called, by an event under way.

function onSocketData(chunk) {
  this[kExchange]?.onData(chunk);
}

function onSocketEnd() {
  this[kExchange]?.onEnd();
}

function onSocketClose() {
  this[kExchange]?.onClose();
}

function onSocketError(err) {
  this[kExchange]?.onError(err);
}

function onSocketDrain() {
  this[kExchange]?.onDrain();
}

function onSocketTimeout() {
  this[kExchange]?.request?.res?.emit('timeout');
}

const kListeners = {
  __proto__: null,
  data: onSocketData,
  end: onSocketEnd,
  close: onSocketClose,
  error: onSocketError,
  drain: onSocketDrain,
};

function onResponseEnd() {
  this[kExchange].onResponseEnd(this);
}

function onRequestFinish() {
  this[kExchange].onRequestFinish(this);
}

/** Reports a request's error, to those who look on as well. */
function emitError(request, error) {
  if (errorChannel.hasSubscribers) errorChannel.publish({ request, error });
  request.emit('error', error);
}

// A head, two pieces of a body, and an empty one that tells of the end.
const kMostPieces = 4;
const kTexts = { __proto__: null, 'latin1': true, 'utf8': true, 'utf-8': true };

/** Whether an agent is ours, and a free socket may stay with it. */
function keepsSockets(agent) {
  return agent instanceof Agent && agent.keepAlive;
}

function listens(listeners, listener) {
  return listeners === listener || (typeof listeners === 'object' && ArrayPrototypeIncludes(listeners, listener));
}

class Exchange extends MessageReader {
  constructor(socket, settings) {
    super(socket, true, settings, 0);
    this.settings = settings;
    // The request under way, null between two of them.
    this.request = null;
    this.context = undefined;
    // Whether the response is complete.
    this.isRead = false;
    this.readTo = 0;
    // Whether bytes are listened for, and whether times are.
    this.isReading = true;
    this.isTimed = false;
    // What reads and writes without the socket's streams, where both can be done.
    this.native = null;
    this.isDispatching = false;
    this.asksAtHead = false;
    socket[kExchange] = this;
    for (const event in kListeners) socket.on(event, kListeners[event]);
  }

  /** The socket is this request's from now on. */
  begin(request) {
    const { parser, socket } = this;
    this.request = request;
    this.context = captureContext();
    this.isRead = false;
    request.parser = socket.parser = parser;
    request[kExchange] = this;
    const asks = request.method === 'HEAD' || request.method === 'CONNECT';
    if (asks !== this.asksAtHead) parser.askAtHead(this.asksAtHead = asks);
  }

  /** Whether a request with such settings can have the socket as the one before has left it. */
  #suits({ lenient, maxHeaderSize }) {
    const { settings, socket: { _events: events } } = this;
    return settings.lenient === lenient && settings.maxHeaderSize === maxHeaderSize && !this.parser.isClosed &&
      listens(events.data, onSocketData) && listens(events.end, onSocketEnd) && listens(events.close, onSocketClose) &&
      listens(events.error, onSocketError) && listens(events.drain, onSocketDrain);
  }

  /** The exchange of a socket that was kept, ready for a request; undefined where there is none. */
  static keptBy(socket, settings) {
    const kept = Exchange.waitingAt(socket);
    if (kept === undefined) return undefined;
    if (!kept.#suits(settings)) {
      kept.detach();
      return undefined;
    }
    if (kept.native === null && canReadNatively(socket, onSocketData)) kept.native = readNatively(kept);
    return kept;
  }

  /** The exchange between two requests that a socket has, if any. */
  static waitingAt(socket) {
    const kept = socket[kExchange];
    return kept === undefined || kept.request !== null ? undefined : kept;
  }

  #ignoreBytes() {
    if (!this.isReading) return;
    this.isReading = false;
    this.native?.release();
    this.native = null;
    this.socket.removeListener('data', onSocketData);
    this.socket.removeListener('end', onSocketEnd);
  }

  /** Leaves the socket to whoever has it next. */
  detach() {
    const { request, socket } = this;
    this.#ignoreBytes();
    socket.removeListener('close', onSocketClose);
    socket.removeListener('error', onSocketError);
    socket.removeListener('drain', onSocketDrain);
    if (this.isTimed) socket.removeListener('timeout', onSocketTimeout);
    if (request?.timeoutCb) socket.removeListener('timeout', request.timeoutCb);
    socket[kExchange] = undefined;
    this.release();
  }

  release() {
    this.native?.release();
    this.native = null;
    this.closeParser();
    if (this.request !== null) this.request.parser = null;
  }

  // --- What `http/native_reads` calls ---

  /** A program looks at the bytes: they come through the stream from now on. */
  readByStream() {
    this.native = null;
  }

  /** What was read natively. */
  onMessage(what, text, first, facts, trailers, buffer, start, end, at, to, status) {
    const { parser, socket } = this;
    if (socket[kTimeout] !== null) socket[kUpdateTimer]();
    if (this.request === null) {
      socket.destroy();
      return;
    }
    // What comes behind a response in the same read is refused, and what comes later nobody looks at.
    if (this.isRead && to !== this.readTo) return;
    this.readTo = to;
    const before = contextState.used ? exchangeContext(this.context) : undefined;
    this.isDispatching = true;
    try {
      const length = trailers === 0 || text === undefined ? 0 : text.length - trailers;
      if ((what & kHead) !== 0) {
        this.onHead(new Head(length === 0 ? text : StringPrototypeSlice(text, 0, length), first, facts, status));
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
      if (contextState.used) setContext(before);
    }
  }

  /**
   * Sends a request that is complete as one write past the socket's stream. False where that cannot be; it is the
   * stream's to send then.
   */
  send(request) {
    const { native } = this;
    const { outputData } = request;
    const { length } = outputData;
    if (native === null || !request.finished || length === 0 || length > kMostPieces || !native.canWrite) return false;
    let head = '';
    let body;
    let size = 0;
    for (let i = 0; i < length; i++) {
      const { data, encoding } = outputData[i];
      if (data.length === 0) continue;
      // The head is Latin-1, the body UTF-8 or bytes.
      const isText = typeof data === 'string';
      if (body !== undefined || !(isText ? kTexts[encoding ?? 'utf8'] : isUint8Array(data))) return false;
      size += data.length;
      if (encoding === 'latin1' && isText && head === '') head = data;
      else if (encoding === 'latin1' && isText) return false;
      else body = data;
    }
    takeOutput(request);
    const told = (err) => {
      for (let i = 0; i < length; i++) outputData[i].callback?.(err);
    };
    if (native.write(head, body, size - head.length, told) === 0) process.nextTick(told, null);
    return true;
  }

  // --- Events of the socket ---

  onData(chunk) {
    if (this.request === null) {
      // Nobody has asked for anything: it must not be taken for the answer to what is asked next.
      this.socket.destroy();
      return;
    }
    if (this.isRead) return;
    const before = contextState.used ? exchangeContext(this.context) : undefined;
    try {
      const err = this.parser.execute(chunk);
      if (err !== undefined) this.fail(err, chunk);
    } finally {
      if (contextState.used) setContext(before);
    }
  }

  fail(err, chunk) {
    err.rawPacket = chunk;
    const { request, socket } = this;
    this.detach();
    socket.destroy();
    socket._hadError = true;
    emitError(request, err);
    finishClose(request);
  }

  onEnd() {
    const { request, socket } = this;
    if (request === null) return;
    if (!request.res && !socket._hadError) {
      // It is told of when the socket is closed, which comes at once.
      socket._hadError = true;
      emitError(request, new ConnResetException('socket hang up'));
    }
    this.parser.finish();
    socket.end();
  }

  onClose() {
    const { request, socket } = this;
    if (request === null) {
      this.release();
      return;
    }
    debug('HTTP socket close');
    // A response may end with its connection.
    this.parser.finish();
    this.release();
    request.destroyed = true;
    const { res } = request;
    if (res) {
      if (!res.complete) res.destroy(new ConnResetException('aborted'));
      finishClose(request);
      if (!res.aborted && res.readable) res.push(null);
    } else {
      if (!socket._hadError) {
        socket._hadError = true;
        emitError(request, new ConnResetException('socket hang up'));
      }
      finishClose(request);
    }
    request.outputData.length = 0;
  }

  onError(err) {
    const { request, socket } = this;
    if (request === null) {
      socket[kEarlyError] = err;
      return;
    }
    debug('SOCKET ERROR:', err.message, err.stack);
    // Closing reports no second one.
    socket._hadError = true;
    emitError(request, err);
    this.parser.finish();
    this.#ignoreBytes();
    socket.destroy();
  }

  onDrain() {
    const { request } = this;
    if (request === null || request.finished || !request[kNeedDrain]) return;
    request[kNeedDrain] = false;
    request.emit('drain');
  }

  // --- Events of the parser ---

  onHead(head) {
    const { request, socket, parser } = this;
    if (request.res) {
      // A second answer to one request.
      socket.destroy();
      parser.skipBody();
      return;
    }
    const res = new IncomingMessage(socket);
    fillFromHead(res, head, maxHeadersOf(request));
    res.statusCode = head.status;
    res.statusMessage = head.first;
    res.joinDuplicateHeaders = request.joinDuplicateHeaders;
    if (request.method === 'CONNECT') res.upgrade = true;
    if (res.upgrade) {
      parser.acceptUpgrade();
      request.res = this.reading = res;
      return;
    }
    if (head.status >= 100 && head.status < 200 && head.status !== 101) {
      parser.skipBody();
      this.reading = null;
      informOf(request, res);
      return;
    }
    if (request.shouldKeepAlive && !head.keepsAlive) request.shouldKeepAlive = false;
    request.res = this.reading = res;
    res.req = request;
    if (request.method === 'HEAD' || head.status === 304) parser.skipBody();
    if (finishChannel.hasSubscribers) finishChannel.publish({ request, response: res });
    res[kExchange] = this;
    if (!this.isTimed) {
      this.isTimed = true;
      socket.on('timeout', onSocketTimeout);
    }
    res.on('end', onResponseEnd);
    request.on('finish', onRequestFinish);
    if (request.aborted || !request.emit('response', res)) res._dump();
  }

  onDone(trailers) {
    const { reading } = this;
    // Of an informational response.
    if (reading === null) return;
    this.reading = null;
    reading.complete = true;
    setTrailers(reading, trailers);
    reading.push(null);
    this.isRead = true;
  }

  onUpgrade(trailers, rest) {
    const { request, socket, reading: res } = this;
    const name = request.method === 'CONNECT' ? 'connect' : 'upgrade';
    this.detach();
    if (res === null || request.listenerCount(name) === 0) {
      socket.destroy();
      request.destroyed = true;
      finishClose(request);
      return;
    }
    res.complete = true;
    request.upgradeOrConnect = true;
    // It is no HTTP socket any more.
    socket.emit('agentRemove');
    socket._httpMessage = null;
    socket.readableFlowing = null;
    request.emit(name, res, socket, rest);
    request.destroyed = true;
    finishClose(request);
  }

  // --- When both are over ---

  onResponseEnd(res) {
    const { request, socket } = this;
    if (request === null || request.res !== res) return;
    if (socket && request.timeoutCb) socket.removeListener('timeout', request.timeoutCb);
    request._ended = true;
    settleSignal(res);
    if (!request.shouldKeepAlive) {
      if (socket.writable) {
        if (typeof socket.destroySoon === 'function') socket.destroySoon();
        else socket.end();
      }
    } else if (request.writableFinished && !res.aborted) {
      this.free();
    }
  }

  onRequestFinish(request) {
    if (this.request === request && request.shouldKeepAlive && request._ended) this.free();
  }

  free() {
    const { request, socket } = this;
    if (request.timeoutCb) {
      socket.setTimeout(0, request.timeoutCb);
      request.timeoutCb = null;
    }
    request.destroyed = true;
    if (keepsSockets(request.agent)) {
      // Programs count these on a free socket.
      this.isTimed = false;
      socket.removeListener('timeout', onSocketTimeout);
      request.parser = socket.parser = null;
      this.request = null;
      this.context = undefined;
      // So that its end is seen.
      if (socket.readableFlowing !== true) socket.resume();
    } else {
      this.detach();
      socket.resume();
    }
    process.nextTick(emitFree, request, socket);
  }
}

function emitFree(request, socket) {
  finishClose(request);
  socket.emit('free');
}

function finishClose(request) {
  if (request._closed) return;
  request._closed = true;
  request.emit('close');
}

/** An answer before the answer. */
function informOf(request, res) {
  if (res.statusCode === 100) request.emit('continue');
  request.emit('information', {
    statusCode: res.statusCode,
    statusMessage: res.statusMessage,
    httpVersion: res.httpVersion,
    httpVersionMajor: res.httpVersionMajor,
    httpVersionMinor: res.httpVersionMinor,
    headers: res.headers,
    rawHeaders: res.rawHeaders,
  });
}

module.exports = { Exchange, emitError, finishClose, kEarlyError };
