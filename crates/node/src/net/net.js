'use strict';
// node:net - sockets and servers over TCP, unix sockets and pipes.

const { ObjectDefineProperties } = primordials;

const { isIP, isIPv4, isIPv6 } = require('net/addresses');
const { normalizeArgs } = require('net/arguments');
const { familyDefaults } = require('net/family_selection');
const { Socket } = require('net/socket');
const { Server, createServer } = require('net/server');
const { createServerHandle } = require('net/server_handle');

// `net.connect(options|path|port[, host][, connectListener])`
function connect(...args) {
  const normalized = normalizeArgs(args);
  const { 0: options } = normalized;
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

module.exports = {
  _createServerHandle: createServerHandle,
  _normalizeArgs: normalizeArgs,
  connect,
  createConnection: connect,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  Socket,
  Stream: Socket,
  getDefaultAutoSelectFamily: familyDefaults.get,
  setDefaultAutoSelectFamily: familyDefaults.set,
  getDefaultAutoSelectFamilyAttemptTimeout: familyDefaults.attemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout: familyDefaults.setAttemptTimeout,
};

// Seldom used, so loaded when asked for.
ObjectDefineProperties(module.exports, {
  BlockList: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('net/block_list').BlockList; },
  },
  SocketAddress: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('net/socket_address').SocketAddress; },
  },
  BoundSocket: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('net/bound_socket').BoundSocket; },
  },
});
