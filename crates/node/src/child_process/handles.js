'use strict';
// Sockets and servers that go from one process to the other with a message: what of them is sent, what becomes of the
// sender's, and what the receiver makes of it. The descriptor itself travels with the message natively.

const { SafeMap } = primordials;

const { codes: { ERR_INVALID_HANDLE_TYPE } } = require('internal/errors');
const { guessHandleType } = require('internal/util');

/** Lists of connections per server, for one channel; see internal/socket_list. */
class SocketLists {
  #target;
  #sent = new SafeMap();
  #received = new SafeMap();

  constructor(target) {
    this.#target = target;
  }

  /** The list for a server whose connection is sent; the server hears of it the first time. */
  sent(server) {
    const key = server._connectionKey;
    if (this.#sent.has(key)) return;
    const { SocketListSend } = require('internal/socket_list');
    const list = new SocketListSend(this.#target, key);
    this.#sent.set(key, list);
    server._setupWorker(list);
  }

  received(key) {
    let list = this.#received.get(key);
    if (list === undefined) {
      const { SocketListReceive } = require('internal/socket_list');
      list = new SocketListReceive(this.#target, key);
      this.#received.set(key, list);
    }
    return list;
  }
}

// Gives up a socket: what it holds natively goes to the other process.
function detach(socket) {
  const handle = socket._handle;
  handle.onread = () => {};
  handle.readStop();
  socket._handle = null;
  socket.setTimeout(0);
  const { parser } = socket;
  if (parser) {
    // Its request is the other process's as well.
    socket._httpMessage?.detachSocket(socket);
    socket.parser = null;
  }
  return handle;
}

/**
 * What goes on its way for `message` with `handle`: { envelope, native, close }. `native` is undefined when there is
 * nothing left of the handle; the message then goes alone.
 */
function pack(lists, message, handle, keepOpen) {
  const net = require('net');
  const envelope = { cmd: 'NODE_HANDLE', type: undefined, msg: message };
  let native;
  let close = false;
  if (handle instanceof net.Socket) {
    envelope.type = 'net.Socket';
    if (handle._handle) {
      const { server } = handle;
      if (server?._connectionKey) {
        envelope.key = server._connectionKey;
        lists.sent(server);
        server._connections--;
      }
      native = keepOpen ? handle._handle : detach(handle);
      close = !keepOpen;
    }
  } else if (handle instanceof net.Server) {
    envelope.type = 'net.Server';
    native = handle._handle ?? undefined;
  } else {
    native = packOther(envelope, handle);
  }
  return native === undefined ? { envelope: message, native, close } : { envelope, native, close };
}

// Datagram sockets, and handles by themselves.
function packOther(envelope, handle) {
  const { Pipe, TCP } = require('net/stream_handle');
  const { Socket, kState } = require('dgram/socket');
  const { UDP } = require('dgram/handle');
  if (handle instanceof Socket) {
    envelope.type = 'dgram.Socket';
    envelope.dgramType = handle.type;
    return handle[kState].handle ?? undefined;
  }
  if (handle instanceof UDP) envelope.type = 'dgram.Native';
  else if (handle instanceof TCP || handle instanceof Pipe) envelope.type = 'net.Native';
  else throw new ERR_INVALID_HANDLE_TYPE();
  return handle;
}

function unpackDatagrams(envelope, fd, done) {
  const { UDP } = require('dgram/handle');
  const handle = new UDP();
  if (handle.open(fd) !== 0) {
    handle.close();
    return false;
  }
  if (envelope.type === 'dgram.Native') {
    done(handle);
    return true;
  }
  const { Socket } = require('dgram/socket');
  const socket = new Socket(envelope.dgramType === 'udp6' ? 'udp6' : 'udp4');
  socket.bind(handle, () => done(socket));
  return true;
}

function unpackStream(lists, envelope, fd, done) {
  const { handleOfDescriptor } = require('net/stream_handle');
  const native = handleOfDescriptor(fd, guessHandleType(fd));
  if (typeof native === 'number') return false;
  if (envelope.type === 'net.Native') {
    done(native);
    return true;
  }
  const net = require('net');
  if (envelope.type === 'net.Server') {
    const server = new net.Server();
    server.listen(native, () => done(server));
    return true;
  }
  const socket = new net.Socket({ handle: native, readable: true, writable: true });
  if (envelope.key) lists.received(envelope.key).add({ socket });
  done(socket);
  return true;
}

const kinds = {
  '__proto__': null,
  'net.Socket': unpackStream,
  'net.Server': unpackStream,
  'net.Native': unpackStream,
  'dgram.Socket': (lists, envelope, fd, done) => unpackDatagrams(envelope, fd, done),
  'dgram.Native': (lists, envelope, fd, done) => unpackDatagrams(envelope, fd, done),
};

/** Makes of a descriptor what the sender sent; calls `done` with it. False when it is no such thing: it is closed then. */
function unpack(lists, envelope, fd, done) {
  if (kinds[envelope.type]?.(lists, envelope, fd, done)) return true;
  require('fs').closeSync(fd);
  return false;
}

/** The stream handle of a descriptor whose kind is known; undefined for what is none, which is closed then. */
function adopt(kind, fd) {
  const { Pipe, TCP, constants } = require('net/stream_handle');
  const handle = kind === 'TCP' ? new TCP(constants.SOCKET) : new Pipe(constants.SOCKET);
  if (handle.open(fd) === 0) return handle;
  handle.close();
  require('fs').closeSync(fd);
  return undefined;
}

module.exports = { SocketLists, adopt, pack, unpack };
