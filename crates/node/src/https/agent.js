'use strict';
// https.Agent: an agent whose sockets are TLS connections, and the sessions that they may resume. Owner: https. It is whole but
// for the connection itself, which is `tls.connect`'s.

const {
  ArrayIsArray,
  ArrayPrototypeIndexOf,
  ArrayPrototypeJoin,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeShift,
  ArrayPrototypeSplice,
  FunctionPrototypeCall,
  JSONStringify,
  ObjectSetPrototypeOf,
} = primordials;

const tls = require('tls');
const { Agent: HttpAgent } = require('http/agent');
const { kEmptyObject } = require('internal/util');

function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  options = { __proto__: null, ...options };
  options.defaultPort ??= 443;
  options.protocol ??= 'https:';
  FunctionPrototypeCall(HttpAgent, this, options);
  this.maxCachedSessions = this.options.maxCachedSessions;
  if (this.maxCachedSessions === undefined) this.maxCachedSessions = 100;
  // The oldest of `list` goes first.
  this._sessionCache = { map: {}, list: [] };
}
ObjectSetPrototypeOf(Agent.prototype, HttpAgent.prototype);
ObjectSetPrototypeOf(Agent, HttpAgent);

const { prototype } = Agent;

/** `(port, host, options)`, `(port, options)` or `(options)`, and what is called with the socket. */
prototype.createConnection = function createConnection(...args) {
  const { 0: port, 1: host, 2: options, 3: listener } = args;
  let settings;
  if (port !== null && typeof port === 'object') settings = port;
  else if (host !== null && typeof host === 'object') settings = { ...host };
  else if (options !== null && typeof options === 'object') settings = { ...options };
  else settings = {};
  if (typeof port === 'number') settings.port = port;
  if (typeof host === 'string') settings.host = host;
  return tls.connect(settings, typeof listener === 'function' ? listener : undefined);
};

function pfxName(pfx) {
  if (!ArrayIsArray(pfx)) return pfx;
  return ArrayPrototypeJoin(ArrayPrototypeMap(pfx, (part) =>
    (part !== null && typeof part === 'object' && 'buf' in part ? `${part.buf}:${part.passphrase}` : `${part}:undefined`)), ':');
}

/** What sockets for the same place, opened in the same way, have in common. */
prototype.getName = function getName(options = kEmptyObject) {
  const name = FunctionPrototypeCall(HttpAgent.prototype.getName, this, options);
  const { honorCipherOrder, host, rejectUnauthorized, secureOptions, servername, sigalgs } = options;
  return ArrayPrototypeJoin([
    name,
    options.ca || '',
    options.cert || '',
    options.clientCertEngine || '',
    options.ciphers || '',
    options.key || '',
    options.pfx ? pfxName(options.pfx) : '',
    rejectUnauthorized === undefined ? '' : `${rejectUnauthorized}`,
    servername && servername !== host ? servername : '',
    options.minVersion || '',
    options.maxVersion || '',
    options.secureProtocol || '',
    options.crl || '',
    honorCipherOrder === undefined ? '' : `${honorCipherOrder}`,
    options.ecdhCurve || '',
    options.dhparam || '',
    secureOptions === undefined ? '' : `${secureOptions}`,
    options.sessionIdContext || '',
    sigalgs ? JSONStringify(sigalgs) : '',
    options.privateKeyIdentifier || '',
    options.privateKeyEngine || '',
  ], ':');
};

prototype._getSession = function _getSession(key) {
  return this._sessionCache.map[key];
};

prototype._cacheSession = function _cacheSession(key, session) {
  if (this.maxCachedSessions === 0) return;
  const { list, map } = this._sessionCache;
  if (map[key] === undefined) {
    if (list.length >= this.maxCachedSessions) delete map[ArrayPrototypeShift(list)];
    ArrayPrototypePush(list, key);
  }
  map[key] = session;
};

prototype._evictSession = function _evictSession(key) {
  const { list, map } = this._sessionCache;
  const at = ArrayPrototypeIndexOf(list, key);
  if (at === -1) return;
  ArrayPrototypeSplice(list, at, 1);
  delete map[key];
};

module.exports = { Agent, globalAgent: new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }) };
