'use strict';
// Handles that listen: made and bound for an address, a path or a descriptor.

const { TCP, Pipe, constants } = require('net/stream_handle');

const UV_EINVAL = -22;

const kAnyV6 = '::';
const kAnyV4 = '0.0.0.0';

// A bound handle, or a negative errno. Port and family -1 stand for a path;
// without an address IPv6 is tried first.
function createServerHandle(address, port, family, fd, flags) {
  if (typeof fd === 'number' && fd >= 0) return openDescriptor(fd);
  if (port === -1 && family === -1) {
    const handle = new Pipe(constants.SERVER);
    return address ? bound(handle, handle.bind(address)) : handle;
  }
  if (!address) {
    const handle = createServerHandle(kAnyV6, port, 6, undefined, flags);
    return typeof handle === 'number' ?
      createServerHandle(kAnyV4, port, 4, undefined, flags) : handle;
  }
  const handle = new TCP(constants.SERVER);
  return bound(handle, handle.bind(address, port, flags));
}

function bound(handle, status) {
  if (status === 0) return handle;
  handle.close();
  return status;
}

function openDescriptor(fd) {
  const { createHandle } = require('net/socket');
  let handle;
  try {
    handle = createHandle(fd, true);
  } catch {
    // Not of a kind that can listen.
    return UV_EINVAL;
  }
  return bound(handle, handle.open(fd));
}

module.exports = { createServerHandle, kAnyV4, kAnyV6 };
