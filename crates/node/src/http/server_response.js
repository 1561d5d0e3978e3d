'use strict';
// ServerResponse: a status line, headers and a body, in the order of the connection's requests. Owner: http.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ObjectKeys,
  ObjectSetPrototypeOf,
  ReflectApply,
  RegExpPrototypeExec,
} = primordials;

const { channel } = require('diagnostics_channel');
const {
  codes: {
    ERR_HTTP_HEADERS_SENT,
    ERR_HTTP_INVALID_STATUS_CODE,
    ERR_HTTP_SOCKET_ASSIGNED,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_CHAR,
  },
} = require('internal/errors');
const { areOriginal, kKernelThrough, noteMethods } = require('stream/kernel_ends');
const { kValidateObjectAllowArray, validateInteger, validateLinkHeaderValue, validateObject } = require('internal/validators');
const { hasForbiddenChar, statusLine, validateHeaderName, validateHeaderValue } = require('http/headers');
const { OutgoingMessage, kConnection, kOutHeaders } = require('http/outgoing');
const { STATUS_CODES } = require('http/status');

const createdChannel = channel('http.server.response.created');
const finishChannel = channel('http.server.response.finish');

function ServerResponse(req, options) {
  ReflectApply(OutgoingMessage, this, [options]);
  if (req.method === 'HEAD') this._hasBody = false;
  this.req = req;
  this.sendDate = true;
  this._sent100 = false;
  this._expect_continue = false;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
    this.useChunkedEncodingByDefault = RegExpPrototypeExec(/chunked/i, req.headers.te ?? '') !== null;
    this.shouldKeepAlive = false;
  }
  if (createdChannel.hasSubscribers) createdChannel.publish({ request: req, response: this });
}
ObjectSetPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
ObjectSetPrototypeOf(ServerResponse, OutgoingMessage);

const { prototype } = ServerResponse;
prototype.statusCode = 200;
prototype.statusMessage = undefined;

function onSocketClosed() {
  onSocketClose(this);
}

/** The socket of a response was closed. */
function onSocketClose(socket) {
  const response = socket._httpMessage;
  // Another listener may have detached it.
  if (!response) return;
  response.destroyed = true;
  response._closed = true;
  response.emit('close');
}

prototype.assignSocket = function(socket) {
  if (socket._httpMessage) throw new ERR_HTTP_SOCKET_ASSIGNED();
  socket._httpMessage = this;
  // A connection listens by itself.
  if (socket[kConnection] === undefined) socket.on('close', onSocketClosed);
  this.socket = socket;
  this.emit('socket', socket);
  this._flush();
};

prototype.detachSocket = function(socket) {
  if (socket[kConnection] === undefined) socket.removeListener('close', onSocketClosed);
  socket._httpMessage = null;
  this.socket = null;
};

prototype._finish = function() {
  if (finishChannel.hasSubscribers) {
    finishChannel.publish({ request: this.req, response: this, socket: this.req.socket, server: this.req.socket?.server });
  }
  ReflectApply(OutgoingMessage.prototype._finish, this, []);
};

function refuseBehindHead(response) {
  if (response._header) throw new ERR_HTTP_HEADERS_SENT('write');
}

prototype.writeContinue = function(callback) {
  refuseBehindHead(this);
  this._writeRaw('HTTP/1.1 100 Continue\r\n\r\n', 'ascii', callback);
  this._sent100 = true;
};

prototype.writeProcessing = function(callback) {
  refuseBehindHead(this);
  this._writeRaw('HTTP/1.1 102 Processing\r\n\r\n', 'ascii', callback);
};

prototype.writeEarlyHints = function(hints, callback) {
  validateObject(hints, 'hints');
  if (hints.link === null || hints.link === undefined) return;
  const link = validateLinkHeaderValue(hints.link);
  if (link.length === 0) return;
  refuseBehindHead(this);
  if (hasForbiddenChar(link)) throw new ERR_INVALID_CHAR('header content', 'Link');
  let text = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`;
  const names = ObjectKeys(hints);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name === 'link') continue;
    validateHeaderName(name);
    validateHeaderValue(name, hints[name]);
    text += `${name}: ${hints[name]}\r\n`;
  }
  this._writeRaw(`${text}\r\n`, 'ascii', callback);
};

prototype.writeInformation = function(statusCode, headers, callback) {
  if (typeof headers === 'function') {
    callback = headers;
    headers = undefined;
  }
  refuseBehindHead(this);
  validateInteger(statusCode, 'statusCode', 100, 199);
  if (statusCode === 101) throw new ERR_HTTP_INVALID_STATUS_CODE(statusCode);
  let text = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? 'unknown'}\r\n`;
  if (headers !== undefined && headers !== null) validateObject(headers, 'headers', kValidateObjectAllowArray);
  const pairs = pairsOf(headers);
  for (let i = 0; i < pairs.length; i += 2) {
    validateHeaderName(pairs[i]);
    validateHeaderValue(pairs[i], pairs[i + 1]);
    text += `${pairs[i]}: ${pairs[i + 1]}\r\n`;
  }
  this._writeRaw(`${text}\r\n`, 'latin1', callback);
};

/** Headers in any form that writeHead() takes, as one list. */
function pairsOf(headers) {
  const pairs = [];
  if (ArrayIsArray(headers)) {
    if (headers.length > 0 && ArrayIsArray(headers[0])) {
      for (let i = 0; i < headers.length; i++) ArrayPrototypePush(pairs, headers[i][0], headers[i][1]);
      return pairs;
    }
    if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
    return headers;
  }
  const names = headers ? ObjectKeys(headers) : [];
  for (let i = 0; i < names.length; i++) ArrayPrototypePush(pairs, names[i], headers[names[i]]);
  return pairs;
}

prototype._implicitHeader = function() {
  this.writeHead(this.statusCode);
};

/** Headers of writeHead() on top of those set before. */
function mergeHeaders(response, headers) {
  if (ArrayIsArray(headers)) {
    if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
    // Each replaces what was set, and then they add to each other.
    for (let i = 0; i < headers.length; i += 2) response.removeHeader(headers[i]);
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i]) response.appendHeader(headers[i], headers[i + 1]);
    }
  } else if (headers) {
    const names = ObjectKeys(headers);
    for (let i = 0; i < names.length; i++) {
      if (names[i]) response.setHeader(names[i], headers[names[i]]);
    }
  }
  return response[kOutHeaders];
}

prototype.writeHead = function(statusCode, reason, headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
  const given = statusCode;
  statusCode |= 0;
  if (statusCode < 100 || statusCode > 999) throw new ERR_HTTP_INVALID_STATUS_CODE(given);
  if (typeof reason === 'string') {
    this.statusMessage = reason;
  } else {
    this.statusMessage ||= STATUS_CODES[statusCode] || 'unknown';
    headers ??= reason;
  }
  this.statusCode = statusCode;
  const lines = this[kOutHeaders] ? mergeHeaders(this, headers) : headers;
  const first = statusLine(statusCode, this.statusMessage);
  if (statusCode === 204 || statusCode === 304 || (statusCode >= 100 && statusCode <= 199)) this._hasBody = false;
  // The client may send its body or not; so this connection cannot be read on.
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
  this._storeHeader(first, lines);
  return this;
};
prototype.writeHeader = prototype.writeHead;

const writeMethods = noteMethods(prototype, ['write', '_send', '_writeRaw', 'cork', 'uncork']);

// As an end of a kernel pipe: once the head has gone, and while the body is no chunks, the socket gets what the response gets.
// So the first piece always comes by write(), and a source that fails at once can still be answered for.
prototype[kKernelThrough] = function() {
  const { socket } = this;
  const passes = this._headerSent && !this.chunkedEncoding && this._hasBody && !this.finished && !this.destroyed &&
    !this.strictContentLength && this.outputData.length === 0 && this.writableCorked === 0 &&
    socket?._httpMessage === this && areOriginal(this, writeMethods);
  return passes ? socket : undefined;
};

module.exports = { ServerResponse, onSocketClose };
