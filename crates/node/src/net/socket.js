'use strict';
// net.Socket: a Duplex over a stream handle. Its parts that need room of their
// own are beside it: reading, writing, timeouts, connecting.
//
// The handle tells of the end: 'close' is emitted once it is closed, not by the
// stream. Properties with a leading underscore are those that programs and
// packages know; what is new here hangs on symbols.

const {
  ArrayIsArray,
  Boolean,
  ObjectAssign,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  ReflectApply,
  SymbolDispose,
} = primordials;

const { Duplex } = require('stream');
const {
  ErrnoException,
  genericNodeError,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_FD_TYPE,
    ERR_INVALID_HANDLE_TYPE,
    ERR_SOCKET_CLOSED,
  },
} = require('internal/errors');
const { validateAbortSignal, validateInt32, validateNumber } = require('internal/validators');
const { guessHandleType } = require('internal/util');
const { queueMicrotask } = require('process/task_queues');
const { isUint8Array } = require('util/types');
const { Pipe, TCP, constants, kOwner } = require('net/stream_handle');
const {
  UV_EOF,
  onStreamRead,
  plainRead,
  readIntoUserBuffer,
  startReading,
  stopReading,
} = require('net/read');
const { writeEnded, writeGeneric } = require('net/write');
const {
  areOriginal,
  kKernelBegin,
  kKernelBusy,
  kKernelEnd,
  kKernelGiven,
  kKernelSink,
  kKernelSource,
  kKernelTaken,
  kKernelWriting,
  noteMethods,
  placeOfStream,
} = require('stream/kernel_ends');
const { clearIdle, onIdle, setStreamTimeout } = require('net/timeout');
const { makeTransferable } = require('net/transfer');
const {
  kBoundSource,
  kBytesRead,
  kBytesWritten,
  kLastWriteQueueSize,
  kReinitializeHandle,
  kSetKeepAlive,
  kSetKeepAliveCount,
  kSetKeepAliveInitialDelay,
  kSetKeepAliveInterval,
  kSetNoDelay,
  kSetTOS,
  kTimeout,
  kUpdateTimer,
  kUserBuffer,
} = require('net/symbols');

const kNotConnected = -107; // UV_ENOTCONN

function noop() {}

// A handle for a descriptor by its kind. Servers get one that can listen.
function createHandle(fd, isServer) {
  validateInt32(fd, 'fd', 0);
  const type = guessHandleType(fd);
  const role = isServer ? constants.SERVER : constants.SOCKET;
  if (type === 'PIPE') return new Pipe(role);
  if (type === 'TCP') return new TCP(role);
  throw new ERR_INVALID_FD_TYPE(type);
}

// Ties the socket to the handle that it has, and makes it usable anew.
function initSocketHandle(socket) {
  socket._undestroy();
  if (socket._sockname !== undefined) socket._sockname = undefined;
  const handle = socket._handle;
  if (!handle) return;
  handle[kOwner] = socket;
  handle.onread = onStreamRead;
  const user = socket[kUserBuffer];
  if (user !== null) {
    if (user.buffer === undefined) user.buffer = user.next();
    readIntoUserBuffer(user, handle);
  }
}

function userBufferOf(onread) {
  if (onread === null || typeof onread !== 'object' || typeof onread.callback !== 'function') return null;
  const { buffer, callback } = onread;
  if (isUint8Array(buffer)) return { buffer, callback, next: undefined, length: 0 };
  if (typeof buffer === 'function') return { buffer: undefined, callback, next: buffer, length: 0 };
  return null;
}

function checkOptions(options) {
  if (options.objectMode) {
    throw new ERR_INVALID_ARG_VALUE('options.objectMode', options.objectMode, 'is not supported');
  }
  for (const name of ['readableObjectMode', 'writableObjectMode']) {
    if (options[name]) {
      throw new ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'is not supported');
    }
  }
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
  }
  if (options.typeOfService !== undefined) {
    validateInt32(options.typeOfService, 'options.typeOfService', 0, 255);
  }
  const { blockList } = options;
  if (blockList && !require('net/block_list').BlockList.isBlockList(blockList)) {
    throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', blockList);
  }
}

function destroyOnAbort(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  const { addAbortListener } = require('events/add_abort_listener');
  const abort = () => {
    const { AbortError } = require('internal/errors');
    socket._aborted = true;
    socket.destroy(new AbortError(undefined, { cause: signal.reason }));
  };
  if (signal.aborted) {
    process.nextTick(abort);
  } else {
    process.nextTick(() => {
      if (socket.destroyed) return;
      const hook = addAbortListener(signal, abort);
      // A long-lived signal must not hold on to a socket that is over.
      socket.once('close', () => hook[SymbolDispose]());
    });
  }
}

function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  options = typeof options === 'number' ? { fd: options } : { ...options };
  checkOptions(options);

  this.connecting = false;
  this[kLastWriteQueueSize] = 0;
  this[kTimeout] = null;
  takeOptions(this, options);

  options.allowHalfOpen = Boolean(options.allowHalfOpen);
  options.emitClose = false;
  options.autoDestroy = true;
  options.decodeStrings = false;
  ReflectApply(Duplex, this, [options]);

  this._handle = null;
  if (options.handle) {
    const { BoundSocket, adoptBoundSocket } = require('net/bound_socket');
    if (options.handle instanceof BoundSocket) {
      const { handle, path } = adoptBoundSocket(options.handle);
      this._handle = handle;
      this[kBoundSource] = { path };
    } else {
      this._handle = options.handle;
    }
  } else if (options.fd !== undefined) {
    const { fd } = options;
    const handle = createHandle(fd, false);
    const status = handle.open(fd);
    if (status !== 0) {
      handle.close();
      throw new ErrnoException(status, 'open');
    }
    this._handle = handle;
  }

  this.on('end', onReadableStreamEnd);
  initSocketHandle(this);

  if (this._handle && options.readable !== false && this[kBoundSource] === undefined) {
    if (options.pauseOnCreate) {
      this._handle.reading = false;
      this._handle.readStop();
      this.readableFlowing = false;
    } else if (!options.manualStart) {
      this.read(0);
    }
  }
  if (options.signal) destroyOnAbort(this, options.signal);

  // The server that accepted it, if one did.
  this.server = null;
  this._server = null;
}
ObjectSetPrototypeOf(Socket.prototype, Duplex.prototype);
ObjectSetPrototypeOf(Socket, Duplex);

// What few sockets have. A server has one for each connection: a socket gets such a property of its own when that becomes
// something else.
ObjectAssign(Socket.prototype, {
  _closeAfterHandlingError: false,
  _hadError: false,
  _host: null,
  _parent: null,
  _pendingData: null,
  _pendingEncoding: '',
  _sockname: undefined,
  blockList: undefined,
  [kBoundSource]: undefined,
  [kBytesRead]: 0,
  [kBytesWritten]: 0,
  [kSetKeepAlive]: false,
  [kSetKeepAliveInitialDelay]: 0,
  [kSetNoDelay]: false,
  [kSetTOS]: undefined,
  [kUserBuffer]: null,
});

function takeOptions(socket, options) {
  if (options.onread !== undefined) socket[kUserBuffer] = userBufferOf(options.onread);
  if (options.noDelay) socket[kSetNoDelay] = true;
  if (options.keepAlive) socket[kSetKeepAlive] = true;
  if (options.keepAliveInitialDelay > 0) {
    socket[kSetKeepAliveInitialDelay] = ~~(options.keepAliveInitialDelay / 1000);
  }
  if (options.typeOfService !== undefined) socket[kSetTOS] = options.typeOfService;
  if (options.blockList !== undefined) socket.blockList = options.blockList;
}

// The other side sends no more. Unless the program wants it otherwise, this
// side ends as well, and what it writes from then on goes nowhere.
function onReadableStreamEnd() {
  if (!this.allowHalfOpen) this.write = writeAfterFIN;
}

function writeAfterFIN(chunk, encoding, callback) {
  if (!this.writableEnded) {
    return ReflectApply(Duplex.prototype.write, this, [chunk, encoding, callback]);
  }
  if (typeof encoding === 'function') callback = encoding;
  const err = genericNodeError('This socket has been ended by the other party', { code: 'EPIPE' });
  if (typeof callback === 'function') process.nextTick(callback, err);
  this.destroy(err);
  return false;
}

// --- Reading -------------------------------------------------------------------

Socket.prototype._read = plainRead;

// With memory of its own the stream's machinery is passed by, so these have to
// reach the handle.
function resumeUserBuffer(socket) {
  if (socket[kUserBuffer] !== null && !socket.connecting && socket._handle && !socket._handle.reading) {
    startReading(socket);
  }
}

Socket.prototype.pause = function() {
  if (this[kUserBuffer] !== null && !this.connecting && this._handle?.reading) {
    stopReading(this, this._handle);
  }
  return ReflectApply(Duplex.prototype.pause, this, []);
};

Socket.prototype.resume = function() {
  resumeUserBuffer(this);
  return ReflectApply(Duplex.prototype.resume, this, []);
};

Socket.prototype.read = function(size) {
  resumeUserBuffer(this);
  return ReflectApply(Duplex.prototype.read, this, [size]);
};

// --- Writing -------------------------------------------------------------------

Socket.prototype._write = function(data, encoding, callback) {
  writeGeneric(this, false, data, encoding, callback);
};

Socket.prototype._writev = function(records, callback) {
  writeGeneric(this, true, records, '', callback);
};

Socket.prototype._final = function(callback) {
  if (this.connecting) {
    const onConnect = () => {
      this.off('close', onClose);
      this._final(callback);
    };
    const onClose = () => {
      this.off('connect', onConnect);
      callback(new ERR_SOCKET_CLOSED());
    };
    this.once('connect', onConnect);
    this.once('close', onClose);
    return;
  }
  if (!this._handle) {
    callback();
    return;
  }
  const status = this._handle.shutdown(() => callback());
  if (status === kNotConnected) callback();
  else if (status !== 0) callback(new ErrnoException(status, 'shutdown'));
};

Socket.prototype.end = function(data, encoding, callback) {
  ReflectApply(Duplex.prototype.end, this, [data, encoding, callback]);
  return this;
};

// --- Timeouts ------------------------------------------------------------------

Socket.prototype.setTimeout = setStreamTimeout;

Socket.prototype._onTimeout = function() {
  onIdle(this);
};

Socket.prototype._unrefTimer = function() {
  for (let socket = this; socket; socket = socket._parent) {
    socket[kTimeout]?.refresh();
  }
};

makeTransferable(Socket.prototype, 'net.Socket', (socket) => {
  return socket._handle && !socket.connecting && !socket.destroyed && socket.bytesRead === 0 &&
    socket.readableFlowing === null && socket.writableLength === 0;
});

Socket.prototype[kUpdateTimer] = Socket.prototype._unrefTimer;

// --- Options -------------------------------------------------------------------

Socket.prototype.setNoDelay = function(enable = true) {
  const on = Boolean(enable);
  if (!this._handle) {
    this[kSetNoDelay] = on;
    return this;
  }
  if (this._handle.setNoDelay && on !== this[kSetNoDelay]) {
    this[kSetNoDelay] = on;
    this._handle.setNoDelay(on);
  }
  return this;
};

function seconds(msecs) {
  return msecs === undefined ? undefined : ~~(msecs / 1000);
}

Socket.prototype.setKeepAlive = function(enable, initialDelay, interval, count) {
  if (enable !== null && typeof enable === 'object') {
    ({ enable, initialDelay, interval, count } = enable);
  }
  const on = Boolean(enable);
  const delay = ~~(initialDelay / 1000);
  const between = seconds(interval);
  if (!this._handle) {
    this[kSetKeepAlive] = on;
    this[kSetKeepAliveInitialDelay] = delay;
    this[kSetKeepAliveInterval] = between;
    this[kSetKeepAliveCount] = count;
    return this;
  }
  if (!this._handle.setKeepAlive) return this;
  const changed = on !== this[kSetKeepAlive] ||
    (on && (delay !== this[kSetKeepAliveInitialDelay] ||
            between !== this[kSetKeepAliveInterval] ||
            count !== this[kSetKeepAliveCount]));
  if (changed) {
    this[kSetKeepAlive] = on;
    this[kSetKeepAliveInitialDelay] = delay;
    this[kSetKeepAliveInterval] = between;
    this[kSetKeepAliveCount] = count;
    this._handle.setKeepAlive(on, delay, between, count);
  }
  return this;
};

Socket.prototype.setTypeOfService = function(tos) {
  if (typeof tos !== 'number') throw new ERR_INVALID_ARG_TYPE('tos', 'number', tos);
  validateInt32(tos, 'tos', 0, 255);
  this[kSetTOS] = tos;
  if (this._handle?.setTOS && !this.connecting) {
    const status = this._handle.setTOS(tos);
    if (status !== 0) throw new ErrnoException(status, 'setTypeOfService');
  }
  return this;
};

Socket.prototype.getTypeOfService = function() {
  if (!this._handle?.getTOS || this.connecting) return this[kSetTOS] ?? 0;
  const value = this._handle.getTOS();
  if (value < 0) throw new ErrnoException(value, 'getTypeOfService');
  return value;
};

// What was asked for before there was a connection.
function applyOptions(socket, handle) {
  if (socket[kSetNoDelay]) handle.setNoDelay?.(true);
  if (socket[kSetKeepAlive]) {
    handle.setKeepAlive?.(true, socket[kSetKeepAliveInitialDelay],
                          socket[kSetKeepAliveInterval], socket[kSetKeepAliveCount]);
  }
  if (socket[kSetTOS] !== undefined) handle.setTOS?.(socket[kSetTOS]);
}

Socket.prototype.ref = function() {
  if (!this._handle) this.once('connect', this.ref);
  else this._handle.ref?.();
  return this;
};

Socket.prototype.unref = function() {
  if (!this._handle) this.once('connect', this.unref);
  else this._handle.unref?.();
  return this;
};

// --- Addresses -----------------------------------------------------------------

Socket.prototype._getpeername = function() {
  if (!this._handle?.getpeername || this.connecting) return this._peername || {};
  if (!this._peername) {
    const out = {};
    if (this._handle.getpeername(out) !== 0) return out;
    this._peername = out;
  }
  return this._peername;
};

Socket.prototype._getsockname = function() {
  const source = this[kBoundSource]?.path;
  if (source !== undefined && this._handle) return { address: source };
  if (!this._handle?.getsockname) return {};
  if (!this._sockname) {
    this._sockname = {};
    this._handle.getsockname(this._sockname);
  }
  return this._sockname;
};

Socket.prototype.address = function() {
  return this._getsockname();
};

// --- Connecting ----------------------------------------------------------------

Socket.prototype.connect = function(...args) {
  return require('net/connect').connect(this, args);
};

// A further attempt needs a handle of its own.
Socket.prototype[kReinitializeHandle] = function(handle) {
  this._handle?.close();
  this._handle = handle;
  initSocketHandle(this);
};

// --- The end -------------------------------------------------------------------

Socket.prototype.destroySoon = function() {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

Socket.prototype._reset = function() {
  this.resetAndClosing = true;
  return this.destroy();
};

Socket.prototype.resetAndDestroy = function() {
  if (this._handle) {
    if (!(this._handle instanceof TCP)) throw new ERR_INVALID_HANDLE_TYPE();
    if (this.connecting) this.once('connect', () => this._reset());
    else this._reset();
  } else {
    this.destroy(new ERR_SOCKET_CLOSED());
  }
  return this;
};

function closeHandle(socket, hadError) {
  const handle = socket._handle;
  if (!handle) return;
  const emitClose = () => socket.emit('close', hadError);
  if (socket.resetAndClosing) {
    socket.resetAndClosing = false;
    const status = handle.reset(emitClose);
    if (status === 0) return;
    socket.emit('error', new ErrnoException(status, 'reset'));
  }
  handle.close(emitClose);
}

function forgetHandle(socket) {
  if (!socket._handle) return;
  socket._handle.onread = noop;
  socket._handle = null;
  if (socket._sockname) socket._sockname = null;
}

function emitCloseNT(socket) {
  socket.emit('close');
}

Socket.prototype._destroy = function(err, callback) {
  this.connecting = false;
  for (let socket = this; socket; socket = socket._parent) clearIdle(socket);
  const handle = this._handle;
  if (handle) {
    const hadError = Boolean(err);
    this[kBytesRead] = handle.bytesRead ?? 0;
    this[kBytesWritten] = handle.bytesWritten ?? 0;
    if (this._closeAfterHandlingError) {
      // The socket stays reachable for listeners of 'error'.
      queueMicrotask(() => {
        closeHandle(this, hadError);
        forgetHandle(this);
      });
    } else {
      closeHandle(this, hadError);
      forgetHandle(this);
    }
    callback(err);
  } else {
    callback(err);
    process.nextTick(emitCloseNT, this);
  }
  if (this._server) {
    this._server._connections--;
    this._server._emitCloseIfDrained?.();
  }
};

// --- As an end of a kernel pipe ----------------------------------------------------

const sourceMethods = noteMethods(Socket.prototype, ['_read', 'pause', 'push', 'read', 'resume']);
const sinkMethods = noteMethods(Socket.prototype, ['_write', '_writev', 'write']);

// Sockets and pipes that belong to this stream alone, and carry nothing but bytes.
function placeOf(socket) {
  const handle = socket._handle;
  if (!handle || socket.connecting || socket[kUserBuffer] !== null || handle[kOwner] !== socket) return undefined;
  if (handle.constructor !== TCP && (handle.constructor !== Pipe || handle.ipc)) return undefined;
  return placeOfStream(handle.number, socket[kTimeout] !== null);
}

Socket.prototype[kKernelSource] = function() {
  return areOriginal(this, sourceMethods) && this._handle?.onread === onStreamRead ? placeOf(this) : undefined;
};

Socket.prototype[kKernelBegin] = function() {
  if (this._handle.reading) stopReading(this, this._handle);
};

Socket.prototype[kKernelTaken] = function() {
  this[kUpdateTimer]();
};

Socket.prototype[kKernelBusy] = noop;

Socket.prototype[kKernelEnd] = function(code) {
  const handle = this._handle;
  if (handle) ReflectApply(onStreamRead, handle, [code === 1 ? UV_EOF : code]);
};

Socket.prototype[kKernelSink] = function() {
  return areOriginal(this, sinkMethods) ? placeOf(this) : undefined;
};

Socket.prototype[kKernelGiven] = function() {
  this[kUpdateTimer]();
};

Socket.prototype[kKernelWriting] = function() {
  const { onwrite } = this._writableState;
  return (status) => writeEnded(this, status, onwrite);
};

// --- What it tells of itself -----------------------------------------------------

function lengthOf(chunk, encoding) {
  if (typeof chunk !== 'string') return chunk.length;
  return require('buffer').Buffer.byteLength(chunk, encoding);
}

// Bytes that writes were given and the handle does not have yet.
function pendingBytes(socket) {
  let bytes = 0;
  const waiting = socket.writableBuffer;
  for (let i = 0; i < waiting.length; i++) bytes += lengthOf(waiting[i].chunk, waiting[i].encoding);
  const data = socket._pendingData;
  if (ArrayIsArray(data)) {
    for (let i = 0; i < data.length; i++) bytes += lengthOf(data[i].chunk, data[i].encoding);
  } else if (data) {
    bytes += lengthOf(data, socket._pendingEncoding);
  }
  return bytes;
}

function readyState(socket) {
  if (socket.connecting) return 'opening';
  if (socket.readable && socket.writable) return 'open';
  if (socket.readable) return 'readOnly';
  return socket.writable ? 'writeOnly' : 'closed';
}

function define(name, get) {
  ObjectDefineProperties(Socket.prototype, {
    [name]: { __proto__: null, configurable: false, enumerable: true, get },
  });
}

define('_connecting', function() { return this.connecting; });
define('pending', function() { return !this._handle || this.connecting; });
define('readyState', function() { return readyState(this); });
define('bufferSize', function() { return this._handle ? this.writableLength : undefined; });
define('bytesRead', function() { return this._handle ? this._handle.bytesRead : this[kBytesRead]; });
define('_bytesDispatched', function() { return this._handle ? this._handle.bytesWritten : this[kBytesWritten]; });
define('bytesWritten', function() {
  return this.writableBuffer ? this._bytesDispatched + pendingBytes(this) : undefined;
});
define('remoteAddress', function() { return this._getpeername().address; });
define('remoteFamily', function() { return this._getpeername().family; });
define('remotePort', function() { return this._getpeername().port; });
define('localAddress', function() { return this._getsockname().address; });
define('localPort', function() { return this._getsockname().port; });
define('localFamily', function() { return this._getsockname().family; });

module.exports = { Socket, applyOptions, createHandle, initSocketHandle };
