'use strict';
// node:https. Owner: https. Agents and requests are there, and go wherever an agent connects them to; connections by TLS and
// servers are not, and say so when one is made.

const { ArrayPrototypeShift, ObjectAssign, ReflectConstruct } = primordials;

const { absentClass, absentFunction } = require('internal/absent');
const { isURL, urlToHttpOptions, URL } = require('url/whatwg');
const { Agent, globalAgent } = require('https/agent');
const { Server: TlsServer } = require('tls/sockets');

function request(...args) {
  let options = {};
  if (typeof args[0] === 'string') options = urlToHttpOptions(new URL(ArrayPrototypeShift(args)));
  else if (isURL(args[0])) options = urlToHttpOptions(ArrayPrototypeShift(args));
  if (args[0] && typeof args[0] !== 'function') ObjectAssign(options, ArrayPrototypeShift(args));
  options._defaultAgent = module.exports.globalAgent;
  const { ClientRequest } = require('http/client_request');
  return ReflectConstruct(ClientRequest, [options, ...args]);
}

function get(input, options, callback) {
  const made = request(input, options, callback);
  made.end();
  return made;
}

module.exports = {
  Agent,
  globalAgent,
  Server: absentClass('https.Server', TlsServer, 'closeAllConnections closeIdleConnections setTimeout'),
  createServer: absentFunction('https.createServer'),
  get,
  request,
};
