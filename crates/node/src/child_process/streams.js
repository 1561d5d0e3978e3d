'use strict';
// This side of a child's pipes, as streams.

const { Pipe, constants } = require('net/stream_handle');

/** The stream of a descriptor that belongs to it from now on. What the child cannot write, nobody reads. */
function createSocket(fd, readable) {
  const net = require('net');
  const handle = new Pipe(constants.SOCKET);
  handle.open(fd);
  return new net.Socket({ handle, readable });
}

module.exports = { createSocket };
