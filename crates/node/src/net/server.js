'use strict';
// net.Server: listens, and makes a Socket of each connection. It is closed once
// it neither listens nor has connections.

const {
  ArrayPrototypeIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSplice,
  Boolean,
  ObjectDefineProperties,
  ObjectSetPrototypeOf,
  Promise,
  PromiseResolve,
  ReflectApply,
  RegExpPrototypeExec,
  SymbolAsyncDispose,
  SymbolDispose,
} = primordials;

const EventEmitter = require('events');
const { channel, tracingChannel } = require('diagnostics_channel');
const {
  ErrnoException,
  UVExceptionWithHostPort,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_SERVER_ALREADY_LISTEN,
    ERR_SERVER_NOT_RUNNING,
  },
} = require('internal/errors');
const { validateAbortSignal, validateNumber, validatePort } = require('internal/validators');
const { asksPrimary } = require('cluster/role');
const { isIP } = require('net/addresses');
const { isPipeName, normalizeArgs, toNumber } = require('net/arguments');
const { Socket } = require('net/socket');
const { Pipe, TCP, constants, kAsyncId, kOwner } = require('net/stream_handle');
const { createServerHandle, kAnyV4, kAnyV6 } = require('net/server_handle');
const { kSetKeepAlive, kSetKeepAliveInitialDelay, kSetNoDelay } = require('net/symbols');
const { makeTransferable } = require('net/transfer');
const { getDefaultHighWaterMark } = require('stream/high_water_mark');
const { withTrigger } = require('async_hooks/ids');

const socketChannel = channel('net.server.socket');
const listenChannel = tracingChannel('net.server.listen');

const kDefaultBacklog = 511;

function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  ReflectApply(EventEmitter, this, []);
  if (typeof options === 'function') {
    connectionListener = options;
    options = {};
  } else if (options == null || typeof options === 'object') {
    options = { ...options };
  } else {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  if (typeof connectionListener === 'function') this.on('connection', connectionListener);
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }
  if (options.highWaterMark !== undefined) {
    validateNumber(options.highWaterMark, 'options.highWaterMark');
    if (options.highWaterMark < 0) options.highWaterMark = undefined;
  }

  this._connections = 0;
  this._handle = null;
  this._usingWorkers = false;
  this._workers = [];
  this._unref = false;
  // Names the last call of listen(), so that an earlier one that still looks
  // an address up knows that it is over.
  this._listeningId = 1;

  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = Boolean(options.pauseOnConnect);
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = ~~(options.keepAliveInitialDelay / 1000);
  this.highWaterMark = options.highWaterMark ?? getDefaultHighWaterMark();
  if (options.blockList) {
    if (!require('net/block_list').BlockList.isBlockList(options.blockList)) {
      throw new ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', options.blockList);
    }
    this.blockList = options.blockList;
  }
}
ObjectSetPrototypeOf(Server.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Server, EventEmitter);

function createServer(options, connectionListener) {
  return new Server(options, connectionListener);
}

// --- Listening -----------------------------------------------------------------

Server.prototype.listen = function(...args) {
  const { 0: given, 1: callback } = normalizeArgs(args);
  if (this._handle) throw new ERR_SERVER_ALREADY_LISTEN();
  if (callback !== null) this.once('listening', callback);
  const backlog = toNumber(args.length > 1 && args[1]) || toNumber(args.length > 2 && args[2]);

  const bound = boundSocketOf(given);
  if (bound !== undefined) return adopt(this, bound, backlog || given.backlog);
  const options = given._handle || given.handle || given;
  const flags = flagsOf(options);
  this._listeningId++;
  if (listenChannel.asyncStart.hasSubscribers) listenChannel.asyncStart.publish({ server: this, options });

  // Also of a unix socket that another process sent.
  if (options instanceof TCP || options instanceof Pipe) {
    this._handle = options;
    listen(this, null, -1, -1, backlog, undefined, true);
    return this;
  }
  closeOnAbort(this, options.signal);
  if (typeof options.fd === 'number' && options.fd >= 0) {
    listen(this, null, null, null, backlog, options.fd);
    return this;
  }
  const anyPort = args.length === 0 || typeof args[0] === 'function' ||
    (options.port === undefined && 'port' in options) || options.port === null;
  const port = anyPort ? 0 : options.port;
  if (typeof port === 'number' || typeof port === 'string') {
    validatePort(port, 'options.port');
    // The kernel deals the connections out: there is nothing to share.
    const exclusive = options.reusePort === true || options.exclusive;
    const length = options.backlog || backlog;
    if (options.host) lookupAndListen(this, port | 0, options.host, length, exclusive, flags);
    else listen(this, null, port | 0, 4, length, undefined, exclusive, flags);
    return this;
  }
  if (options.path && isPipeName(options.path)) return listenOnPath(this, options, backlog);
  if (!('port' in options) && !('path' in options)) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new ERR_INVALID_ARG_VALUE('options', options);
};

function flagsOf(options) {
  let flags = 0;
  if (options.ipv6Only === true) flags |= constants.UV_TCP_IPV6ONLY;
  if (options.reusePort === true) flags |= constants.UV_TCP_REUSEPORT;
  return flags;
}

function boundSocketOf(given) {
  const { BoundSocket } = require('net/bound_socket');
  if (given instanceof BoundSocket) return given;
  return given.handle instanceof BoundSocket ? given.handle : undefined;
}

function adopt(server, bound, backlog) {
  const { adoptBoundSocket } = require('net/bound_socket');
  const { handle, path } = adoptBoundSocket(bound);
  server._listeningId++;
  server._handle = handle;
  if (path !== undefined) server._pipeName = path;
  listen(server, null, -1, -1, backlog, undefined, true);
  return server;
}

function closeOnAbort(server, signal) {
  if (signal === undefined) return;
  validateAbortSignal(signal, 'options.signal');
  const abort = () => server.close();
  if (signal.aborted) {
    process.nextTick(abort);
    return;
  }
  const hook = require('events/add_abort_listener').addAbortListener(signal, abort);
  server.once('close', () => hook[SymbolDispose]());
}

function listenOnPath(server, options, backlog) {
  const { path, readableAll, writableAll } = options;
  if (path[0] === '\0' && (readableAll || writableAll)) {
    throw new ERR_INVALID_ARG_VALUE(
      'options', options,
      'can not set readableAll or writableAllt to true when path is abstract unix socket');
  }
  server._pipeName = path;
  const forOthers = { readableAll, writableAll };
  listen(server, path, -1, -1, options.backlog || backlog, undefined, options.exclusive, undefined, forOthers);
  // On failure an error will be emitted.
  if (!server._handle) return server;
  let mode = 0;
  if (readableAll === true) mode |= constants.UV_READABLE;
  if (writableAll === true) mode |= constants.UV_WRITABLE;
  if (mode !== 0) {
    const status = server._handle.fchmod(mode);
    if (status !== 0) {
      server._handle.close();
      server._handle = null;
      throw new ErrnoException(status, 'uv_pipe_chmod');
    }
  }
  return server;
}

const kLinkLocal = /^fe[89ab][0-9a-f]:/i;

// A link-local address cannot be listened on without its interface: the first
// of the others, if there is one.
function usableOf(addresses) {
  for (let i = 0; i < addresses.length; i++) {
    if (RegExpPrototypeExec(kLinkLocal, addresses[i].address) === null) return addresses[i];
  }
  return addresses[0];
}

function lookupAndListen(server, port, host, backlog, exclusive, flags) {
  const id = server._listeningId;
  require('dns').lookup(host, { all: true }, (err, addresses) => {
    // Closed, or asked to listen elsewhere, in the meantime.
    if (server._listeningId !== id) return;
    if (err) {
      server.emit('error', err);
      return;
    }
    const { address, family } = usableOf(addresses);
    listen(server, address, port, address ? family : 4, backlog, undefined, exclusive, flags);
  });
}

// In a cluster's worker the primary has the handle, unless this process is to
// have the address for itself. `forOthers` is what the primary must know besides.
function listen(server, address, port, family, backlog, fd, exclusive, flags, forOthers) {
  if (exclusive || !asksPrimary()) {
    server._listen2(address, port, family, backlog, fd, flags);
    return;
  }
  const id = server._listeningId;
  const query = {
    address,
    port,
    addressType: family,
    fd,
    flags,
    backlog,
    ...forOthers,
  };
  require('cluster')._getServer(server, query, (status, handle) => {
    if (server._listeningId !== id) {
      handle?.close();
      return;
    }
    const failure = portMismatch(status, port, handle);
    if (failure !== 0) {
      server.emit('error', new UVExceptionWithHostPort(failure, 'bind', address, port));
      return;
    }
    server._handle = handle;
    server._listen2(address, port, family, backlog, fd, flags);
  });
}

const UV_EADDRINUSE = -98;

// "In use" is told late by bind(): the port that was got says it.
function portMismatch(status, port, handle) {
  if (status !== 0 || !(port > 0) || !handle?.getsockname) return status;
  const out = {};
  const known = handle.getsockname(out);
  return known === 0 && out.port !== port ? UV_EADDRINUSE : known;
}

// Takes the handle that the server has, or makes one, and listens.
Server.prototype._listen2 = function(address, port, family, backlog, fd, flags) {
  if (!this._handle) {
    let handle;
    if (!address && typeof fd !== 'number') {
      handle = createServerHandle(kAnyV6, port, 6, fd, flags);
      if (typeof handle === 'number') {
        handle = createServerHandle(address = kAnyV4, port, family = 4, fd, flags);
      } else {
        address = kAnyV6;
        family = 6;
      }
    } else {
      handle = createServerHandle(address, port, family, fd, flags);
    }
    if (typeof handle === 'number') {
      failListen(this, new UVExceptionWithHostPort(handle, 'listen', address, port));
      return;
    }
    this._handle = handle;
  }
  this._handle.onconnection = onconnection;
  this._handle[kOwner] = this;
  const status = this._handle.listen(backlog || kDefaultBacklog);
  if (status !== 0) {
    const err = new UVExceptionWithHostPort(status, 'listen', address, port);
    this._handle.close();
    this._handle = null;
    failListen(this, err);
    return;
  }
  if (listenChannel.asyncEnd.hasSubscribers) listenChannel.asyncEnd.publish({ server: this });
  this._connectionKey = `${family}:${address}:${port}`;
  if (this._unref) this.unref();
  withTrigger(this._handle[kAsyncId], process.nextTick, emitListeningNT, this);
};

function failListen(server, err) {
  if (listenChannel.error.hasSubscribers) listenChannel.error.publish({ server, error: err });
  process.nextTick(emitErrorNT, server, err);
}

function emitErrorNT(server, err) {
  server.emit('error', err);
}

function emitListeningNT(server) {
  // It may have been closed since.
  if (server._handle) server.emit('listening');
}

// --- Connections ---------------------------------------------------------------

// What 'drop' tells of a connection over TCP.
function describe(handle) {
  if (!handle.getsockname && !handle.getpeername) return undefined;
  const data = { __proto__: null };
  const local = { __proto__: null };
  const remote = { __proto__: null };
  handle.getsockname?.(local);
  handle.getpeername?.(remote);
  data.localAddress = local.address;
  data.localPort = local.port;
  data.localFamily = local.family;
  data.remoteAddress = remote.address;
  data.remotePort = remote.port;
  data.remoteFamily = remote.family;
  return data;
}

function isBlocked(server, handle) {
  if (!server.blockList || typeof handle.getpeername !== 'function') return false;
  const remote = { __proto__: null };
  handle.getpeername(remote);
  const family = isIP(remote.address);
  return family !== 0 && server.blockList.check(remote.address, `ipv${family}`);
}

function drop(server, handle) {
  const data = describe(handle);
  if (data === undefined) server.emit('drop');
  else server.emit('drop', data);
  handle.close();
}

function onconnection(status, handle) {
  const server = this[kOwner];
  if (status !== 0) {
    server.emit('error', new ErrnoException(status, 'accept'));
    return;
  }
  const full = server.maxConnections != null && server._connections >= server.maxConnections;
  if (full || isBlocked(server, handle)) {
    drop(server, handle);
    return;
  }
  const socket = new Socket({
    handle,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: server.highWaterMark,
    writableHighWaterMark: server.highWaterMark,
  });
  if (server.noDelay && handle.setNoDelay) {
    socket[kSetNoDelay] = true;
    handle.setNoDelay(true);
  }
  if (server.keepAlive && handle.setKeepAlive) {
    socket[kSetKeepAlive] = true;
    socket[kSetKeepAliveInitialDelay] = server.keepAliveInitialDelay;
    handle.setKeepAlive(true, server.keepAliveInitialDelay);
  }
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket });
}

Server.prototype.getConnections = function(callback) {
  const end = (err, count) => process.nextTick(callback, err, count);
  if (!this._usingWorkers) {
    end(null, this._connections);
    return this;
  }
  let left = this._workers.length;
  let total = this._connections;
  const onCount = (err, count) => {
    if (err) {
      left = -1;
      end(err);
      return;
    }
    total += count;
    if (--left === 0) end(null, total);
  };
  for (let i = 0; i < this._workers.length; i++) this._workers[i].getConnections(onCount);
  return this;
};

// Sockets were sent to a child process that keeps a list of them.
Server.prototype._setupWorker = function(list) {
  this._usingWorkers = true;
  ArrayPrototypePush(this._workers, list);
  list.once('exit', (gone) => {
    const at = ArrayPrototypeIndexOf(this._workers, gone);
    if (at !== -1) ArrayPrototypeSplice(this._workers, at, 1);
  });
};

// --- The end -------------------------------------------------------------------

Server.prototype.close = function(callback) {
  if (typeof callback === 'function') {
    if (this._handle) {
      this.once('close', callback);
    } else {
      this.once('close', function close() {
        callback(new ERR_SERVER_NOT_RUNNING());
      });
    }
  }
  if (this._handle) {
    this._handle.close();
    this._handle = null;
  }
  // A lookup that is under way is for nothing now.
  this._listeningId++;
  if (this._usingWorkers) closeWorkers(this);
  else this._emitCloseIfDrained();
  return this;
};

function closeWorkers(server) {
  let left = server._workers.length;
  // Held open by one more until the workers have answered.
  server._connections++;
  const onClosed = () => {
    if (--left > 0) return;
    server._connections--;
    server._emitCloseIfDrained();
  };
  if (left === 0) onClosed();
  for (let i = 0; i < server._workers.length; i++) server._workers[i].close(onClosed);
}

Server.prototype._emitCloseIfDrained = function() {
  if (this._handle || this._connections > 0) return;
  process.nextTick(emitCloseNT, this);
};

function emitCloseNT(server) {
  server.emit('close');
}

Server.prototype[SymbolAsyncDispose] = function() {
  if (!this._handle) return PromiseResolve();
  return new Promise((resolve, reject) => {
    this.close((err) => {
      if (err) reject(err);
      else resolve();
    });
  });
};

makeTransferable(Server.prototype, 'net.Server', (server) => server._handle && server._connections === 0);

Server.prototype[EventEmitter.captureRejectionSymbol] = function(err, event, socket) {
  if (event === 'connection') socket.destroy(err);
  else this.emit('error', err);
};

// --- What it tells of itself -----------------------------------------------------

Server.prototype.address = function() {
  if (this._handle?.getsockname) {
    const out = {};
    const status = this._handle.getsockname(out);
    if (status !== 0) throw new ErrnoException(status, 'address');
    return out;
  }
  return this._handle && this._pipeName ? this._pipeName : null;
};

Server.prototype.ref = function() {
  this._unref = false;
  this._handle?.ref();
  return this;
};

Server.prototype.unref = function() {
  this._unref = true;
  this._handle?.unref();
  return this;
};

ObjectDefineProperties(Server.prototype, {
  listening: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return Boolean(this._handle); },
  },
});

module.exports = { Server, createServer };
