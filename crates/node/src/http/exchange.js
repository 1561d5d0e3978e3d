'use strict';
// One request of a client on its socket: reads the response and says when the socket is free. Owner: http.

const { Symbol } = primordials;

const { channel } = require('diagnostics_channel');
const { ConnResetException } = require('internal/errors');
const { IncomingMessage, fillFromHead, setTrailers, settleSignal } = require('http/incoming');
const { MessageReader } = require('http/message_reader');
const { kNeedDrain } = require('http/outgoing');
const { maxHeadersOf } = require('http/settings');
const { debuglog } = require('util/debuglog');

const debug = debuglog('http');
const errorChannel = channel('http.client.request.error');
const finishChannel = channel('http.client.response.finish');

// On a socket, a request and its response: the exchange they are in.
const kExchange = Symbol('kExchange');

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
  this[kExchange]?.request.res.emit('timeout');
}

function onResponseEnd() {
  this[kExchange].onResponseEnd(this);
}

function onRequestFinish() {
  this[kExchange].onRequestFinish();
}

/** Reports a request's error, to those who look on as well. */
function emitError(request, error) {
  if (errorChannel.hasSubscribers) errorChannel.publish({ request, error });
  request.emit('error', error);
}

class Exchange extends MessageReader {
  constructor(request, socket, settings) {
    super(socket, true, settings, 0);
    this.request = request;
    // Whether the response is complete.
    this.isRead = false;
    this.isFree = false;
    // Whether bytes are listened for.
    this.isReading = true;
    request.parser = this.parser;
    socket[kExchange] = request[kExchange] = this;
    socket.on('data', onSocketData);
    socket.on('end', onSocketEnd);
    socket.on('close', onSocketClose);
    socket.on('error', onSocketError);
    socket.on('drain', onSocketDrain);
  }

  #ignoreBytes() {
    if (!this.isReading) return;
    this.isReading = false;
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
    if (request.res) socket.removeListener('timeout', onSocketTimeout);
    if (request.timeoutCb) socket.removeListener('timeout', request.timeoutCb);
    socket[kExchange] = undefined;
    this.release();
  }

  release() {
    this.closeParser();
    this.request.parser = null;
  }

  // --- Events of the socket ---

  onData(chunk) {
    const err = this.parser.execute(chunk);
    if (err === undefined) {
      if (this.isRead) this.stopReading();
      return;
    }
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
    if (request.finished || !request[kNeedDrain]) return;
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
    socket.on('timeout', onSocketTimeout);
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

  /** The response is complete, and nothing came with it that belongs to no response. */
  stopReading() {
    const { socket } = this;
    this.#ignoreBytes();
    this.parser.close();
    // So that its end is seen.
    socket.resume();
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

  onRequestFinish() {
    const { request } = this;
    if (request.shouldKeepAlive && request._ended) this.free();
  }

  free() {
    const { request, socket } = this;
    if (this.isFree) return;
    this.isFree = true;
    if (request.timeoutCb) {
      socket.setTimeout(0, request.timeoutCb);
      request.timeoutCb = null;
    }
    request.destroyed = true;
    this.detach();
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

module.exports = { Exchange, emitError, finishClose };
