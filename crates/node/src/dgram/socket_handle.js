'use strict';
// Handles made outside of a socket, as a cluster's primary makes them for its
// workers.

const { guessHandleType } = require('internal/util');
const { UDP } = require('dgram/handle');

const UV_EINVAL = -22;

// A bound handle, or a negative errno; of use to a cluster's primary.
function createSocketHandle(address, port, addressType, fd, flags) {
  const handle = new UDP();
  let status;
  if (typeof fd === 'number' && fd > 0) {
    status = guessHandleType(fd) === 'UDP' ? handle.open(fd) : UV_EINVAL;
  } else if (port || address) {
    const any = addressType === 'udp6' ? '::' : '0.0.0.0';
    status = handle.bind(address || any, port || 0, flags);
  } else {
    status = 0;
  }
  if (status === 0) return handle;
  handle.close();
  return status;
}

module.exports = { createSocketHandle };
