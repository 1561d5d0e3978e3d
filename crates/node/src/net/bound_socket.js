'use strict';
// net.BoundSocket: an address that is taken before anybody listens or connects.
// A server or a socket adopts it, which uses it up.

const { Boolean, SymbolDispose } = primordials;

const {
  ErrnoException,
  codes: { ERR_INVALID_ARG_VALUE, ERR_SOCKET_HANDLE_ADOPTED },
} = require('internal/errors');
const {
  validateBoolean,
  validateObject,
  validatePort,
  validateString,
} = require('internal/validators');
const { isIP } = require('net/addresses');
const { Pipe, TCP, constants } = require('net/stream_handle');

const kTcpOptions = ['host', 'port', 'ipv6Only', 'reusePort'];

function bindPath(options) {
  const { path } = options;
  validateString(path, 'options.path');
  for (let i = 0; i < kTcpOptions.length; i++) {
    if (options[kTcpOptions[i]] !== undefined) {
      throw new ERR_INVALID_ARG_VALUE(
        `options.${kTcpOptions[i]}`, options[kTcpOptions[i]], 'cannot be used with options.path');
    }
  }
  const handle = new Pipe(constants.SOCKET);
  return checked(handle, handle.bind(path), path);
}

function bindAddress(options) {
  const { port = 0, ipv6Only = false, reusePort = false } = options;
  const host = options.host ?? (ipv6Only ? '::' : '0.0.0.0');
  validateString(host, 'options.host');
  validatePort(port, 'options.port');
  validateBoolean(ipv6Only, 'options.ipv6Only');
  validateBoolean(reusePort, 'options.reusePort');
  if (isIP(host) === 0) {
    throw new ERR_INVALID_ARG_VALUE('options.host', host, 'must be a numeric IP address');
  }
  const handle = new TCP(constants.SOCKET);
  const flags = (ipv6Only ? constants.UV_TCP_IPV6ONLY : 0) | (reusePort ? constants.UV_TCP_REUSEPORT : 0);
  let status = handle.bind(host, port | 0, flags);
  // An address in use is told late: asking for the address asks for that too.
  if (status === 0) status = handle.delayedError();
  return checked(handle, status, host, port);
}

function checked(handle, status, address, port) {
  if (status === 0) return handle;
  handle.close();
  const err = new ErrnoException(status, 'bind');
  err.address = address;
  if (port !== undefined) err.port = port;
  throw err;
}

class BoundSocket {
  #handle;
  #path;
  #adopted = false;

  constructor(options = {}) {
    validateObject(options, 'options');
    this.#path = options.path;
    this.#handle = options.path === undefined ? bindAddress(options) : bindPath(options);
  }

  #live() {
    if (this.#adopted || this.#handle === null) throw new ERR_SOCKET_HANDLE_ADOPTED();
    return this.#handle;
  }

  get isPipe() {
    return Boolean(this.#path);
  }

  address() {
    const handle = this.#live();
    if (this.#path !== undefined) return this.#path;
    const out = {};
    const status = handle.getsockname(out);
    if (status !== 0) throw new ErrnoException(status, 'address');
    return out;
  }

  fd() {
    return this.#live().fd;
  }

  close() {
    if (this.#adopted) throw new ERR_SOCKET_HANDLE_ADOPTED();
    this.#handle?.close();
    this.#handle = null;
  }

  [SymbolDispose]() {
    if (!this.#adopted) this.close();
  }

  static take(bound) {
    const handle = bound.#live();
    bound.#adopted = true;
    bound.#handle = null;
    return { handle, path: bound.#path };
  }
}

const adoptBoundSocket = BoundSocket.take;
delete BoundSocket.take;

module.exports = { BoundSocket, adoptBoundSocket };
