'use strict';
// Connecting a socket: the address from a host's name, one attempt or several
// ("happy eyeballs"), and what follows when one succeeds or all fail.

const { ArrayPrototypePush } = primordials;

const {
  ExceptionWithHostPort,
  NodeAggregateError,
  codes: {
    ERR_INVALID_ADDRESS_FAMILY,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_IP_ADDRESS,
    ERR_IP_BLOCKED,
    ERR_MISSING_ARGS,
    ERR_SOCKET_CONNECTION_TIMEOUT,
  },
} = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateInt32,
  validateNumber,
  validatePort,
  validateString,
} = require('internal/validators');
const { channel } = require('diagnostics_channel');
const { isIP } = require('net/addresses');
const { isNormalized, normalizeArgs } = require('net/arguments');
const { familyDefaults } = require('net/family_selection');
const { Pipe, TCP, constants, kOwner } = require('net/stream_handle');
const { applyOptions, initSocketHandle } = require('net/socket');
const { kBoundSource, kReinitializeHandle, kTimeout } = require('net/symbols');

const socketChannel = channel('net.client.socket');

const UV_EADDRINUSE = -98;
const UV_ECANCELED = -125;
const UV_ETIMEDOUT = -110;

// What one attempt is about; its callback finds everything here.
class Attempt {
  constructor(socket, address, port, family) {
    this.socket = socket;
    this.address = address;
    this.port = port;
    this.addressType = family;
    this.localAddress = undefined;
    this.localPort = undefined;
    this.started = 0;
  }

  error(status) {
    let details;
    if (this.localAddress && this.localPort) details = `${this.localAddress}:${this.localPort}`;
    const err = new ExceptionWithHostPort(status, 'connect', this.address, this.port, details);
    if (details) {
      err.localAddress = this.localAddress;
      err.localPort = this.localPort;
    }
    return err;
  }

  failed(err) {
    this.socket.emit('connectionAttemptFailed', this.address, this.port, this.addressType, err);
  }
}

// `socket.connect(...)`
function connect(socket, args) {
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket });
  const { 0: options, 1: callback } = isNormalized(args[0]) ? args[0] : normalizeArgs(args);
  if (options.port === undefined && options.path == null) {
    throw new ERR_MISSING_ARGS(['options', 'port', 'path']);
  }
  if (socket[kBoundSource] !== undefined && socket._handle) refuseLocalOf(options);
  const { Socket } = require('net/socket');
  if (socket.write !== Socket.prototype.write) socket.write = Socket.prototype.write;
  if (socket.destroyed) {
    socket._handle = null;
    socket._peername = undefined;
    socket._sockname = undefined;
    socket[kBoundSource] = undefined;
  }
  const { path } = options;
  const isPipe = Boolean(path);
  if (isPipe) validateString(path, 'options.path');
  if (!socket._handle) {
    socket._handle = isPipe ? new Pipe(constants.SOCKET) : new TCP(constants.SOCKET);
    initSocketHandle(socket);
  }
  if (callback !== null) socket.once('connect', callback);
  socket._unrefTimer();
  socket.connecting = true;
  if (isPipe) attempt(socket, path);
  else lookupAndConnect(socket, options);
  return socket;
}

// A bound socket has its local end already.
function refuseLocalOf(options) {
  for (const name of ['localAddress', 'localPort']) {
    if (options[name] !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(
        `options.${name}`, options[name], 'cannot be used with a bound socket handle');
    }
  }
}

function connectErrorNT(socket, err) {
  socket.destroy(err);
}

// --- Names ---------------------------------------------------------------------

function checkOptions(options) {
  const { localAddress, localPort, port, autoSelectFamily, autoSelectFamilyAttemptTimeout } = options;
  if (localAddress && !isIP(localAddress)) throw new ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (port !== undefined) {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validatePort(port);
  }
  if (autoSelectFamily != null) validateBoolean(autoSelectFamily, 'options.autoSelectFamily');
  if (autoSelectFamilyAttemptTimeout != null) {
    validateInt32(autoSelectFamilyAttemptTimeout, 'options.autoSelectFamilyAttemptTimeout', 1);
  }
}

function lookupAndConnect(socket, options) {
  checkOptions(options);
  const { localAddress, localPort } = options;
  const host = options.host || 'localhost';
  const port = options.port | 0;
  const family = isIP(host);
  if (family !== 0) {
    if (socket[kBoundSource] !== undefined) {
      connectBoundNow(socket, host, port, family);
      return;
    }
    process.nextTick(() => {
      if (socket.connecting) attempt(socket, host, port, family, localAddress, localPort);
    });
    return;
  }
  if (options.lookup != null) validateFunction(options.lookup, 'options.lookup');
  const dns = require('dns');
  const query = {
    family: options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : options.family,
    hints: options.hints || 0,
  };
  if (query.family !== 4 && query.family !== 6 && query.hints === 0) query.hints = dns.ADDRCONFIG;
  socket._host = host;
  const lookup = options.lookup || dns.lookup;
  const several = (options.autoSelectFamily ?? familyDefaults.get()) &&
    query.family !== 4 && query.family !== 6 && !localAddress;
  if (several) {
    query.all = true;
    lookup(host, query, (err, addresses) => {
      onAddresses(socket, options, host, port, err, addresses);
    });
    return;
  }
  lookup(host, query, (err, address, addressFamily) => {
    socket.emit('lookup', err, address, addressFamily, host);
    if (!socket.connecting) return;
    const failure = err || addressError(address, addressFamily, options);
    if (failure) {
      process.nextTick(connectErrorNT, socket, failure);
      return;
    }
    socket._unrefTimer();
    attempt(socket, address, port, addressFamily, localAddress, localPort);
  });
}

// The system connects at once, so that the local end is known; failures are
// told later all the same.
function connectBoundNow(socket, host, port, family) {
  const destroy = socket.destroy;
  let failure;
  socket.destroy = (err) => {
    failure = err;
    return socket;
  };
  try {
    attempt(socket, host, port, family);
  } finally {
    delete socket.destroy;
    if (socket.destroy !== destroy) socket.destroy = destroy;
  }
  if (failure !== undefined) process.nextTick(connectErrorNT, socket, failure);
}

function addressError(address, family, options) {
  if (typeof address !== 'string' || isIP(address) === 0) return new ERR_INVALID_IP_ADDRESS(address);
  if (family !== 4 && family !== 6) {
    return new ERR_INVALID_ADDRESS_FAMILY(family, options.host, options.port);
  }
  return undefined;
}

// --- One attempt ---------------------------------------------------------------

// "Already in use" is told late by bind(): the port says whether it was taken.
function bindLocal(handle, family, localAddress, localPort) {
  let status = handle.bind(localAddress, localPort, 0);
  if (status === 0 && localPort > 0) {
    const out = {};
    status = handle.getsockname(out);
    if (status === 0 && out.port !== localPort) status = UV_EADDRINUSE;
  }
  return status;
}

function startConnect(request, handle, callback) {
  const status = request.addressType === undefined ?
    handle.connect(request.address, callback) :
    handle.connect(request.address, request.port, callback);
  return status;
}

// An address and port, or a path alone.
function attempt(socket, address, port, family, localAddress, localPort) {
  const handle = socket._handle;
  if (localAddress || localPort) {
    localAddress ||= family === 6 ? '::' : '0.0.0.0';
    const status = bindLocal(handle, family, localAddress, localPort || 0);
    if (status !== 0) {
      socket.destroy(new ExceptionWithHostPort(status, 'bind', localAddress, localPort));
      return;
    }
  }
  if (family !== undefined && socket.blockList?.check(address, `ipv${family}`)) {
    socket.destroy(new ERR_IP_BLOCKED(address));
    return;
  }
  socket.emit('connectionAttempt', address, port, family);
  const request = new Attempt(socket, address, port, family);
  request.localAddress = localAddress;
  request.localPort = localPort;
  const readable = socket.readable;
  const writable = socket.writable;
  const status = startConnect(request, handle, (ended) => {
    afterConnect(handle, request, ended, readable, writable);
  });
  if (status !== 0) {
    const { address: boundTo, port: boundPort } = socket._getsockname();
    const details = boundTo === undefined && boundPort === undefined && family === undefined ?
      undefined : `${boundTo}:${boundPort}`;
    socket.destroy(new ExceptionWithHostPort(status, 'connect', address, port, details));
    return;
  }
  if (family !== undefined) beginTiming(request);
}

function afterConnect(handle, request, status, readable, writable) {
  const socket = handle[kOwner];
  if (!socket || socket.destroyed) return;
  socket.connecting = false;
  socket._sockname = undefined;
  if (status !== 0) {
    const err = request.error(status);
    request.failed(err);
    socket.destroy(err);
    return;
  }
  if (socket.readable && !readable) {
    socket.push(null);
    socket.read();
  }
  if (socket.writable && !writable) socket.end();
  socket._unrefTimer();
  applyOptions(socket, handle);
  socket.emit('connect');
  socket.emit('ready');
  if (readable && !socket.isPaused()) socket.read(0);
  endTiming(request);
}

// --- Several attempts ------------------------------------------------------------

// What a lookup brought, in the order of trying: families in turn, beginning
// with that of the first address.
function inTurns(addresses) {
  const first = [];
  const second = [];
  let firstFamily;
  const known = { __proto__: null };
  for (let i = 0; i < addresses.length; i++) {
    const { address, family } = addresses[i];
    if (isIP(address) === 0 || (family !== 4 && family !== 6) || known[address]) continue;
    known[address] = true;
    firstFamily ??= family;
    ArrayPrototypePush(family === firstFamily ? first : second, { address, family });
  }
  const order = [];
  for (let i = 0; i < first.length || i < second.length; i++) {
    if (i < first.length) ArrayPrototypePush(order, first[i]);
    if (i < second.length) ArrayPrototypePush(order, second[i]);
  }
  return order;
}

function onAddresses(socket, options, host, port, err, addresses) {
  if (!socket.connecting) return;
  if (err) {
    socket.emit('lookup', err, undefined, undefined, host);
    process.nextTick(connectErrorNT, socket, err);
    return;
  }
  for (let i = 0; i < addresses.length; i++) {
    socket.emit('lookup', err, addresses[i].address, addresses[i].family, host);
    // A listener may have destroyed it.
    if (!socket.connecting) return;
  }
  const order = inTurns(addresses);
  if (order.length === 0) {
    const { address, family } = addresses[0] ?? {};
    process.nextTick(connectErrorNT, socket, addressError(address, family, options));
    return;
  }
  socket._unrefTimer();
  if (order.length === 1) {
    attempt(socket, order[0].address, port, order[0].family, undefined, options.localPort);
    return;
  }
  socket.autoSelectFamilyAttemptedAddresses = [];
  const given = options.autoSelectFamilyAttemptTimeout;
  tryNext({
    socket,
    addresses: order,
    current: 0,
    port,
    localPort: options.localPort,
    timeout: given == null ? familyDefaults.attemptTimeout() : given < 10 ? 10 : given,
    timer: null,
    errors: [],
  }, false);
}

function stopTimer(context) {
  if (context.timer === null) return;
  require('timers').clearTimeout(context.timer);
  context.timer = null;
}

function tryNext(context, canceled) {
  stopTimer(context);
  const { socket, errors, port, localPort } = context;
  if (socket._aborted) return;
  if (canceled || context.current === context.addresses.length) {
    socket.destroy(errors.length === 0 ?
      new ERR_SOCKET_CONNECTION_TIMEOUT() : new NodeAggregateError(errors));
    return;
  }
  const current = context.current++;
  const { address, family } = context.addresses[current];
  if (current > 0) socket[kReinitializeHandle](new TCP(constants.SOCKET));
  const handle = socket._handle;
  const request = new Attempt(socket, address, port, family);
  if (localPort) {
    request.localAddress = family === 6 ? '::' : '0.0.0.0';
    request.localPort = localPort;
    const status = bindLocal(handle, family, request.localAddress, localPort);
    if (status !== 0) {
      ArrayPrototypePush(
        errors, new ExceptionWithHostPort(status, 'bind', request.localAddress, localPort));
      tryNext(context, false);
      return;
    }
  }
  const giveUp = (err) => {
    ArrayPrototypePush(errors, err);
    request.failed(err);
    tryNext(context, false);
  };
  if (socket.blockList?.check(address, `ipv${family}`)) {
    giveUp(new ERR_IP_BLOCKED(address));
    return;
  }
  ArrayPrototypePush(socket.autoSelectFamilyAttemptedAddresses, `${address}:${port}`);
  socket.emit('connectionAttempt', address, port, family);
  const readable = socket.readable;
  const writable = socket.writable;
  let timedOut = false;
  const status = startConnect(request, handle, (ended) => {
    if (!timedOut) afterOneOfSeveral(context, handle, request, ended, readable, writable);
  });
  if (status !== 0) {
    const { address: boundTo, port: boundPort } = socket._getsockname();
    giveUp(new ExceptionWithHostPort(status, 'connect', address, port, `${boundTo}:${boundPort}`));
    return;
  }
  beginTiming(request);
  if (current === context.addresses.length - 1) return;
  context.timer = require('timers').setTimeout(() => {
    timedOut = true;
    socket.emit('connectionAttemptTimeout', address, port, family);
    ArrayPrototypePush(errors, request.error(UV_ETIMEDOUT));
    handle.close();
    if (socket.connecting) tryNext(context, false);
  }, context.timeout);
}

function afterOneOfSeveral(context, handle, request, status, readable, writable) {
  stopTimer(context);
  const { socket } = context;
  if (handle !== socket._handle && status === 0) {
    handle.close();
    return;
  }
  if (status === 0) {
    afterConnect(handle, request, status, readable, writable);
    return;
  }
  const err = request.error(status);
  ArrayPrototypePush(context.errors, err);
  request.failed(err);
  if (socket.connecting) tryNext(context, status === UV_ECANCELED);
}

// --- Performance entries ---------------------------------------------------------

function beginTiming(request) {
  const { hasObserver, now } = require('perf_hooks/connections');
  if (hasObserver('net')) request.started = now();
}

function endTiming(request) {
  if (request.started === 0) return;
  const { enqueue } = require('perf_hooks/connections');
  enqueue('net', 'connect', request.started, { host: request.address, port: request.port });
}

module.exports = { connect };
