'use strict';
// OutgoingMessage: what a server's responses and a client's requests share. Owner: http. Headers are kept until the first
// byte of the body, and go out with it in one write; without a connection everything waits in `outputData`.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  NumberPrototypeToString,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectSetPrototypeOf,
  ObjectValues,
  ReflectApply,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeToLowerCase,
  Symbol,
  SymbolIterator,
} = primordials;

const { state: ids } = require('async_hooks/ids');
const { state: contextState } = require('async_hooks/context');
const { Buffer } = require('buffer');
const { captureRejectionSymbol, kOriginalEmit } = require('events');
const {
  codes: {
    ERR_HTTP_BODY_NOT_ALLOWED,
    ERR_HTTP_CONTENT_LENGTH_MISMATCH,
    ERR_HTTP_HEADERS_SENT,
    ERR_HTTP_TRAILER_INVALID,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_CHAR,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE,
    ERR_STREAM_DESTROYED,
    ERR_STREAM_NULL_VALUES,
    ERR_STREAM_WRITE_AFTER_END,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { isUint8Array } = require('util/types');
const { Stream } = require('stream/legacy');
const { getDefaultHighWaterMark } = require('stream/high_water_mark');
const { byteLengthUtf8 } = binding('buffer');
const {
  dateLine,
  hasForbiddenChar,
  kKeepsAlive,
  keepAliveLines,
  keyOf,
  validateHeaderName,
  validateHeaderValue,
} = require('http/headers');

// On a server's socket and on its responses: the connection they belong to.
const kConnection = Symbol('http.connection');
const kBytesWritten = Symbol('kBytesWritten');
const kCorked = Symbol('corked');
const kEndCallbacks = Symbol('kEndCallbacks');
const kErrored = Symbol('errored');
const kHighWaterMark = Symbol('kHighWaterMark');
const kNeedDrain = Symbol('kNeedDrain');
const kOutHeaders = Symbol('kOutHeaders');
const kRejectNonStandardBodyWrites = Symbol('kRejectNonStandardBodyWrites');
const kSocket = Symbol('kSocket');
const kUniqueHeaders = Symbol('kUniqueHeaders');

const kClosePattern = /(?:^|\W)close(?:$|\W)/i;
const kChunkedPattern = /(?:^|\W)chunked(?:$|\W)/i;
const kCrlf = '\r\n';

function nop() {}

function OutgoingMessage(options) {
  ReflectApply(Stream, this, []);
  this.outputData = [];
  this.outputSize = 0;
  this.writable = true;
  this.destroyed = false;
  this._last = false;
  this.chunkedEncoding = false;
  this.shouldKeepAlive = true;
  this.maxRequestsOnConnectionReached = false;
  this._defaultKeepAlive = true;
  this.useChunkedEncodingByDefault = true;
  this.sendDate = false;
  this._removedConnection = false;
  this._removedContLen = false;
  this._removedTE = false;
  this.strictContentLength = false;
  this[kBytesWritten] = 0;
  this._contentLength = null;
  this._hasBody = true;
  this._trailer = '';
  this[kNeedDrain] = false;
  this.finished = false;
  this._headerSent = false;
  this[kCorked] = 0;
  this._closed = false;
  this[kSocket] = null;
  this._header = null;
  this[kOutHeaders] = null;
  this._keepAliveTimeout = 0;
  this._onPendingData = nop;
  this[kErrored] = null;
  // Who is told of the end, from end() on until then.
  this[kEndCallbacks] = null;
  this[kHighWaterMark] = options?.highWaterMark ?? getDefaultHighWaterMark();
  this[kRejectNonStandardBodyWrites] = options?.rejectNonStandardBodyWrites ?? false;
}
ObjectSetPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
ObjectSetPrototypeOf(OutgoingMessage, Stream);

const { prototype } = OutgoingMessage;

function getter(name, get, set) {
  ObjectDefineProperty(prototype, name, { __proto__: null, configurable: true, get, set });
}

getter('errored', function() {
  return this[kErrored];
});
getter('closed', function() {
  return this._closed;
});
getter('writableFinished', function() {
  return this.finished && !this[kErrored] && this.outputSize === 0 && (!this.socket || this.socket.writableLength === 0);
});
getter('writableObjectMode', () => false);
getter('writableLength', function() {
  return this.outputSize + (this.socket ? this.socket.writableLength : 0);
});
getter('writableHighWaterMark', function() {
  return this.socket ? this.socket.writableHighWaterMark : this[kHighWaterMark];
});
getter('writableCorked', function() {
  return this[kCorked];
});
getter('writableEnded', function() {
  return this.finished;
});
getter('writableNeedDrain', function() {
  return !this.destroyed && !this.finished && this[kNeedDrain];
});
getter('headersSent', function() {
  return !!this._header;
});
getter('socket', function() {
  return this[kSocket];
}, function(socket) {
  for (let i = 0; i < this[kCorked]; i++) {
    socket?.cork();
    this[kSocket]?.uncork();
  }
  this[kSocket] = socket;
});
getter('connection', function() {
  return this.socket;
}, function(socket) {
  this.socket = socket;
});
ObjectDefineProperty(prototype, '_headers', {
  __proto__: null,
  configurable: true,
  get: deprecatedHeaders(function() {
    return this.getHeaders();
  }),
  set: deprecatedHeaders(function(headers) {
    if (headers == null) {
      this[kOutHeaders] = null;
    } else if (typeof headers === 'object') {
      const kept = this[kOutHeaders] = { __proto__: null };
      const names = ObjectKeys(headers);
      for (let i = 0; i < names.length; i++) kept[StringPrototypeToLowerCase(names[i])] = [names[i], headers[names[i]]];
    }
  }),
});

function deprecatedHeaders(fn) {
  return require('internal/util').deprecate(fn, 'OutgoingMessage.prototype._headers is deprecated', 'DEP0066');
}

prototype._renderHeaders = function() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  const rendered = {};
  const kept = ObjectValues(this[kOutHeaders] ?? {});
  for (let i = 0; i < kept.length; i++) rendered[kept[i][0]] = kept[i][1];
  return rendered;
};

prototype.cork = function() {
  this[kCorked]++;
  this[kSocket]?.cork();
};

prototype.uncork = function() {
  if (this[kCorked] === 0) return;
  this[kCorked]--;
  this[kSocket]?.uncork();
};

prototype.setTimeout = function(msecs, callback) {
  if (callback) this.on('timeout', callback);
  if (this[kSocket]) this[kSocket].setTimeout(msecs);
  else this.once('socket', (socket) => socket.setTimeout(msecs));
  return this;
};

prototype.destroy = function(err) {
  if (this.destroyed) return this;
  this.destroyed = true;
  this[kErrored] = err;
  if (this[kSocket]) this[kSocket].destroy(err);
  else this.once('socket', (socket) => socket.destroy(err));
  return this;
};

// --- Headers -------------------------------------------------------------------------------------------------

prototype.setHeader = function(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  const key = keyOf(name);
  validateHeaderValue(name, value);
  const kept = this[kOutHeaders] ??= { __proto__: null };
  kept[key] = [name, value];
  return this;
};

prototype.setHeaders = function(headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  if (!headers || ArrayIsArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  }
  // Headers gives every cookie by itself, which would each replace the one before.
  const cookies = [];
  const iterator = headers[SymbolIterator]();
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    const { 0: name, 1: value } = step.value;
    if (name === 'set-cookie') {
      if (ArrayIsArray(value)) ArrayPrototypePush(cookies, ...value);
      else ArrayPrototypePush(cookies, value);
    } else {
      this.setHeader(name, value);
    }
  }
  if (cookies.length > 0) this.setHeader('set-cookie', cookies);
  return this;
};

prototype.appendHeader = function(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('append');
  const key = keyOf(name);
  validateHeaderValue(name, value);
  const kept = this[kOutHeaders] ??= { __proto__: null };
  if (kept[key] === undefined) {
    kept[key] = [name, value];
    return this;
  }
  const entry = kept[key];
  if (!ArrayIsArray(entry[1])) entry[1] = [entry[1]];
  if (ArrayIsArray(value)) ArrayPrototypePush(entry[1], ...value);
  else ArrayPrototypePush(entry[1], value);
  return this;
};

prototype.getHeader = function(name) {
  validateString(name, 'name');
  return this[kOutHeaders]?.[StringPrototypeToLowerCase(name)]?.[1];
};

prototype.getHeaderNames = function() {
  return this[kOutHeaders] === null ? [] : ObjectKeys(this[kOutHeaders]);
};

prototype.getRawHeaderNames = function() {
  const names = [];
  const kept = ObjectValues(this[kOutHeaders] ?? {});
  for (let i = 0; i < kept.length; i++) ArrayPrototypePush(names, kept[i][0]);
  return names;
};

prototype.getHeaders = function() {
  const found = { __proto__: null };
  const kept = this[kOutHeaders];
  for (const key in kept) found[key] = kept[key][1];
  return found;
};

prototype.hasHeader = function(name) {
  validateString(name, 'name');
  return this[kOutHeaders]?.[StringPrototypeToLowerCase(name)] !== undefined;
};

prototype.removeHeader = function(name) {
  validateString(name, 'name');
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('remove');
  const key = StringPrototypeToLowerCase(name);
  switch (key) {
    case 'connection':
      this._removedConnection = true;
      break;
    case 'content-length':
      this._removedContLen = true;
      break;
    case 'transfer-encoding':
      this._removedTE = true;
      break;
    case 'date':
      this.sendDate = false;
      break;
  }
  if (this[kOutHeaders] !== null) delete this[kOutHeaders][key];
};

/** The head's lines while they are put together, and which of those that matter here were among them. */
class Lines {
  constructor(message, first) {
    this.message = message;
    this.text = first;
    this.connection = false;
    this.length = false;
    this.coding = false;
    this.date = false;
    this.expect = false;
    this.trailer = false;
  }

  add(name, value, isChecked) {
    const key = keyOf(name);
    if (!ArrayIsArray(value)) {
      this.#line(name, key, value, isChecked);
    } else if ((value.length < 2 || key !== 'cookie') && !this.message[kUniqueHeaders]?.has(key)) {
      for (let i = 0; i < value.length; i++) this.#line(name, key, value[i], isChecked);
    } else {
      let joined = value[0];
      for (let i = 1; i < value.length; i++) joined += `; ${value[i]}`;
      this.#line(name, key, joined, isChecked);
    }
  }

  #line(name, key, value, isChecked) {
    if (!isChecked) validateHeaderValue(name, value);
    this.text += `${name}: ${value}${kCrlf}`;
    const { message } = this;
    switch (key) {
      case 'connection':
        this.connection = true;
        message._removedConnection = false;
        if (RegExpPrototypeExec(kClosePattern, value) !== null) message._last = true;
        else message.shouldKeepAlive = true;
        break;
      case 'transfer-encoding':
        this.coding = true;
        message._removedTE = false;
        if (RegExpPrototypeExec(kChunkedPattern, value) !== null) message.chunkedEncoding = true;
        break;
      case 'content-length':
        this.length = true;
        message._contentLength = +value;
        message._removedContLen = false;
        break;
      case 'date':
        this.date = true;
        break;
      case 'expect':
        this.expect = true;
        break;
      case 'trailer':
        this.trailer = true;
        break;
      case 'keep-alive':
        message._defaultKeepAlive = false;
        break;
    }
  }
}

prototype._storeHeader = function(firstLine, headers) {
  const lines = new Lines(this, firstLine);
  if (headers === this[kOutHeaders]) {
    for (const key in headers) lines.add(headers[key][0], headers[key][1], true);
  } else if (ArrayIsArray(headers)) {
    if (headers.length > 0 && ArrayIsArray(headers[0])) {
      for (let i = 0; i < headers.length; i++) lines.add(headers[i][0], headers[i][1], false);
    } else {
      if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
      for (let i = 0; i < headers.length; i += 2) lines.add(headers[i], headers[i + 1], false);
    }
  } else if (headers) {
    const names = ObjectKeys(headers);
    for (let i = 0; i < names.length; i++) lines.add(names[i], headers[names[i]], false);
  }
  if (this.sendDate && !lines.date) lines.text += dateLine();
  if (this.chunkedEncoding && (this.statusCode === 204 || this.statusCode === 304)) {
    // These have no body, and a peer that thinks otherwise would take the next message for it.
    this.chunkedEncoding = false;
    this.shouldKeepAlive = false;
  }
  addConnection(this, lines);
  addFraming(this, lines);
  if (this.chunkedEncoding !== true && lines.trailer) throw new ERR_HTTP_TRAILER_INVALID();
  this._header = lines.text + kCrlf;
  this._headerSent = false;
  // Who asks whether to go on has to be heard first.
  if (lines.expect) this._send('');
};

function addConnection(message, lines) {
  if (message._removedConnection) {
    message._last = !message.shouldKeepAlive;
    return;
  }
  if (lines.connection) return;
  const keeps = message.shouldKeepAlive && (lines.length || message.useChunkedEncodingByDefault || message.agent);
  if (keeps && !message.maxRequestsOnConnectionReached) {
    lines.text += message._keepAliveTimeout && message._defaultKeepAlive ?
      keepAliveLines((message._keepAliveTimeout / 1000) | 0, message.maxRequestsPerSocket | 0) : kKeepsAlive;
    return;
  }
  if (!keeps) message._last = true;
  lines.text += `Connection: close${kCrlf}`;
}

function addFraming(message, lines) {
  if (lines.length || lines.coding) return;
  if (!message._hasBody) {
    message.chunkedEncoding = false;
  } else if (!message.useChunkedEncodingByDefault) {
    message._last = true;
  } else if (!lines.trailer && !message._removedContLen && typeof message._contentLength === 'number') {
    lines.text += `Content-Length: ${message._contentLength}${kCrlf}`;
  } else if (!message._removedTE) {
    lines.text += `Transfer-Encoding: chunked${kCrlf}`;
    message.chunkedEncoding = true;
  } else {
    // The end of the connection is the end of the body.
    message._last = true;
  }
}

prototype._implicitHeader = function() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

prototype.flushHeaders = function() {
  if (!this._header) this._implicitHeader();
  this._send('');
};

prototype.addTrailers = function(headers) {
  this._trailer = '';
  const isList = ArrayIsArray(headers);
  const keys = ObjectKeys(headers);
  for (let i = 0; i < keys.length; i++) {
    const name = isList ? headers[keys[i]][0] : keys[i];
    const value = isList ? headers[keys[i]][1] : headers[keys[i]];
    validateHeaderName(name, 'Trailer name');
    const values = ArrayIsArray(value) && value.length > 1 && !this[kUniqueHeaders]?.has(StringPrototypeToLowerCase(name)) ?
      value : [ArrayIsArray(value) ? joined(value) : value];
    for (let j = 0; j < values.length; j++) {
      if (hasForbiddenChar(values[j])) throw new ERR_INVALID_CHAR('trailer content', name);
      this._trailer += `${name}: ${values[j]}${kCrlf}`;
    }
  }
};

function joined(values) {
  let text = `${values[0]}`;
  for (let i = 1; i < values.length; i++) text += `; ${values[i]}`;
  return text;
}

// --- Writing -------------------------------------------------------------------------------------------------

/** Whether a header, which is Latin-1, may be written with the body's encoding. */
function canJoin(header, data, encoding) {
  if (data === '' || encoding === 'latin1') return true;
  // eslint-disable-next-line no-control-regex
  return (encoding === 'utf8' || !encoding) && RegExpPrototypeExec(/[^\x00-\x7f]/, header) === null;
}

prototype._send = function(data, encoding, callback, byteLength) {
  if (this._headerSent) return this._writeRaw(data, encoding, callback, byteLength);
  const header = this._header;
  this._headerSent = true;
  if (typeof data === 'string' && canJoin(header, data, encoding)) {
    return this._writeRaw(header + data, data === '' ? 'latin1' : encoding, callback, undefined);
  }
  const socket = this[kSocket];
  if (socket && socket._httpMessage === this && socket.writable && !socket.destroyed && this.outputData.length === 0) {
    // Head and body are one write of the system.
    socket.cork();
    socket.write(header, 'latin1');
    const accepted = this._writeRaw(data, encoding, callback, byteLength);
    socket.uncork();
    return accepted;
  }
  this.outputData.unshift({ data: header, encoding: 'latin1', callback: null });
  this.outputSize += header.length;
  this._onPendingData(header.length);
  return this._writeRaw(data, encoding, callback, byteLength);
};

prototype._writeRaw = function(data, encoding, callback, size) {
  const socket = this[kSocket];
  if (socket?.destroyed) return false;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (socket && socket._httpMessage === this && socket.writable) {
    if (this.outputData.length > 0) this._flushOutput(socket);
    return socket.write(data, encoding, callback);
  }
  ArrayPrototypePush(this.outputData, { data, encoding, callback });
  this.outputSize += data.length;
  this._onPendingData(data.length);
  return this.outputSize < this[kHighWaterMark];
};

prototype._flush = function() {
  const socket = this[kSocket];
  if (!socket?.writable) return;
  const accepted = this._flushOutput(socket);
  if (this.finished) {
    this._finish();
  } else if (accepted && this[kNeedDrain]) {
    this[kNeedDrain] = false;
    this.emit('drain');
  }
};

/** What waits is somebody else's to write. */
function takeOutput(message) {
  const { outputData, outputSize } = message;
  message.outputData = [];
  message.outputSize = 0;
  message._onPendingData(-outputSize);
  return outputData;
}

prototype._flushOutput = function(socket) {
  const { outputData, outputSize } = this;
  if (outputData.length === 0) return undefined;
  this.outputData = [];
  let accepted;
  socket.cork();
  for (let i = 0; i < outputData.length; i++) {
    const { data, encoding, callback } = outputData[i];
    accepted = socket.write(data, encoding, callback);
  }
  socket.uncork();
  this._onPendingData(-outputSize);
  this.outputSize = 0;
  return accepted;
};

function uncorkSoon(message, socket) {
  if (socket.writableCorked) return;
  socket.cork();
  process.nextTick(uncork, socket);
}

function uncork(socket) {
  socket.uncork();
}

function fail(message, err, callback) {
  process.nextTick(failNow, message, err, callback);
}

function failNow(message, err, callback) {
  callback(err);
  if (typeof message.emit === 'function' && !message.destroyed) message.emit('error', err);
}

function sizeOf(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
}

function checkChunk(chunk) {
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (typeof chunk !== 'string' && !isUint8Array(chunk)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }
}

function checkLength(message, size, isLast) {
  if (!message.strictContentLength || message._contentLength == null || message.chunkedEncoding || !message._hasBody) return;
  const total = message[kBytesWritten] + size;
  if (total > message._contentLength || (isLast && total !== message._contentLength)) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, message._contentLength);
  }
}

/** Whether the stream may take more; the last chunk knows that no other follows. */
function writeChunk(message, chunk, encoding, callback, isLast) {
  if (typeof callback !== 'function') callback = nop;
  checkChunk(chunk);
  let err;
  if (message.finished) err = new ERR_STREAM_WRITE_AFTER_END();
  else if (message.destroyed) err = new ERR_STREAM_DESTROYED('write');
  if (err !== undefined) {
    if (message.destroyed) process.nextTick(callback, err);
    else fail(message, err, callback);
    return false;
  }
  const needsSize = message.strictContentLength || message.chunkedEncoding || !message._header;
  const size = needsSize ? sizeOf(chunk, encoding) : undefined;
  if (message.strictContentLength) checkLength(message, size, isLast);
  if (!message._header) {
    if (isLast) message._contentLength = size;
    message._implicitHeader();
  }
  if (message.strictContentLength) message[kBytesWritten] += size;
  if (!message._hasBody) {
    if (message[kRejectNonStandardBodyWrites]) throw new ERR_HTTP_BODY_NOT_ALLOWED();
    process.nextTick(callback);
    return true;
  }
  if (!isLast && message.socket) uncorkSoon(message, message.socket);
  let accepted;
  if (message.chunkedEncoding && chunk.length !== 0) {
    message._send(`${NumberPrototypeToString(size ?? sizeOf(chunk, encoding), 16)}${kCrlf}`, 'latin1', null);
    message._send(chunk, encoding, null, size);
    accepted = message._send(kCrlf, 'latin1', callback);
  } else {
    accepted = message._send(chunk, encoding, callback, size);
  }
  if (!accepted) message[kNeedDrain] = true;
  return accepted;
}

prototype.write = function(chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  return writeChunk(this, chunk, encoding, callback, false);
};

/** All is with the system, or could not be. */
function finishMessage(message, err) {
  const waiting = message[kEndCallbacks];
  message[kEndCallbacks] = null;
  const { socket } = message;
  // A write before this one may have been what failed.
  err ??= socket?.errored ?? (socket?._hadError ? new ERR_STREAM_DESTROYED('end') : null);
  if (err !== null) message[kErrored] ??= err;
  for (let i = 0; i < waiting?.length; i++) waiting[i](err);
  if (err !== null) return;
  if (message[kConnection] !== undefined) {
    // Who stands in for emit() may hold the event back, and what follows from it.
    if (message.emit !== kOriginalEmit) message.prependOnceListener('finish', tellConnection);
    else ReflectApply(tellConnection, message, []);
  }
  message.emit('finish');
}

function tellConnection() {
  this[kConnection].onFinish(this.req, this);
}

// Of messages without one.
const kNoConnection = { native: null };

/** Ends a response that has sent nothing yet by one write past the socket's stream. False where that cannot be. */
function endAtOnce(message, native, chunk, encoding, callback) {
  const socket = message[kSocket];
  if (socket === null || socket._httpMessage !== message || message._headerSent || message.destroyed ||
      message.strictContentLength || message.outputData.length > 0 || !native.canWrite) {
    return false;
  }
  let size = 0;
  if (typeof chunk === 'string') {
    if (encoding && encoding !== 'utf8' && encoding !== 'utf-8') return false;
    size = chunk === '' ? 0 : byteLengthUtf8(chunk);
  } else if (chunk) {
    if (!isUint8Array(chunk)) return false;
    size = chunk.byteLength;
  }
  if (!message._header) {
    if (size > 0 && message[kRejectNonStandardBodyWrites]) return false;
    message._contentLength = size;
    message._implicitHeader();
  }
  // A method of the program's may have written.
  if (message._headerSent || message.finished || message.chunkedEncoding || !native.canWrite) return false;
  if (!message._hasBody) {
    if (size > 0 && message[kRejectNonStandardBodyWrites]) return false;
    size = 0;
  }
  message._headerSent = true;
  message[kEndCallbacks] = typeof callback === 'function' ? [callback] : [];
  const status = native.write(message._header, size === 0 ? undefined : chunk, size, (err) => finishMessage(message, err));
  message.finished = true;
  message._finish();
  if (status === 0) finishSoon(message, callback);
  return true;
}

/** What follows waits for a tick, or for the end of the connection's call where nobody can tell the difference. */
function finishSoon(message, callback) {
  const connection = message[kConnection];
  const events = message._events;
  if (connection.isDispatching && connection.ended === null && typeof callback !== 'function' && !contextState.used &&
      !ids.hooks && events.finish === undefined && events.close === undefined) {
    connection.ended = message;
  } else {
    process.nextTick(finishMessage, message, null);
  }
}

prototype.end = function(chunk, encoding, callback) {
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const { native } = this[kConnection] ?? kNoConnection;
  if (native !== null && !this.finished && endAtOnce(this, native, chunk, encoding, callback)) return this;
  if (chunk) {
    if (this.finished) {
      fail(this, new ERR_STREAM_WRITE_AFTER_END(), typeof callback === 'function' ? callback : nop);
      return this;
    }
    this[kSocket]?.cork();
    writeChunk(this, chunk, encoding, null, true);
  } else if (this.finished) {
    if (typeof callback === 'function') {
      if (this[kEndCallbacks] !== null) ArrayPrototypePush(this[kEndCallbacks], callback);
      else callback(this[kErrored] ?? new ERR_STREAM_ALREADY_FINISHED('end'));
    }
    return this;
  } else if (!this._header) {
    this[kSocket]?.cork();
    this._contentLength = 0;
    this._implicitHeader();
  }
  this[kEndCallbacks] = typeof callback === 'function' ? [callback] : [];
  if (!chunk) checkLength(this, 0, true);
  const finish = (err) => finishMessage(this, err);
  if (this._hasBody && this.chunkedEncoding) {
    this._send(`0${kCrlf}${this._trailer}${kCrlf}`, 'latin1', finish);
  } else if (!this._headerSent || this.writableLength || chunk) {
    this._send('', 'latin1', finish);
  } else {
    process.nextTick(finish);
  }
  if (this[kSocket]) {
    // Fully, however often it was corked.
    this[kSocket]._writableState.corked = 1;
    this[kSocket].uncork();
  }
  this[kCorked] = 1;
  this.uncork();
  this.finished = true;
  if (this.outputData.length === 0 && this[kSocket] && this[kSocket]._httpMessage === this) this._finish();
  return this;
};

prototype._finish = function() {
  this.emit('prefinish');
};

prototype.pipe = function() {
  this.emit('error', new ERR_STREAM_CANNOT_PIPE());
};

prototype[captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

/** The names of which several values are one line. */
function uniqueHeaders(names) {
  if (!ArrayIsArray(names)) return null;
  const set = new SafeSet();
  for (let i = 0; i < names.length; i++) set.add(StringPrototypeToLowerCase(`${names[i]}`));
  return set;
}

module.exports = {
  OutgoingMessage,
  finishMessage,
  kConnection,
  kHighWaterMark,
  kNeedDrain,
  kOutHeaders,
  kUniqueHeaders,
  takeOutput,
  uniqueHeaders,
  validateHeaderName,
  validateHeaderValue,
};
