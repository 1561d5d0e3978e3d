'use strict';
// What came on a socket's handle, on its way into the stream: one push per
// chunk, or a copy into the memory that the program reads into (`onread`).

const { ReflectApply, TypedArrayPrototypeSet } = primordials;

const { ErrnoException } = require('internal/errors');
const { kOwner } = require('net/stream_handle');
const { kSelfDriven } = require('stream/bits');
const { kKernelSink } = require('stream/kernel_ends');
const { kMaybeDestroy, kUpdateTimer, kUserBuffer } = require('net/symbols');

const UV_EOF = -4095;

// Bytes for the program's own memory. What it returns tells whether to go on.
function deliverInto(user, socket, chunk) {
  const { callback } = user;
  let { buffer } = user;
  TypedArrayPrototypeSet(buffer, chunk, 0);
  const goOn = ReflectApply(callback, socket, [chunk.length, buffer]);
  if (user.next !== undefined) {
    buffer = user.next();
    user.buffer = buffer;
    socket._handle?.limitReads(buffer.length);
  }
  return goOn !== false;
}

// Pieces from this size on are worth the kernel's while: with small ones (measured with 64 bytes and 16 KiB) two splices
// cost as much as what they save.
const kBulk = 16 << 10;

// Whether `_read()` may find that the kernel could take over.
function mayOffer(state, size) {
  return size >= kBulk && state.pipes.length === 1 && state.pipes[0][kKernelSink] !== undefined;
}

// While its handle reads, a socket need not be asked for more after each chunk.
function pushOn(socket, handle, chunk) {
  const state = socket._readableState;
  if (!handle.reading || socket._read !== plainRead || mayOffer(state, chunk.length)) return socket.push(chunk);
  state.bits |= kSelfDriven;
  const goOn = socket.push(chunk);
  state.bits &= ~kSelfDriven;
  return goOn;
}

// `_read()` of sockets.
function plainRead(size) {
  if (this.connecting || !this._handle) {
    this.once('connect', () => this._read(size));
  } else if (this._readableState.pipes.length === 1 && require('stream/kernel_pipe').offer(this)) {
    // The kernel reads.
  } else if (!this._handle.reading) {
    startReading(this);
  }
}

// `onread` of the handles of sockets.
function onStreamRead(nread, chunk) {
  const socket = this[kOwner];
  socket[kUpdateTimer]();
  if (nread > 0 && !socket.destroyed) {
    const user = socket[kUserBuffer];
    const goOn = user === null ? pushOn(socket, this, chunk) : deliverInto(user, socket, chunk);
    if (!goOn) stopReading(socket, this);
    return;
  }
  if (nread === 0) return;
  if (nread !== UV_EOF) {
    socket.destroy(new ErrnoException(nread, 'read'));
    return;
  }
  if (socket.readableEnded) {
    socket[kMaybeDestroy]?.();
    return;
  }
  if (socket[kMaybeDestroy]) socket.on('end', socket[kMaybeDestroy]);
  socket.push(null);
  // Lets 'end' come although nobody reads.
  socket.read(0);
}

function stopReading(socket, handle) {
  handle.reading = false;
  if (socket.destroyed) return;
  const status = handle.readStop();
  if (status) socket.destroy(new ErrnoException(status, 'read'));
}

function startReading(socket) {
  const handle = socket._handle;
  handle.reading = true;
  const status = handle.readStart();
  if (status) socket.destroy(new ErrnoException(status, 'read'));
}

module.exports = { UV_EOF, onStreamRead, plainRead, startReading, stopReading };
