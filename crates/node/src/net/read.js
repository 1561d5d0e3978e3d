'use strict';
// What came on a socket's handle, on its way into the stream: one push per
// chunk, or no chunk at all where the program has memory for it (`onread`).

const {
  ReflectApply,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeSet,
  TypedArrayPrototypeSubarray,
} = primordials;

const { ErrnoException } = require('internal/errors');
const { kOwner } = require('net/stream_handle');
const { kSelfDriven } = require('stream/bits');
const { kKernelSink } = require('stream/kernel_ends');
const { kMaybeDestroy, kUpdateTimer, kUserBuffer } = require('net/symbols');

const UV_EOF = -4095;
const UV_ENOBUFS = -105;

// Tells a handle where the program wants its bytes. A handle of another make
// gives chunks nevertheless, which are copied.
function readIntoUserBuffer(user, handle) {
  user.length = TypedArrayPrototypeGetLength(user.buffer);
  handle.readInto?.(user.buffer);
}

// The program's own memory has `nread` bytes. What it returns tells whether to
// go on.
function deliverPlaced(user, socket, nread) {
  const { callback, buffer } = user;
  const goOn = ReflectApply(callback, socket, [nread, buffer]);
  if (user.next !== undefined) user.buffer = user.next();
  // Other memory, or the same moved away or cut by the program: then nothing
  // more may be written to where it was.
  const isSame = user.buffer === buffer && TypedArrayPrototypeGetLength(buffer) === user.length;
  if (!isSame && socket._handle) readIntoUserBuffer(user, socket._handle);
  return goOn !== false;
}

// What came is here already, so all of it is delivered, also past the answer
// that the program wants no more.
function deliverCopied(user, socket, chunk) {
  let goOn = true;
  for (let from = 0; from < chunk.length && !socket.destroyed;) {
    const part = TypedArrayPrototypeSubarray(chunk, from, from + TypedArrayPrototypeGetLength(user.buffer));
    // The program's memory has gone.
    if (part.length === 0) {
      socket.destroy(new ErrnoException(UV_ENOBUFS, 'read'));
      return false;
    }
    TypedArrayPrototypeSet(user.buffer, part, 0);
    from += part.length;
    if (!deliverPlaced(user, socket, part.length)) goOn = false;
  }
  return goOn;
}

function deliverInto(user, socket, nread, chunk) {
  return chunk === undefined ? deliverPlaced(user, socket, nread) : deliverCopied(user, socket, chunk);
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
    const goOn = user === null ? pushOn(socket, this, chunk) : deliverInto(user, socket, nread, chunk);
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

module.exports = { UV_EOF, onStreamRead, plainRead, readIntoUserBuffer, startReading, stopReading };
