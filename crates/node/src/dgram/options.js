'use strict';
// The options of datagram sockets: how far messages go, groups, buffers. Adds
// its methods to the Socket that it is given.

const {
  ErrnoException,
  codes: {
    ERR_MISSING_ARGS,
    ERR_SOCKET_BAD_BUFFER_SIZE,
    ERR_SOCKET_BUFFER_SIZE,
  },
} = require('internal/errors');
const { validateNumber, validateString } = require('internal/validators');
const { kState, live } = require('dgram/socket');

function check(status, syscall) {
  if (status !== 0) throw new ErrnoException(status, syscall);
}

const UV_EBADF = -9;

function bufferSize(socket, size, receive) {
  if (size >>> 0 !== size) throw new ERR_SOCKET_BAD_BUFFER_SIZE();
  const result = socket[kState].handle?.bufferSize(size, receive) ?? UV_EBADF;
  if (result >= 0) return result;
  const { getSystemErrorName, getSystemErrorMessage } = require('internal/util');
  throw new ERR_SOCKET_BUFFER_SIZE({
    errno: result,
    code: getSystemErrorName(result),
    message: getSystemErrorMessage(result),
    syscall: receive ? 'uv_recv_buffer_size' : 'uv_send_buffer_size',
  });
}

function membership(socket, group, address, source, join, name) {
  check(live(socket).handle.setMembership(group, address, source, join), name);
}

const methods = {
  __proto__: null,

  setBroadcast(on) {
    check(live(this).handle.setBroadcast(!!on), 'setBroadcast');
  },

  setTTL(ttl) {
    validateNumber(ttl, 'ttl');
    check(live(this).handle.setTTL(ttl), 'setTTL');
    return ttl;
  },

  setMulticastTTL(ttl) {
    validateNumber(ttl, 'ttl');
    check(live(this).handle.setMulticastTTL(ttl), 'setMulticastTTL');
    return ttl;
  },

  setMulticastLoopback(on) {
    check(live(this).handle.setMulticastLoopback(!!on), 'setMulticastLoopback');
    return on;
  },

  setMulticastInterface(interfaceAddress) {
    const { handle } = live(this);
    validateString(interfaceAddress, 'interfaceAddress');
    check(handle.setMulticastInterface(interfaceAddress), 'setMulticastInterface');
  },

  addMembership(multicastAddress, interfaceAddress) {
    live(this);
    if (!multicastAddress) throw new ERR_MISSING_ARGS('multicastAddress');
    membership(this, multicastAddress, interfaceAddress, undefined, true, 'addMembership');
  },

  dropMembership(multicastAddress, interfaceAddress) {
    live(this);
    if (!multicastAddress) throw new ERR_MISSING_ARGS('multicastAddress');
    membership(this, multicastAddress, interfaceAddress, undefined, false, 'dropMembership');
  },

  addSourceSpecificMembership(sourceAddress, groupAddress, interfaceAddress) {
    live(this);
    validateString(sourceAddress, 'sourceAddress');
    validateString(groupAddress, 'groupAddress');
    membership(this, groupAddress, interfaceAddress, sourceAddress, true, 'addSourceSpecificMembership');
  },

  dropSourceSpecificMembership(sourceAddress, groupAddress, interfaceAddress) {
    live(this);
    validateString(sourceAddress, 'sourceAddress');
    validateString(groupAddress, 'groupAddress');
    membership(this, groupAddress, interfaceAddress, sourceAddress, false, 'dropSourceSpecificMembership');
  },

  setRecvBufferSize(size) {
    bufferSize(this, size, true);
  },

  setSendBufferSize(size) {
    bufferSize(this, size, false);
  },

  getRecvBufferSize() {
    return bufferSize(this, 0, true);
  },

  getSendBufferSize() {
    return bufferSize(this, 0, false);
  },

  getSendQueueSize() {
    return live(this).handle.getSendQueueSize();
  },

  getSendQueueCount() {
    return live(this).handle.getSendQueueCount();
  },
};

function addOptions(Socket) {
  for (const name in methods) Socket.prototype[name] = methods[name];
}

module.exports = { addOptions };
