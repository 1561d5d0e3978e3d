'use strict';
// node:http. Owner: http. Only gathers the parts.

const { ObjectDefineProperty } = primordials;

const { validateInteger, validateObject } = require('internal/validators');
const agents = require('http/agent');
const { ClientRequest } = require('http/client_request');
const { validateHeaderName, validateHeaderValue } = require('http/headers');
const { IncomingMessage } = require('http/incoming');
const { sortedMethods } = require('http/methods');
const { OutgoingMessage } = require('http/outgoing');
const { Server, ServerResponse, _connectionListener } = require('http/server');
const { defaultMaxHeaderSize } = require('http/settings');
const { STATUS_CODES } = require('http/status');

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

function request(url, options, callback) {
  return new ClientRequest(url, options, callback);
}

function get(url, options, callback) {
  const made = request(url, options, callback);
  made.end();
  return made;
}

/** Accepted as Node's; parsers are not kept, since making one costs no more than taking one from a list. */
function setMaxIdleHTTPParsers(max) {
  validateInteger(max, 'max', 1);
}

/** Sends what http and fetch request through the proxies that `proxyEnv` names; returns a function that ends that. */
function setGlobalProxyFromEnv(proxyEnv = process.env) {
  validateObject(proxyEnv, 'proxyEnv');
  const { proxyOf } = require('http/proxy_env');
  const isNamed = proxyOf(proxyEnv, 'http:') !== undefined;
  if (proxyOf(proxyEnv, 'https:') === undefined && !isNamed) return () => {};
  const { globalAgent } = agents;
  const restoreFetch = require('fetch/proxy').useProxiesOf(proxyEnv);
  agents.globalAgent = agents.newGlobalAgent(proxyEnv);
  return function restore() {
    agents.globalAgent = globalAgent;
    restoreFetch();
  };
}

module.exports = {
  _connectionListener,
  METHODS: sortedMethods,
  STATUS_CODES,
  Agent: agents.Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  setGlobalProxyFromEnv,
};

ObjectDefineProperty(module.exports, 'maxHeaderSize', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: defaultMaxHeaderSize,
});

ObjectDefineProperty(module.exports, 'globalAgent', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: () => agents.globalAgent,
  set(value) {
    agents.globalAgent = value;
  },
});

const clientClasses = { CloseEvent: 'websocket', MessageEvent: 'worker_threads/message_event', WebSocket: 'websocket' };
for (const name in clientClasses) {
  ObjectDefineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: () => require(clientClasses[name])[name],
  });
}
