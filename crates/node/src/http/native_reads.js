'use strict';
// What a connection does without the streams of its socket. Its bytes are read natively, and JavaScript is called
// once per message (`http/served.rs`); a message that is complete when it begins is one native write (`respond`). To the
// socket's readable side this is a transfer, as kernel pipes are: whatever concerns the bytes (a listener for 'data', a
// pipe) finds it at `state.transfer`, and the connection reads by the stream from then on. Owner: http.
//
// Must not be used for a socket about which anything is unusual.

const native = binding('http');
const { Socket } = require('net/socket');
const { onStreamRead, stopReading } = require('net/read');
const { Pipe, TCP, enter, kOwner, leave } = require('net/stream_handle');
const { kLastWriteQueueSize, kTimeout, kUpdateTimer, kUserBuffer } = require('net/symbols');
const {
  kConstructed,
  kCorked,
  kDestroyed,
  kEnded,
  kEnding,
  kErrored,
  kNeedDrain,
  kWriteCallbackDue,
  kWriting,
} = require('stream/bits');
const { areOriginal, kKernelWriting, noteMethods } = require('stream/kernel_ends');

// What a call tells of.
const kHead = 1;
const kBody = 2;
const kDone = 4;
const kUpgraded = 8;
const kFailed = 16;

const QUEUED = 1;

const readMethods = noteMethods(Socket.prototype, [
  '_read', 'addListener', 'on', 'pause', 'prependListener', 'push', 'read', 'resume', 'unshift',
]);
const { _write: plainWrite, _writev: plainWritev, write } = Socket.prototype;

const kOver = kDestroyed | kErrored | kEnded;
const kWriteMask = kConstructed | kCorked | kDestroyed | kEnding | kErrored | kNeedDrain | kWriting;

// The connections that are read natively, by the index of their stream: a server's, or a client's exchange.
const served = [];
let isSetUp = false;

function setUp() {
  isSetUp = true;
  native.setup(
    function onMessage(index, what, text, first, facts, trailers, buffer, start, end, at, to, status) {
      const { connection, handle } = served[index];
      enter(handle);
      connection.onMessage(what, text, first, facts, trailers, buffer, start, end, at, to, status);
      leave(handle);
    },
    function onIdle(index) {
      const { handle, socket } = served[index];
      enter(handle);
      served[index].isCounting = false;
      socket._onTimeout();
      leave(handle);
    },
    function onQueued(index) {
      served[index].handle.whenWritten(ignore);
    });
}

function ignore() {}

/**
 * Has the bytes of a handle read natively, by a parser's number: `entry` is `{ connection, handle }`, whose connection gets
 * `onMessage`. Its index, negative where the stream is closed. What is no byte comes to the handle's `onread` as before.
 */
function serve(entry, parser) {
  if (!isSetUp) setUp();
  const index = native.serve(entry.handle.number, parser);
  if (index < 0) return index;
  // Other things have indices as well. Without holes of that size it stays an array.
  while (served.length < index) served[served.length] = undefined;
  served[index] = entry;
  return index;
}

/** Ends what `serve` began. */
function unserve(entry, index, number) {
  if (served[index] !== entry) return false;
  served[index] = undefined;
  native.release(number);
  return true;
}

class NativeReads {
  constructor(connection, handle) {
    this.connection = connection;
    this.socket = connection.socket;
    this.handle = handle;
    this.number = handle.number;
    this.index = serve(this, connection.parser.number);
    // Whether the time without a request is counted natively.
    this.isCounting = false;
    this.isLeaving = false;
  }

  // --- What the socket's readable side calls ---

  /** Somebody is going to see the bytes: those that come after what is being told of now. */
  observe() {
    if (!this.connection.isDispatching) this.leave();
    else if (!this.isLeaving) process.nextTick(leaveReads, this);
    this.isLeaving = true;
  }

  leave() {
    if (served[this.index] !== this) return;
    const progress = this.progress();
    this.release();
    this.connection.readByStream(progress);
  }

  pause() {
    if (!this.handle.reading) return;
    stopReading(this.socket, this.handle);
    this.socket._readableState.reading = false;
  }

  look() {}

  /** The program counts the time by itself from now on, or the socket is over. */
  stop() {
    if (this.isCounting) this.#count(0);
  }

  // --- What the connection calls ---

  release() {
    if (unserve(this, this.index, this.number)) this.socket._readableState.transfer = null;
  }

  /** For how many milliseconds a message has been coming, -1 for none; and whether its head is complete. */
  progress() {
    const { 0: passed, 1: hasHead } = native.progress(this.number);
    return { passed, hasHead };
  }

  #count(time) {
    this.isCounting = time !== 0;
    native.setIdle(this.number, time);
  }

  /** Emits 'timeout' when nothing comes for so long. False where the socket counts already. */
  count(time) {
    const { socket } = this;
    if (socket[kTimeout] !== null) return false;
    socket.timeout = time;
    this.#count(time);
    return true;
  }

  /** Something came, which ended the count. */
  stopCounting() {
    this.isCounting = false;
    this.socket.timeout = this.connection.server.timeout || 0;
  }

  /** Whether what is written now goes to the system at once, past the socket's stream. */
  get canWrite() {
    const { handle, socket } = this;
    const state = socket._writableState;
    return socket._handle === handle && (state.bits & kWriteMask) === kConstructed && state.length === 0 &&
      (state.extra === null || state.extra.transfer === null) &&
      socket._write === plainWrite && socket._writev === plainWritev && socket.write === write;
  }

  /** Writes a head and a body of `size` bytes; `callback` is called later if the system did not take them at once. */
  write(head, body, size, callback) {
    const { number, socket } = this;
    if (socket[kTimeout] !== null) socket[kUpdateTimer]();
    const status = native.respond(number, head, body);
    if (status === QUEUED || status < 0) this.#wait(status, head.length + size, callback);
    return status;
  }

  // To the stream it is a write that is under way.
  #wait(status, size, callback) {
    const { handle, socket } = this;
    const state = socket._writableState;
    state.pendingcb++;
    state.length += size;
    state.writelen = size;
    state.writecb = callback;
    state.bits |= kWriting | kWriteCallbackDue;
    if (state.length >= state.highWaterMark) state.bits |= kNeedDrain;
    require('stream/writable').onwriteOf(socket, state);
    const written = socket[kKernelWriting]();
    if (status === QUEUED) {
      handle.whenWritten(written);
      socket[kLastWriteQueueSize] = handle.writeQueueSize;
    } else {
      process.nextTick(written, status);
    }
  }
}

function leaveReads(reads) {
  reads.leave();
}

/** Whether nothing about a connection's socket is unusual. `listener`: its only one for bytes, where it has one already. */
function canReadNatively(socket, listener = undefined) {
  const handle = socket._handle;
  if (!(socket instanceof Socket) || !handle || handle[kOwner] !== socket || handle.onread !== onStreamRead) return false;
  if (handle.constructor !== TCP && (handle.constructor !== Pipe || handle.ipc)) return false;
  const state = socket._readableState;
  return socket[kUserBuffer] === null && !socket.connecting && (state.bits & kOver) === 0 && state.length === 0 &&
    state.flowing === (listener === undefined ? null : true) && state.transfer === null && state.decoder === null &&
    handle.reading && socket._events.data === listener && socket._events.readable === undefined &&
    areOriginal(socket, readMethods);
}

/** Has a connection's bytes read natively. Null where its stream is closed. */
function readNatively(connection) {
  const { socket } = connection;
  const reads = new NativeReads(connection, socket._handle);
  if (reads.index < 0) return null;
  socket._readableState.transfer = reads;
  return reads;
}

module.exports = { kBody, kDone, kFailed, kHead, kUpgraded, canReadNatively, readNatively, serve, unserve };
