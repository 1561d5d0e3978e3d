'use strict';
// dgram.Socket: binds, sends and receives. What is asked of a socket that is
// still binding waits in a queue.

const {
  ArrayPrototypePush,
  Boolean,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  PromiseResolve,
  ReflectApply,
  Symbol,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const EventEmitter = require('events');
const { channel } = require('diagnostics_channel');
const {
  ErrnoException,
  ExceptionWithHostPort,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_FD_TYPE,
    ERR_IP_BLOCKED,
    ERR_SOCKET_ALREADY_BOUND,
    ERR_SOCKET_BAD_TYPE,
    ERR_SOCKET_DGRAM_IS_CONNECTED,
    ERR_SOCKET_DGRAM_NOT_CONNECTED,
    ERR_SOCKET_DGRAM_NOT_RUNNING,
  },
} = require('internal/errors');
const {
  isInt32,
  validateAbortSignal,
  validateFunction,
  validateNumber,
  validateObject,
  validatePort,
  validateString,
  validateUint32,
} = require('internal/validators');
const { deprecate, guessHandleType } = require('internal/util');
const { asksPrimary } = require('cluster/role');
const { isIP } = require('net/addresses');
const { kOwner } = require('net/stream_handle');
const { UDP, constants } = require('dgram/handle');
const { sliceMessage, toViews } = require('dgram/messages');

const socketChannel = channel('udp.socket');

const kState = Symbol('state symbol');

const UNBOUND = 0;
const BINDING = 1;
const BOUND = 2;

const DISCONNECTED = 0;
const CONNECTING = 1;
const CONNECTED = 2;

// How a socket finds addresses: literals of its family stand for themselves.
function lookupFor(type, given) {
  const family = type === 'udp4' ? 4 : 6;
  const own = family === 4 ? '127.0.0.1' : '::1';
  if (given !== undefined) {
    validateFunction(given, 'lookup');
    return (address, callback) => given(address || own, family, callback);
  }
  return (address, callback) => {
    address ||= own;
    if (isIP(address) === family) process.nextTick(callback, null, address);
    else require('dns').lookup(address, family, callback);
  };
}

function blockListOf(options, name) {
  const list = options?.[name];
  if (!list) return undefined;
  if (!require('net/block_list').BlockList.isBlockList(list)) {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, 'net.BlockList', list);
  }
  return list;
}

function Socket(type, listener) {
  ReflectApply(EventEmitter, this, []);
  let options;
  if (type !== null && typeof type === 'object') {
    options = type;
    ({ type } = options);
    if (options.recvBufferSize) validateUint32(options.recvBufferSize, 'options.recvBufferSize');
    if (options.sendBufferSize) validateUint32(options.sendBufferSize, 'options.sendBufferSize');
  }
  if (type !== 'udp4' && type !== 'udp6') throw new ERR_SOCKET_BAD_TYPE();
  const lookup = lookupFor(type, options?.lookup);
  const receiveBlockList = blockListOf(options, 'receiveBlockList');
  const sendBlockList = blockListOf(options, 'sendBlockList');

  const handle = new UDP();
  handle[kOwner] = this;
  // On the handle, where a cluster's handle may bring its own.
  handle.lookup = lookup;
  this.type = type;
  if (typeof listener === 'function') this.on('message', listener);
  this[kState] = {
    handle,
    receiving: false,
    bindState: UNBOUND,
    connectState: DISCONNECTED,
    // What waits for the socket to be bound.
    queue: undefined,
    reuseAddr: options?.reuseAddr,
    reusePort: options?.reusePort,
    ipv6Only: options?.ipv6Only,
    recvBufferSize: options?.recvBufferSize,
    sendBufferSize: options?.sendBufferSize,
    receiveBlockList,
    sendBlockList,
  };
  if (options?.signal !== undefined) closeOnAbort(this, options.signal);
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket: this });
}
ObjectSetPrototypeOf(Socket.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Socket, EventEmitter);

function closeOnAbort(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  const abort = () => {
    if (socket[kState].handle) socket.close();
  };
  if (signal.aborted) {
    abort();
    return;
  }
  const hook = require('events/add_abort_listener').addAbortListener(signal, abort);
  socket.once('close', () => hook[SymbolDispose]());
}

// The state of a socket that is not closed.
function live(socket) {
  const state = socket[kState];
  if (!state.handle) throw new ERR_SOCKET_DGRAM_NOT_RUNNING();
  return state;
}

function isBlocked(list, address) {
  return list !== undefined && list.check(address, `ipv${isIP(address)}`);
}

// --- Binding -------------------------------------------------------------------

function startListening(socket) {
  begin(socket);
  socket.emit('listening');
}

function begin(socket) {
  const state = socket[kState];
  state.handle.onmessage = onMessage;
  state.handle.onerror = onReceiveError;
  state.handle.recvStart();
  state.receiving = true;
  state.bindState = BOUND;
  if (state.recvBufferSize) socket.setRecvBufferSize(state.recvBufferSize);
  if (state.sendBufferSize) socket.setSendBufferSize(state.sendBufferSize);
}

function onMessage(bytes, rinfo) {
  const socket = this[kOwner];
  if (isBlocked(socket[kState].receiveBlockList, rinfo.address)) return;
  socket.emit('message', bytes, rinfo);
}

function onReceiveError(status) {
  this[kOwner].emit('error', new ErrnoException(status, 'recvmsg'));
}

function flagsOf(state) {
  let flags = 0;
  if (state.reuseAddr) flags |= constants.UV_UDP_REUSEADDR;
  if (state.ipv6Only) flags |= constants.UV_UDP_IPV6ONLY;
  if (state.reusePort) flags |= constants.UV_UDP_REUSEPORT;
  return flags;
}

function replaceHandle(socket, handle) {
  const state = socket[kState];
  handle[kOwner] = socket;
  handle.lookup = state.handle.lookup;
  state.handle.close();
  state.handle = handle;
}

function callWhenListening(socket, callback) {
  function forget() {
    this.removeListener(EventEmitter.errorMonitor, forget);
    this.removeListener('listening', onListening);
  }
  function onListening() {
    ReflectApply(forget, this, []);
    ReflectApply(callback, this, []);
  }
  // Only watches: an error that nobody handles must not pass unseen.
  socket.on(EventEmitter.errorMonitor, forget);
  socket.on('listening', onListening);
}

Socket.prototype.bind = function(port, address) {
  const state = live(this);
  if (state.bindState !== UNBOUND) throw new ERR_SOCKET_ALREADY_BOUND();
  state.bindState = BINDING;
  const last = arguments.length > 0 ? arguments[arguments.length - 1] : undefined;
  if (typeof last === 'function') callWhenListening(this, last);

  const options = port !== null && typeof port === 'object' ? port : undefined;
  if (typeof options?.recvStart === 'function') {
    replaceHandle(this, options);
    startListening(this);
    return this;
  }
  if (options !== undefined && isInt32(options.fd) && options.fd > 0) {
    bindDescriptor(this, options.fd, Boolean(options.exclusive));
    return this;
  }
  let exclusive = Boolean(state.reusePort);
  if (options !== undefined) {
    exclusive ||= Boolean(options.exclusive);
    address = options.address;
    ({ port } = options);
  } else if (typeof address === 'function') {
    address = undefined;
  }
  if (typeof port === 'function') port = 0;
  address ||= this.type === 'udp4' ? '0.0.0.0' : '::';
  state.handle.lookup(address, (err, ip) => {
    // Closed in the meantime.
    if (!state.handle) return;
    if (err) {
      state.bindState = UNBOUND;
      this.emit('error', err);
      return;
    }
    if (!exclusive && asksPrimary()) {
      bindInCluster(this, { address: ip, port: port || 0, fd: -1, flags: flagsOf(state) });
      return;
    }
    const status = state.handle.bind(ip, port || 0, flagsOf(state));
    if (status !== 0) {
      state.bindState = UNBOUND;
      this.emit('error', new ExceptionWithHostPort(status, 'bind', ip, port));
      return;
    }
    startListening(this);
  });
  return this;
};

function bindDescriptor(socket, fd, exclusive) {
  const state = socket[kState];
  if (!exclusive && asksPrimary()) {
    bindInCluster(socket, { address: null, port: null, fd, flags: null });
    return;
  }
  const type = guessHandleType(fd);
  if (type !== 'UDP') throw new ERR_INVALID_FD_TYPE(type);
  const status = state.handle.open(fd);
  if (status !== 0) throw new ErrnoException(status, 'open');
  // It may have been connected by whoever made it.
  if (state.handle.getpeername({}) === 0) state.connectState = CONNECTED;
  startListening(socket);
}

function bindInCluster(socket, query) {
  const state = socket[kState];
  const { address, port, fd, flags } = query;
  const asked = { address, port, addressType: socket.type, fd, flags };
  require('cluster')._getServer(socket, asked, (status, handle) => {
    if (status !== 0) {
      state.bindState = UNBOUND;
      socket.emit('error', new ExceptionWithHostPort(status, 'bind', address, port));
      return;
    }
    if (!state.handle) {
      handle.close();
      return;
    }
    replaceHandle(socket, handle);
    startListening(socket);
  });
}

// A numeric address of the socket's family.
function numericAddress(socket, address, fallback) {
  if (address === undefined || address === '') return fallback;
  validateString(address, 'address');
  if (isIP(address) === 0) {
    throw new ERR_INVALID_ARG_VALUE('address', address, 'must be a numeric IP address');
  }
  return address;
}

function bindNow(socket, address, port) {
  const state = socket[kState];
  const status = state.handle.bind(address, port, flagsOf(state));
  if (status !== 0) throw new ExceptionWithHostPort(status, 'bind', address, port);
  begin(socket);
  process.nextTick(() => {
    if (state.handle) socket.emit('listening');
  });
}

Socket.prototype.bindSync = function(options = {}) {
  const state = live(this);
  validateObject(options, 'options');
  const { port = 0 } = options;
  validatePort(port, 'Port');
  const address = numericAddress(this, options.address, this.type === 'udp4' ? '0.0.0.0' : '::');
  if (state.bindState !== UNBOUND) throw new ERR_SOCKET_ALREADY_BOUND();
  bindNow(this, address, port | 0);
  return this.address();
};

// Runs `action` once the socket is bound, in the order of asking.
function enqueue(socket, action) {
  const state = socket[kState];
  if (state.queue === undefined) {
    state.queue = [];
    socket.once(EventEmitter.errorMonitor, onListenError);
    socket.once('listening', onListenSuccess);
  }
  ArrayPrototypePush(state.queue, action);
}

function onListenSuccess() {
  this.removeListener(EventEmitter.errorMonitor, onListenError);
  const { queue } = this[kState];
  this[kState].queue = undefined;
  for (let i = 0; i < queue.length; i++) queue[i]();
}

function onListenError() {
  this.removeListener('listening', onListenSuccess);
  this[kState].queue = undefined;
}

// Binds a socket that is used before it was bound. True when it is bound now.
function ensureBound(socket) {
  const state = socket[kState];
  if (state.bindState === UNBOUND) socket.bind({ port: 0, exclusive: true }, null);
  return state.bindState === BOUND;
}

// --- Connecting ----------------------------------------------------------------

Socket.prototype.connect = function(port, address, callback) {
  port = validatePort(port, 'Port', false);
  if (typeof address === 'function') {
    callback = address;
    address = '';
  } else if (address === undefined) {
    address = '';
  }
  validateString(address, 'address');
  const state = live(this);
  if (state.connectState !== DISCONNECTED) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  state.connectState = CONNECTING;
  const start = () => {
    if (callback) this.once('connect', callback);
    state.handle.lookup(address, (err, ip) => finishConnect(this, err, ip, address, port, callback));
  };
  if (ensureBound(this)) start();
  else enqueue(this, start);
};

function connectTo(state, ip, address, port) {
  if (isBlocked(state.sendBlockList, ip)) return new ERR_IP_BLOCKED(ip);
  const status = state.handle.connect(ip, port);
  return status === 0 ? undefined : new ExceptionWithHostPort(status, 'connect', address, port);
}

function finishConnect(socket, err, ip, address, port, callback) {
  const state = socket[kState];
  if (!state.handle) return;
  const failure = err || connectTo(state, ip, address, port);
  if (!failure) {
    state.connectState = CONNECTED;
    process.nextTick(() => socket.emit('connect'));
    return;
  }
  state.connectState = DISCONNECTED;
  process.nextTick(() => {
    if (callback) {
      socket.removeListener('connect', callback);
      callback(failure);
    } else {
      socket.emit('error', failure);
    }
  });
}

Socket.prototype.connectSync = function(port, address) {
  port = validatePort(port, 'Port', false);
  const ip = numericAddress(this, address, this.type === 'udp4' ? '127.0.0.1' : '::1');
  const state = live(this);
  if (state.connectState !== DISCONNECTED) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  if (state.bindState === BINDING) throw new ERR_SOCKET_ALREADY_BOUND();
  if (state.bindState === UNBOUND) bindNow(this, this.type === 'udp4' ? '0.0.0.0' : '::', 0);
  const failure = connectTo(state, ip, ip, port);
  if (failure) throw failure;
  state.connectState = CONNECTED;
  process.nextTick(() => {
    if (state.handle) this.emit('connect');
  });
};

function connected(socket) {
  const state = live(socket);
  if (state.connectState !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  return state;
}

Socket.prototype.disconnect = function() {
  const state = this[kState];
  if (state.connectState !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const status = state.handle.disconnect();
  if (status !== 0) throw new ErrnoException(status, 'disconnect');
  state.connectState = DISCONNECTED;
};

// --- Sending -------------------------------------------------------------------

Socket.prototype.sendto = function(buffer, offset, length, port, address, callback) {
  validateNumber(offset, 'offset');
  validateNumber(length, 'length');
  validateNumber(port, 'port');
  validateString(address, 'address');
  this.send(buffer, offset, length, port, address, callback);
};

// `(msg[, offset, length][, port][, address][, callback])`
Socket.prototype.send = function(buffer, offset, length, port, address, callback) {
  const isConnected = this[kState].connectState === CONNECTED;
  if (isConnected) {
    if (typeof length === 'number') {
      buffer = sliceMessage(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  } else if (address || (port && typeof port !== 'function')) {
    buffer = sliceMessage(buffer, offset, length);
  } else {
    callback = port;
    port = offset;
    address = length;
  }
  const views = toViews(buffer);
  if (!isConnected) port = validatePort(port, 'Port', false);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') {
    callback = address;
    address = undefined;
  } else if (address != null) {
    validateString(address, 'address');
  }
  const state = live(this);
  if (!ensureBound(this)) {
    enqueue(this, () => {
      if (isConnected) this.send(views, callback);
      else this.send(views, port, address, callback);
    });
    return;
  }
  if (isConnected) {
    sendNow(this, views, undefined, undefined, undefined, callback);
    return;
  }
  state.handle.lookup(address, (err, ip) => {
    if (err) failSend(this, err, callback);
    else if (state.handle) sendNow(this, views, ip, address, port, callback);
  });
};

function failSend(socket, err, callback) {
  if (callback) process.nextTick(callback, err);
  else process.nextTick(() => socket.emit('error', err));
}

function sendNow(socket, views, ip, address, port, callback) {
  const state = socket[kState];
  if (ip !== undefined && isBlocked(state.sendBlockList, ip)) {
    if (callback) process.nextTick(callback, new ERR_IP_BLOCKED(ip));
    return;
  }
  const ended = callback && ((status, sent) => {
    if (status < 0) callback(new ExceptionWithHostPort(status, 'send', address, port));
    else callback(null, sent);
  });
  const sent = state.handle.send(views, ip, port, ended);
  // Failures that nobody asked to hear of are not told, as datagrams may be lost.
  if (sent === undefined || !callback) return;
  if (sent >= 0) process.nextTick(callback, null, sent);
  else process.nextTick(callback, new ExceptionWithHostPort(sent, 'send', address, port));
}

// --- The end -------------------------------------------------------------------

Socket.prototype.close = function(callback) {
  if (typeof callback === 'function') this.on('close', callback);
  const state = this[kState];
  if (state.queue !== undefined) {
    ArrayPrototypePush(state.queue, () => this.close());
    return this;
  }
  live(this);
  stopReceiving(this);
  state.handle.close();
  state.handle = null;
  process.nextTick(() => this.emit('close'));
  return this;
};

Socket.prototype[SymbolAsyncDispose] = function() {
  if (!this[kState].handle) return PromiseResolve();
  return new Promise((resolve) => this.close(resolve));
};

function stopReceiving(socket) {
  const state = socket[kState];
  if (!state.receiving) return;
  state.handle.recvStop();
  state.receiving = false;
}

// --- Addresses and references ------------------------------------------------------

function readAddress(handle, method) {
  const out = {};
  const status = handle[method](out);
  if (status !== 0) throw new ErrnoException(status, method);
  return out;
}

Socket.prototype.address = function() {
  return readAddress(live(this).handle, 'getsockname');
};

Socket.prototype.remoteAddress = function() {
  return readAddress(connected(this).handle, 'getpeername');
};

Socket.prototype.ref = function() {
  this[kState].handle?.ref();
  return this;
};

Socket.prototype.unref = function() {
  this[kState].handle?.unref();
  return this;
};

// --- What programs once reached for ----------------------------------------------------

function defineDeprecated(name, get, set) {
  const text = `Socket.prototype.${name} is deprecated`;
  ObjectDefineProperty(Socket.prototype, name, {
    __proto__: null,
    get: deprecate(get, text, 'DEP0112'),
    set: set && deprecate(set, text, 'DEP0112'),
  });
}

function defineState(name, key) {
  defineDeprecated(name, function() {
    return this[kState][key];
  }, function(value) {
    this[kState][key] = value;
  });
}

defineState('_handle', 'handle');
defineState('_receiving', 'receiving');
defineState('_bindState', 'bindState');
defineState('_queue', 'queue');
defineState('_reuseAddr', 'reuseAddr');
Socket.prototype._healthCheck = deprecate(function() {
  live(this);
}, 'Socket.prototype._healthCheck() is deprecated', 'DEP0112');
Socket.prototype._stopReceiving = deprecate(function() {
  stopReceiving(this);
}, 'Socket.prototype._stopReceiving() is deprecated', 'DEP0112');

module.exports = { Socket, kState, live };
