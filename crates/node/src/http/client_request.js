'use strict';
// ClientRequest: a request as a program writes it, from its options to the socket that carries it. Owner: http. What comes
// back over the socket is `http/exchange`.

const {
  ArrayIsArray,
  Boolean,
  NumberIsFinite,
  ObjectAssign,
  ObjectDefineProperty,
  ObjectKeys,
  ObjectSetPrototypeOf,
  ReflectApply,
  RegExpPrototypeExec,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeToUpperCase,
  Symbol,
} = primordials;

const net = require('net');
const { Buffer } = require('buffer');
const { channel } = require('diagnostics_channel');
const { getTimerDuration } = require('timers/list');
const {
  ConnResetException,
  codes: {
    ERR_HTTP_HEADERS_SENT,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_HTTP_TOKEN,
    ERR_INVALID_PROTOCOL,
    ERR_UNESCAPED_CHARACTERS,
  },
} = require('internal/errors');
const { once } = require('internal/util');
const { validateBoolean } = require('internal/validators');
const { isURL, urlToHttpOptions, URL } = require('url/whatwg');
const agents = require('http/agent');
const { Exchange, emitError, finishClose, kEarlyError } = require('http/exchange');
const { isToken } = require('http/headers');
const { OutgoingMessage, kHighWaterMark, kOutHeaders, kUniqueHeaders, uniqueHeaders } = require('http/outgoing');
const { parserSettingsOf } = require('http/settings');

const createdChannel = channel('http.client.request.created');
const startChannel = channel('http.client.request.start');

const kError = Symbol('kError');
const kPath = Symbol('kPath');
const kParserSettings = Symbol('kParserSettings');

const kForbiddenInPath = /[^\u0021-\u00ff]/;

function hostOf(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

function agentOf(options, fallback) {
  const { agent } = options;
  if (agent === false) return new fallback.constructor();
  if (agent === null || agent === undefined) return typeof options.createConnection === 'function' ? undefined : fallback;
  if (typeof agent.addRequest !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  return agent;
}

function methodOf(method) {
  if (method !== undefined && method !== null && typeof method !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.method', 'string', method);
  }
  if (!method) return 'GET';
  if (!isToken(method)) throw new ERR_INVALID_HTTP_TOKEN('Method', method);
  return StringPrototypeToUpperCase(method);
}

function hasNoBodyByDefault(method) {
  return method === 'GET' || method === 'HEAD' || method === 'DELETE' || method === 'OPTIONS' || method === 'TRACE' ||
    method === 'CONNECT';
}

// The options of a request: those that it was given, without what all objects have. An object that has no prototype at all
// costs several times as much to make and to look at.
function Options() {}
Options.prototype = { __proto__: null };

function ClientRequest(input, options, callback) {
  if (typeof input === 'string') {
    input = urlToHttpOptions(new URL(input));
  } else if (isURL(input)) {
    input = urlToHttpOptions(input);
  } else {
    callback = options;
    options = input;
    input = null;
  }
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = ObjectAssign(new Options(), input, options);
  ReflectApply(OutgoingMessage, this, [options]);
  const fallback = options._defaultAgent || agents.globalAgent;
  const agent = this.agent = agentOf(options, fallback);
  const protocol = options.protocol || fallback.protocol;
  const expected = agent?.protocol || fallback.protocol;
  this.path = options.path || '/';
  if (protocol !== expected) throw new ERR_INVALID_PROTOCOL(protocol, expected);
  const defaultPort = options.defaultPort || agent?.defaultPort;
  options.port = options.port || defaultPort || 80;
  options.host = hostOf(options.hostname, 'hostname') || hostOf(options.host, 'host') || 'localhost';
  const setsDefaults = options.setDefaultHeaders === undefined ? true : Boolean(options.setDefaultHeaders);
  const setsHost = options.setHost !== undefined ? Boolean(options.setHost) : setsDefaults;
  this._removedConnection = !setsDefaults;
  this._removedContLen = !setsDefaults;
  this._removedTE = !setsDefaults;
  this.socketPath = options.socketPath;
  if (options.timeout !== undefined) this.timeout = getTimerDuration(options.timeout, 'timeout');
  const { signal } = options;
  if (signal) {
    const { addAbortSignal } = require('stream/add_abort_signal');
    addAbortSignal(signal, this);
    delete options.signal;
  }
  const method = this.method = methodOf(options.method);
  if (options.joinDuplicateHeaders !== undefined) {
    validateBoolean(options.joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  }
  this.maxHeaderSize = options.maxHeaderSize;
  this.insecureHTTPParser = options.insecureHTTPParser;
  this.joinDuplicateHeaders = options.joinDuplicateHeaders;
  this[kParserSettings] = parserSettingsOf(options);
  if (callback) this.once('response', callback);
  this.useChunkedEncodingByDefault = !hasNoBodyByDefault(method);
  this._ended = false;
  this.res = null;
  this.aborted = false;
  this.timeoutCb = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.host = options.host;
  this.protocol = protocol;
  this[kUniqueHeaders] = uniqueHeaders(options.uniqueHeaders);
  // An agent that has as many sockets as it likes and keeps none has no use for this one afterwards.
  const isForgetful = agent !== undefined && !agent.keepAlive && !NumberIsFinite(agent.maxSockets);
  this.shouldKeepAlive = agent !== undefined && !isForgetful;
  this._last = !this.shouldKeepAlive;
  const proxy = agent?.[agents.kProxy];
  if (proxy !== undefined && !options.socketPath && proxy.serves(options.host, +options.port)) {
    require('http/proxied').goThrough(proxy, this, options, setsHost);
  }
  setHeaders(this, options, setsHost, defaultPort);
  if (createdChannel.hasSubscribers) createdChannel.publish({ request: this });
  connect(this, options);
}
ObjectSetPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
ObjectSetPrototypeOf(ClientRequest, OutgoingMessage);

function setHeaders(request, options, setsHost, defaultPort) {
  const { headers } = options;
  if (ArrayIsArray(headers)) {
    request._storeHeader(firstLine(request), headers);
    return;
  }
  if (headers) {
    const names = ObjectKeys(headers);
    for (let i = 0; i < names.length; i++) request.setHeader(names[i], headers[names[i]]);
  }
  if (setsHost && !request.getHeader('host')) {
    let { host } = options;
    // An address of IPv6, bare.
    const colon = host.indexOf(':');
    if (colon !== -1 && StringPrototypeIncludes(host, ':', colon + 1) && StringPrototypeCharCodeAt(host, 0) !== 91) {
      host = `[${host}]`;
    }
    if (options.port && +options.port !== defaultPort) host += `:${options.port}`;
    request.setHeader('Host', host);
  }
  if (options.auth && !request.getHeader('Authorization')) {
    request.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
  }
  if (request.getHeader('expect')) request._storeHeader(firstLine(request), request[kOutHeaders]);
}

function connect(request, options) {
  if (request.agent) {
    request.agent.addRequest(request, options);
    return;
  }
  // The path of the request is none of the connection, which would be one to the file system.
  options.path = options.socketPath;
  if (typeof options.createConnection !== 'function') {
    request.onSocket(net.createConnection(options));
    return;
  }
  const made = once((err, socket) => {
    if (err) process.nextTick(() => emitError(request, err));
    else request.onSocket(socket);
  });
  try {
    const socket = options.createConnection(options, made);
    if (socket) made(null, socket);
  } catch (err) {
    made(err);
  }
}

function firstLine(request) {
  return `${request.method} ${request.path} HTTP/1.1\r\n`;
}

const { prototype } = ClientRequest;

ObjectDefineProperty(prototype, 'path', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return this[kPath];
  },
  // Programs change it before the head is written, and it must not end the line.
  set(path) {
    path = String(path);
    if (RegExpPrototypeExec(kForbiddenInPath, path) !== null) throw new ERR_UNESCAPED_CHARACTERS('Request path');
    this[kPath] = path;
  },
});

prototype._finish = function() {
  ReflectApply(OutgoingMessage.prototype._finish, this, []);
  if (startChannel.hasSubscribers) startChannel.publish({ request: this });
};

prototype._implicitHeader = function() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  this._storeHeader(firstLine(this), this[kOutHeaders]);
};

prototype.abort = function() {
  if (this.aborted) return;
  this.aborted = true;
  process.nextTick(emitAbort, this);
  this.destroy();
};

function emitAbort(request) {
  request.emit('abort');
}

prototype.destroy = function(err) {
  if (this.destroyed) return this;
  this.destroyed = true;
  // What comes now is nobody's.
  this.res?._dump();
  this[kError] = err;
  this.socket?.destroy(err);
  return this;
};

prototype.onSocket = function(socket, err) {
  // Until the next tick nobody else hears of its errors.
  if (socket && !err) {
    socket[kEarlyError] = undefined;
    if (Exchange.keptBy(socket, this[kParserSettings]) === undefined) socket.on('error', noteEarlyError);
  }
  process.nextTick(takeSocket, this, socket, err);
};

function noteEarlyError(err) {
  this[kEarlyError] = err;
}

function takeSocket(request, socket, err) {
  err ??= socket?.[kEarlyError];
  if (!request.destroyed && !err) {
    let exchange = Exchange.waitingAt(socket);
    if (exchange === undefined) {
      socket.removeListener('error', noteEarlyError);
      exchange = new Exchange(socket, request[kParserSettings]);
    }
    attach(request, socket, exchange);
    if (exchange.send(request)) request._finish();
    else request._flush();
    return;
  }
  request.destroyed = true;
  if (socket && !err && request.agent && !socket.destroyed) {
    // It is good for somebody else.
    socket.removeListener('error', noteEarlyError);
    socket._httpMessage = request;
    socket.emit('free');
    failWith(request, request[kError]);
  } else if (socket) {
    const { eos } = require('stream/end_of_stream');
    eos(socket.destroy(err || request[kError]), (reason) => {
      if (reason?.code === 'ERR_STREAM_PREMATURE_CLOSE') reason = undefined;
      failWith(request, reason || err || request[kError]);
    });
  } else {
    failWith(request, err || request[kError]);
  }
}

/** A request that never had a socket is over. */
function failWith(request, reason) {
  if (!reason && !request.aborted) reason = new ConnResetException('socket hang up');
  if (reason) emitError(request, reason);
  finishClose(request);
}

function attach(request, socket, exchange) {
  request.socket = socket;
  socket._httpMessage = request;
  if (request.reusedSocket) socket._writableState.highWaterMark = request[kHighWaterMark];
  exchange.begin(request);
  if (request.timeout !== undefined || request.agent?.options?.timeout) listenForTimeout(request);
  request.emit('socket', socket);
}

// --- Options of the socket, whenever there is one ---

function emitTimeout() {
  this._httpMessage?.emit('timeout');
}

function listenForTimeout(request) {
  if (request.timeoutCb) return;
  request.timeoutCb = emitTimeout;
  if (request.socket) request.socket.once('timeout', emitTimeout);
  else request.on('socket', (socket) => socket.once('timeout', emitTimeout));
}

function setSocketTimeout(socket, msecs) {
  // The time to connect is not meant.
  if (socket.connecting) socket.once('connect', () => socket.setTimeout(msecs));
  else socket.setTimeout(msecs);
}

prototype.setTimeout = function(msecs, callback) {
  if (this._ended) return this;
  listenForTimeout(this);
  msecs = getTimerDuration(msecs, 'msecs');
  if (callback) this.once('timeout', callback);
  if (this.socket) setSocketTimeout(this.socket, msecs);
  else this.once('socket', (socket) => setSocketTimeout(socket, msecs));
  return this;
};

prototype.clearTimeout = function(callback) {
  this.setTimeout(0, callback);
};

function withSocket(request, method, args) {
  const call = () => ReflectApply(request.socket[method], request.socket, args);
  const whenConnected = () => {
    if (request.socket.writable && !request.socket.connecting) call();
    else request.socket.once('connect', call);
  };
  if (request.socket) whenConnected();
  else request.once('socket', whenConnected);
}

prototype.setNoDelay = function(noDelay) {
  withSocket(this, 'setNoDelay', [noDelay]);
};

prototype.setSocketKeepAlive = function(enable, initialDelay) {
  withSocket(this, 'setKeepAlive', [enable, initialDelay]);
};

module.exports = { ClientRequest };
