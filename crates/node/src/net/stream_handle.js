'use strict';
// Stream handles: one end of a socket, a pipe or a terminal, as net.Socket,
// child processes and standard streams use it. A handle owns its descriptor
// and is held here until it is closed: events name it by its index. There is one
// for each connection, so what few of them need is in an object of its own.
//
// What an owner sets on a handle: `onread(nread, chunk, descriptors)`, where a
// negative `nread` is an errno (UV_EOF at the end) and descriptors are numbers
// that came with the bytes (there is no chunk when `readInto` was called), and `onconnection(status, handle)`. Operations
// answer 0 or a negative errno. Of operations that end later the callback is
// given the status; it runs in the async context of the call.
//
// Must not decide policy: errors, pausing and timeouts are the owners'.

const { ArrayPrototypePush, ArrayPrototypeShift, ReflectApply, Symbol } = primordials;

const native = binding('stream_handles');
const { FastBuffer } = require('buffer/pool');
const { state: ids, defaultTrigger } = require('async_hooks/ids');
const {
  state: contextState,
  captureContext,
  exchangeContext,
  setContext,
} = require('async_hooks/context');

const stdio = binding('stdio');

const UV_EBADF = -9;
const UV_ENOTTY = -25;

// What `write` and its kin answer when the callback will be called.
const QUEUED = 1;

// The object that works with a handle, a net.Socket for instance.
const kOwner = Symbol('owner_symbol');
const kAsyncId = Symbol('async_id_symbol');
const kTriggerId = Symbol('trigger_async_id_symbol');

function announce(type, resource) {
  resource[kAsyncId] = ++ids.last;
  resource[kTriggerId] = defaultTrigger();
  if (ids.init) {
    require('async_hooks/hooks').emitInit(
      resource[kAsyncId], type, resource[kTriggerId], resource);
  }
}

// The resource begins to run. After a throw the handling of the uncaught
// exception resets what this set.
function enter(resource) {
  ids.id = resource[kAsyncId];
  ids.trigger = resource[kTriggerId];
  ids.resource = resource;
  if (ids.before) require('async_hooks/hooks').emitBefore(ids.id);
}

function leave(resource) {
  if (ids.after) require('async_hooks/hooks').emitAfter(resource[kAsyncId]);
  ids.id = 0;
  ids.trigger = 0;
  ids.resource = null;
}

function finish(resource) {
  if (ids.destroy) require('async_hooks/hooks').emitDestroy(resource[kAsyncId]);
}

// An operation that ends later.
class Request {
  constructor(type, handle, callback) {
    this.handle = handle;
    this.callback = callback;
    this.context = captureContext();
    announce(type, this);
  }

  end(status) {
    if (contextState.used) exchangeContext(this.context);
    enter(this);
    const { callback, handle } = this;
    ReflectApply(callback, handle, [status]);
    leave(this);
    if (contextState.used) setContext(undefined);
    finish(this);
  }
}

let ready = false;

// The handles that are not closed, by the indices of their streams.
const handles = [];

// The index of a stream's number: the lower half of it, be it small or a double.
function indexOf(number) {
  return number < 0x8000_0000 ? number & 0xFFFF : number % 0x1_0000_0000;
}

function hold(handle, number) {
  const index = indexOf(number);
  // Other things have indices as well. Without holes of that size it stays an array.
  while (handles.length < index) ArrayPrototypePush(handles, undefined);
  handles[index] = handle;
  return number;
}

// How a handle begins and ends, and what is known of it then.
class Ends {
  connect = null;
  shutdown = null;
  closed = undefined;
  bytesRead = 0;
  bytesWritten = 0;
}

class StreamHandle {
  #number;
  #writes = null;
  #ends = null;

  constructor(kind, type) {
    if (!ready) setUp();
    announce(type, this);
    this.#number = hold(this, native.create(kind));
    this.onread = undefined;
    this.reading = false;
    this[kOwner] = null;
  }

  static hooks() {
    return [
      function onRead(index, nread, buffer, offset, descriptors) {
        const handle = handles[index];
        enter(handle);
        handle.onread?.(
          nread, nread > 0 && buffer !== undefined ? new FastBuffer(buffer, offset, nread) : undefined,
          descriptors);
        leave(handle);
      },
      function onConnection(index, fd) {
        const server = handles[index];
        enter(server);
        if (fd < 0) {
          server.onconnection(fd);
        } else {
          const handle = server.accepted();
          handle.openAccepted(fd);
          server.onconnection(0, handle);
        }
        leave(server);
      },
      function onConnect(index, status) {
        const ends = handles[index].#ends;
        if (ends === null) return;
        const request = ends.connect;
        ends.connect = null;
        request?.end(status);
      },
      function onWritten(index, status) {
        const writes = handles[index].#writes;
        if (writes !== null) ArrayPrototypeShift(writes)?.end(status);
      },
      function onWriteLost(index, status) {
        const handle = handles[index];
        enter(handle);
        handle.onlost(status);
        leave(handle);
      },
      function onShutdown(index, status) {
        const ends = handles[index].#ends;
        if (ends === null) return;
        const request = ends.shutdown;
        ends.shutdown = null;
        request?.end(status);
      },
      function onClose(index) {
        const handle = handles[index];
        handles[index] = undefined;
        const { closed } = handle.#ends;
        enter(handle);
        if (typeof closed === 'function') ReflectApply(closed, handle, []);
        leave(handle);
        finish(handle);
      },
    ];
  }

  getAsyncId() {
    return this[kAsyncId];
  }

  getProviderType() {
    return this.constructor.name;
  }

  get fd() {
    return this.#number === 0 ? UV_EBADF : native.descriptor(this.#number);
  }

  get bytesRead() {
    return this.#number === 0 ? this.#ends.bytesRead : native.bytesRead(this.#number);
  }

  get bytesWritten() {
    return this.#number === 0 ? this.#ends.bytesWritten : native.bytesWritten(this.#number);
  }

  get writeQueueSize() {
    return native.queuedBytes(this.#number);
  }

  open(fd) {
    return native.open(this.#number, fd);
  }

  // As `open`, for a connection that was just accepted.
  openAccepted(fd) {
    return native.openAccepted(this.#number, fd);
  }

  // As `open`, for standard output and error, which other processes use as well.
  openShared(fd) {
    return native.openShared(this.#number, fd);
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

  readStart() {
    return native.readStart(this.#number);
  }

  readStop() {
    return native.readStop(this.#number);
  }

  // Reads go into the memory of `view` from now on; `onread` is then given no
  // chunk.
  readInto(view) {
    return native.readInto(this.#number, view);
  }

  // Descriptors that come with bytes are taken, and handed to `onread`.
  receiveDescriptors(on) {
    return native.receiveDescriptors(this.#number, on);
  }

  setBlocking(on) {
    return native.setBlocking(this.#number, on);
  }

  // After a write that was queued: whom its end calls. One for each of them.
  whenWritten(callback) {
    ArrayPrototypePush(this.#writes ??= [], new Request('WRITEWRAP', this, callback));
  }

  #answer(status, callback) {
    if (status === QUEUED && callback !== undefined) this.whenWritten(callback);
    return status;
  }

  // Writes answer 0 when the system has everything, and `callback` is not
  // called then; QUEUED when it will be. Without a callback, `whenWritten`
  // must follow each answer QUEUED. With `bulk` the system has it by the end of
  // the loop's turn; its owner's `onlost(status)` is called if it does not.
  write(view, callback, bulk = false) {
    const written = native.writeBytes(this.#number, view, bulk);
    if (written === view.byteLength) return 0;
    if (written < 0) return written;
    const status = native.queueBytes(this.#number, view, written);
    return status < 0 ? status : this.#answer(QUEUED, callback);
  }

  // `encoding` is an id of buffer/encodings.
  writeString(string, encoding, callback) {
    return this.#answer(native.writeString(this.#number, string, encoding), callback);
  }

  // `encodings` has an id for each chunk that is a string.
  writeChunks(chunks, encodings, callback) {
    return this.#answer(native.writeChunks(this.#number, chunks, encodings), callback);
  }

  // The other end gets a copy of the descriptor `fd` with the bytes.
  writeWithDescriptor(view, fd, callback) {
    return this.#answer(native.writeWithDescriptor(this.#number, view, fd), callback);
  }

  shutdown(callback) {
    const status = native.shutdown(this.#number);
    if (status === 0) (this.#ends ??= new Ends()).shutdown = new Request('SHUTDOWNWRAP', this, callback);
    return status;
  }

  startConnect(type, status, callback) {
    if (status === 0) (this.#ends ??= new Ends()).connect = new Request(type, this, callback);
    return status;
  }

  // Closes the descriptor now; `callback` is called once nothing more comes.
  close(callback) {
    const number = this.#number;
    if (number === 0) return;
    const ends = this.#ends ??= new Ends();
    ends.bytesRead = native.bytesRead(number);
    ends.bytesWritten = native.bytesWritten(number);
    ends.closed = callback;
    this.#number = 0;
    native.close(number);
  }

  reset(callback) {
    const status = native.reset(this.#number);
    if (status === 0) this.close(callback);
    return status;
  }

  get number() {
    return this.#number;
  }
}

// A listening handle's owner sets it; the others need no room for it.
StreamHandle.prototype.onconnection = undefined;

function setUp() {
  ready = true;
  ReflectApply(native.setup, native, StreamHandle.hooks());
}

// Puts an answer of localAddress or peerAddress into `out`.
function fillAddress(answer, out) {
  if (typeof answer === 'number') return answer;
  if (typeof answer === 'string') {
    out.address = answer;
    return 0;
  }
  out.address = answer[1];
  out.family = answer[0] === 6 ? 'IPv6' : 'IPv4';
  out.port = answer[2];
  return 0;
}

// What a handle is made for.
const constants = {
  __proto__: null,
  SOCKET: 0,
  SERVER: 1,
  IPC: 2,
  UV_READABLE: 1,
  UV_WRITABLE: 2,
  UV_TCP_IPV6ONLY: 1,
  UV_TCP_REUSEPORT: 2,
};

class TCP extends StreamHandle {
  constructor(role) {
    super(role === constants.SERVER ? 1 : 0,
          role === constants.SERVER ? 'TCPSERVERWRAP' : 'TCPWRAP');
  }

  accepted() {
    return new TCP(constants.SOCKET);
  }

  // `flags`: UV_TCP_IPV6ONLY, UV_TCP_REUSEPORT.
  bind(address, port, flags) {
    return native.bindInternet(this.number, address, port,
                               (flags & constants.UV_TCP_IPV6ONLY) !== 0,
                               (flags & constants.UV_TCP_REUSEPORT) !== 0);
  }

  bind6(address, port, flags) {
    return this.bind(address, port, flags);
  }

  listen(backlog) {
    return native.listen(this.number, backlog);
  }

  connect(address, port, callback) {
    return this.startConnect(
      'TCPCONNECTWRAP', native.connectInternet(this.number, address, port), callback);
  }

  // What bind() put off: an address that is in use.
  delayedError() {
    return native.delayedError(this.number);
  }

  getsockname(out) {
    return fillAddress(native.localAddress(this.number), out);
  }

  getpeername(out) {
    return fillAddress(native.peerAddress(this.number), out);
  }

  setNoDelay(on) {
    return native.setNoDelay(this.number, on);
  }

  // Times in seconds. What is not given is as libuv sets it.
  setKeepAlive(on, delay = 0, interval = 1, probes = 10) {
    return native.setKeepAlive(this.number, on, delay, interval, probes);
  }

  setTOS(value) {
    return native.setTypeOfService(this.number, value);
  }

  getTOS() {
    return native.typeOfService(this.number);
  }
}

class Pipe extends StreamHandle {
  constructor(role) {
    super(role === constants.SERVER ? 3 : 2,
          role === constants.SERVER ? 'PIPESERVERWRAP' : 'PIPEWRAP');
    this.ipc = role === constants.IPC;
    if (this.ipc) this.receiveDescriptors(true);
  }

  accepted() {
    return new Pipe(constants.SOCKET);
  }

  bind(path) {
    return native.bindPath(this.number, path);
  }

  listen(backlog) {
    return native.listen(this.number, backlog);
  }

  connect(path, callback) {
    return this.startConnect('PIPECONNECTWRAP', native.connectPath(this.number, path), callback);
  }

  // Who else may use the file that the handle is bound to.
  fchmod(mode) {
    return native.openPathToAll(this.number, (mode & constants.UV_READABLE) !== 0,
                                (mode & constants.UV_WRITABLE) !== 0);
  }

  boundPath() {
    return native.localAddress(this.number);
  }
}

class TTY extends StreamHandle {
  // Opens the terminal behind `fd`; `status` says whether that went well.
  constructor(fd) {
    super(4, 'TTYWRAP');
    this.terminal = fd;
    this.status = native.openTerminal(this.number, fd);
  }

  getWindowSize(out) {
    const size = stdio.windowSize(this.terminal);
    if (size === undefined) return UV_ENOTTY;
    out[0] = size[0];
    out[1] = size[1];
    return 0;
  }

  setRawMode(on) {
    return stdio.setRawMode(this.terminal, on);
  }
}

// A handle on a descriptor by what it is: a TCP or unix socket, or a pipe.
function handleOfDescriptor(fd, type) {
  const handle = type === 'TCP' ? new TCP(constants.SOCKET) : new Pipe(constants.SOCKET);
  const status = handle.open(fd);
  if (status === 0) return handle;
  handle.close();
  return status;
}

/** Adds to `list` whoever works with a handle that keeps the process alive. */
function listOwners(list) {
  for (let i = 0; i < handles.length; i++) {
    const handle = handles[i];
    if (handle?.hasRef()) ArrayPrototypePush(list, handle[kOwner] ?? handle);
  }
}

module.exports = {
  Pipe,
  QUEUED,
  Request,
  StreamHandle,
  TCP,
  TTY,
  announce,
  constants,
  enter,
  fillAddress,
  finish,
  handleOfDescriptor,
  kAsyncId,
  kOwner,
  leave,
  listOwners,
  socketPair: native.socketPair,
};
