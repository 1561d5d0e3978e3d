'use strict';
// The handle of a UDP socket. Its owner sets `onmessage(bytes, rinfo)` and
// `onerror(status)`; operations answer 0 or a negative errno.

const { ArrayPrototypePush, ArrayPrototypeShift, ReflectApply, SafeSet } = primordials;

const native = binding('dgram');
const { FastBuffer } = require('buffer/pool');
const { Request, announce, enter, fillAddress, finish, kAsyncId, kOwner, leave } = require('net/stream_handle');

const UV_EBADF = -9;

// What native `send` answers for a message that is queued.
const kQueued = 1e9;

const constants = {
  __proto__: null,
  UV_UDP_IPV6ONLY: 1,
  UV_UDP_REUSEADDR: 4,
  UV_UDP_REUSEPORT: 8,
};

let ready = false;

// The handles that are not closed.
const open = new SafeSet();

class UDP {
  #number;
  #sends = [];
  #closed;

  constructor() {
    if (!ready) setUp();
    announce('UDPWRAP', this);
    open.add(this);
    this.#number = native.create(this);
    this.onmessage = undefined;
    this.onerror = undefined;
  }

  static hooks() {
    return [
      function onMessage(buffer, offset, length, address, port, isV6) {
        enter(this);
        const rinfo = { address, family: isV6 ? 'IPv6' : 'IPv4', port, size: length };
        this.onmessage(new FastBuffer(buffer, offset, length), rinfo);
        leave(this);
      },
      function onError(status) {
        enter(this);
        this.onerror(status);
        leave(this);
      },
      function onSent(status, bytes) {
        const request = ArrayPrototypeShift(this.#sends);
        if (request === undefined) return;
        request.bytes = bytes;
        request.end(status);
      },
      function onClose() {
        open.delete(this);
        enter(this);
        if (typeof this.#closed === 'function') ReflectApply(this.#closed, this, []);
        leave(this);
        finish(this);
      },
    ];
  }

  getAsyncId() {
    return this[kAsyncId];
  }

  get fd() {
    return this.#number === 0 ? UV_EBADF : native.descriptor(this.#number);
  }

  open(fd) {
    return native.open(this.#number, fd);
  }

  close(callback) {
    const number = this.#number;
    if (number === 0) return;
    this.#closed = callback;
    this.#number = 0;
    native.close(number);
  }

  ref() {
    native.setReferenced(this.#number, true);
  }

  unref() {
    native.setReferenced(this.#number, false);
  }

  hasRef() {
    return native.hasReference(this.#number);
  }

  bind(address, port, flags) {
    return native.bind(this.#number, address, port,
                       (flags & constants.UV_UDP_IPV6ONLY) !== 0,
                       (flags & constants.UV_UDP_REUSEADDR) !== 0,
                       (flags & constants.UV_UDP_REUSEPORT) !== 0);
  }

  bind6(address, port, flags) {
    return this.bind(address, port, flags);
  }

  connect(address, port) {
    return native.connect(this.#number, address, port);
  }

  disconnect() {
    return native.disconnect(this.#number);
  }

  recvStart() {
    return native.receiveStart(this.#number);
  }

  recvStop() {
    return native.receiveStop(this.#number);
  }

  // How many bytes were sent, undefined when `callback(status, bytes)` will be
  // called, or a negative errno. Without an address on a connected socket.
  send(views, address, port, callback) {
    const sent = native.send(this.#number, views, address, port);
    if (sent !== kQueued) return sent;
    const request = new Request('UDPSENDWRAP', this, (status) => callback?.(status, request.bytes));
    ArrayPrototypePush(this.#sends, request);
    return undefined;
  }

  getsockname(out) {
    return fillAddress(native.localAddress(this.#number), out);
  }

  getpeername(out) {
    return fillAddress(native.peerAddress(this.#number), out);
  }

  setBroadcast(on) {
    return native.setBroadcast(this.#number, on);
  }

  setTTL(ttl) {
    return native.setTtl(this.#number, ttl);
  }

  setMulticastTTL(ttl) {
    return native.setMulticastTtl(this.#number, ttl);
  }

  setMulticastLoopback(on) {
    return native.setMulticastLoopback(this.#number, on);
  }

  setMulticastInterface(address) {
    return native.setMulticastInterface(this.#number, address);
  }

  setMembership(group, address, source, join) {
    return native.setMembership(this.#number, group, address, source, join);
  }

  // The size after setting it, unless it is 0.
  bufferSize(size, receive) {
    return native.bufferSize(this.#number, receive, size);
  }

  getSendQueueSize() {
    return native.queued(this.#number)[0];
  }

  getSendQueueCount() {
    return native.queued(this.#number)[1];
  }
}

function setUp() {
  ready = true;
  ReflectApply(native.setup, native, UDP.hooks());
}

/** Adds to `list` whoever works with a handle that keeps the process alive. */
function listOwners(list) {
  open.forEach((handle) => { if (handle.hasRef()) ArrayPrototypePush(list, handle[kOwner] ?? handle); });
}

module.exports = { UDP, constants, listOwners };
