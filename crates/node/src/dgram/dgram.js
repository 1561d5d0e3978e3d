'use strict';
// node:dgram - UDP sockets.

const { deprecate } = require('internal/util');
const { createSocketHandle } = require('dgram/socket_handle');
const { Socket } = require('dgram/socket');
const { addOptions } = require('dgram/options');

addOptions(Socket);

function createSocket(type, listener) {
  return new Socket(type, listener);
}

module.exports = {
  _createSocketHandle: deprecate(createSocketHandle, 'dgram._createSocketHandle() is deprecated', 'DEP0112'),
  createSocket,
  Socket,
};
