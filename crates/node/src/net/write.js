'use strict';
// Writes of a socket: to its handle at once, where most of them end, or later
// when the connection is there. Strings are encoded on the way to the system.

const { ArrayPrototypePush } = primordials;

const { ErrnoException, codes: { ERR_SOCKET_CLOSED, ERR_SOCKET_CLOSED_BEFORE_CONNECTION } } =
  require('internal/errors');
const { UTF8, encodingId } = require('buffer/encodings');
const { QUEUED, TCP, kOwner } = require('net/stream_handle');
const { kLastWriteQueueSize, kUpdateTimer } = require('net/symbols');
const { isUnobserved } = require('stream/writable');

// Writes to a handle. `socket` may be any stream with a handle.
function writeToHandle(socket, handle, data, encoding, callback) {
  const status = typeof data === 'string' ?
    handle.writeString(data, encoding === 'utf8' ? UTF8 : encodingId(encoding)) :
    handle.write(data, undefined, isUnobserved(socket));
  dispatched(socket, handle, status, callback);
}

// A write that nobody waited to hear of could not be sent in the end.
TCP.prototype.onlost = function(status) {
  this[kOwner]?.destroy(new ErrnoException(status, 'write'));
};

// Writes the records that `_writev()` gets as one.
function writeAllToHandle(socket, handle, records, callback) {
  const chunks = [];
  const encodings = [];
  for (let i = 0; i < records.length; i++) {
    const { chunk, encoding } = records[i];
    ArrayPrototypePush(chunks, chunk);
    ArrayPrototypePush(encodings, typeof chunk === 'string' ? encodingId(encoding) : -1);
  }
  dispatched(socket, handle, handle.writeChunks(chunks, encodings), callback);
}

function dispatched(socket, handle, status, callback) {
  if (status === 0) {
    callback();
  } else if (status === QUEUED) {
    handle.whenWritten((ended) => writeEnded(socket, ended, callback));
    socket[kLastWriteQueueSize] = handle.writeQueueSize;
  } else {
    callback(new ErrnoException(status, 'write'));
  }
}

function writeEnded(socket, status, callback) {
  if (status < 0) {
    // Also of a socket that was destroyed: what was not written was not.
    callback(new ErrnoException(status, 'write'));
    return;
  }
  if (socket.destroyed) {
    callback(null);
    return;
  }
  socket[kUpdateTimer]();
  if (socket[kLastWriteQueueSize] !== 0) socket[kLastWriteQueueSize] = 0;
  callback();
}

// What `_write()` and `_writev()` of a socket do.
function writeGeneric(socket, all, data, encoding, callback) {
  if (socket.connecting) {
    socket._pendingData = data;
    socket._pendingEncoding = encoding;
    const onClose = () => callback(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
    socket.once('connect', function connect() {
      this.off('close', onClose);
      writeGeneric(this, all, data, encoding, callback);
    });
    socket.once('close', onClose);
    return;
  }
  if (socket._pendingData !== null) {
    socket._pendingData = null;
    socket._pendingEncoding = '';
  }
  const handle = socket._handle;
  if (!handle) {
    callback(new ERR_SOCKET_CLOSED());
    return;
  }
  socket[kUpdateTimer]();
  if (all) writeAllToHandle(socket, handle, data, callback);
  else writeToHandle(socket, handle, data, encoding, callback);
}

module.exports = { writeAllToHandle, writeEnded, writeGeneric, writeToHandle };
