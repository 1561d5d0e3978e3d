'use strict';
// http.Server: a net.Server whose connections speak HTTP. Owner: http. The connections themselves are `http/connection`.

const {
  MathMin,
  NumberPOSITIVE_INFINITY: Infinity,
  ObjectSetPrototypeOf,
  Promise,
  ReflectApply,
  SafeSet,
  Symbol,
  SymbolAsyncDispose,
} = primordials;

const net = require('net');
const { captureRejectionSymbol } = require('events');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { admissionOf, ceilingsOf } = require('http/ceilings');
const { Connection } = require('http/connection');
const { uniqueHeaders } = require('http/outgoing');
const { ServerResponse } = require('http/server_response');
const { lenientOf, maxHeaderSizeOf } = require('http/settings');
const { getLibuvNow } = binding('timers');

const kSettings = Symbol('http.server.settings');
const kCheck = Symbol('http.server.check');

const kDefaultHeadersTimeout = 60_000;
const kDefaultRequestTimeout = 300_000;
const kDefaultKeepAliveTimeout = 5_000;

function timeoutOf(value, name, fallback) {
  if (value === undefined) return fallback;
  validateInteger(value, name, 0);
  return value;
}

function flagOf(value, name, fallback) {
  if (value === undefined) return fallback;
  validateBoolean(value, name);
  return value;
}

/** Takes the options of a server; what concerns its connections is kept together. */
function storeHTTPOptions(options) {
  const server = this;
  if (options.shouldUpgradeCallback !== undefined) {
    validateFunction(options.shouldUpgradeCallback, 'options.shouldUpgradeCallback');
  }
  const settings = {
    __proto__: null,
    connections: new SafeSet(),
    IncomingMessage: options.IncomingMessage,
    ServerResponse: options.ServerResponse || ServerResponse,
    lenient: lenientOf(options),
    maxHeaderSize: maxHeaderSizeOf(options),
    requireHostHeader: flagOf(options.requireHostHeader, 'options.requireHostHeader', true),
    joinDuplicateHeaders: flagOf(options.joinDuplicateHeaders, 'options.joinDuplicateHeaders', false),
    uniqueHeaders: uniqueHeaders(options.uniqueHeaders),
    responseOptions: {
      __proto__: null,
      highWaterMark: options.highWaterMark,
      rejectNonStandardBodyWrites: flagOf(options.rejectNonStandardBodyWrites, 'options.rejectNonStandardBodyWrites', false),
    },
    shouldUpgrade: options.shouldUpgradeCallback ?? (() => server.listenerCount('upgrade') > 0),
    optimizeEmptyRequests: flagOf(options.optimizeEmptyRequests, 'options.optimizeEmptyRequests', false),
    interval: timeoutOf(options.connectionsCheckingInterval, 'connectionsCheckingInterval', 30_000),
    ceilings: ceilingsOf(options.ceilings),
    admission: admissionOf(options.admission),
    // The connections that wait for a request, the longest waiting first, where their number has a ceiling.
    idle: options.ceilings?.idleConnections === undefined ? undefined : new SafeSet(),
  };
  this[kSettings] = settings;
  this.insecureHTTPParser = options.insecureHTTPParser;
  this.maxHeaderSize = options.maxHeaderSize;
  this.joinDuplicateHeaders = settings.joinDuplicateHeaders;
  this.requireHostHeader = settings.requireHostHeader;
  this.rejectNonStandardBodyWrites = settings.responseOptions.rejectNonStandardBodyWrites;
  this.keepAliveTimeout = timeoutOf(options.keepAliveTimeout, 'keepAliveTimeout', kDefaultKeepAliveTimeout);
  this.keepAliveTimeoutBuffer = timeoutOf(options.keepAliveTimeoutBuffer, 'keepAliveTimeoutBuffer', 1_000);
  this.requestTimeout = timeoutOf(options.requestTimeout, 'requestTimeout', kDefaultRequestTimeout);
  const longest = this.requestTimeout > 0 && this.requestTimeout < kDefaultHeadersTimeout ?
    this.requestTimeout : kDefaultHeadersTimeout;
  this.headersTimeout = timeoutOf(options.headersTimeout, 'headersTimeout', longest);
  if (this.requestTimeout > 0 && this.headersTimeout > 0 && this.headersTimeout > this.requestTimeout) {
    throw new ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', options.headersTimeout);
  }
}

function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  if (typeof options === 'function') {
    requestListener = options;
    options = kEmptyObject;
  } else if (options == null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }
  ReflectApply(storeHTTPOptions, this, [options]);
  const { highWaterMark, keepAlive, keepAliveInitialDelay, noDelay = true } = options;
  ReflectApply(net.Server, this, [
    { allowHalfOpen: true, noDelay, keepAlive, keepAliveInitialDelay, highWaterMark },
  ]);
  if (requestListener) this.on('request', requestListener);
  // Whether a client that has ended its side still gets its answer.
  this.httpAllowHalfOpen = false;
  this.on('connection', connectionListener);
  this.on('listening', setupConnectionsTracking);
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
}
ObjectSetPrototypeOf(Server.prototype, net.Server.prototype);
ObjectSetPrototypeOf(Server, net.Server);

/** Serves a socket, whoever made it. */
function connectionListener(socket) {
  const settings = this[kSettings];
  settings.connections.add(new Connection(this, socket, settings));
}

function setupConnectionsTracking() {
  const { clearInterval, setInterval } = require('timers');
  clearInterval(this[kCheck]);
  const { interval, ceilings } = this[kSettings];
  this[kCheck] = setInterval(checkConnections, MathMin(interval, ceilings.bodyTimeout), this).unref();
}

function checkConnections(server) {
  const { bodyTimeout } = server[kSettings].ceilings;
  if (server.headersTimeout === 0 && server.requestTimeout === 0 && bodyTimeout === Infinity) return;
  const now = getLibuvNow();
  server[kSettings].connections.forEach((connection) => connection.checkTime(now));
}

function httpServerPreClose(server) {
  server.closeIdleConnections();
  const { clearInterval } = require('timers');
  clearInterval(server[kCheck]);
}

const { prototype } = Server;

prototype.close = function(callback) {
  httpServerPreClose(this);
  ReflectApply(net.Server.prototype.close, this, arguments);
  return this;
};

prototype[SymbolAsyncDispose] = async function() {
  await new Promise((resolve, reject) => this.close((err) => (err ? reject(err) : resolve())));
};

prototype.closeAllConnections = function() {
  this[kSettings].connections.forEach((connection) => connection.socket.destroy());
};

prototype.closeIdleConnections = function() {
  this[kSettings].connections.forEach((connection) => {
    if (connection.isIdle) connection.socket.destroy();
  });
};

prototype.setTimeout = function(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

prototype[captureRejectionSymbol] = function(err, event, ...args) {
  if (event !== 'request') {
    ReflectApply(net.Server.prototype[captureRejectionSymbol], this, [err, event, ...args]);
    return;
  }
  const { 1: res } = args;
  if (!res.headersSent && !res.writableEnded) {
    const names = res.getHeaderNames();
    for (let i = 0; i < names.length; i++) res.removeHeader(names[i]);
    res.statusCode = 500;
    res.end(require('http/status').STATUS_CODES[500]);
  } else {
    res.destroy();
  }
};

module.exports = {
  Server,
  ServerResponse,
  _connectionListener: connectionListener,
  httpServerPreClose,
  kConnectionsCheckingInterval: kCheck,
  setupConnectionsTracking,
  storeHTTPOptions,
};
