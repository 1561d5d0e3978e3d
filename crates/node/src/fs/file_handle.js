'use strict';
// FileHandle: an open file as `fs/promises` gives it out. Owner: fs. It owns its descriptor and closes it once, when
// the handle is closed and no operation or stream uses it any more.

const {
  Error,
  PromisePrototypeThen,
  PromiseResolve,
  PromiseWithResolvers,
  SafeFinalizationRegistry,
  Symbol,
  SymbolAsyncDispose,
} = primordials;

const ops = binding('fs');
const { Buffer } = require('buffer');
const EventEmitter = require('events');
const {
  codes: {
    ERR_INTERNAL_ASSERTION,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_STATE,
  },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowNullable,
  parseFileMode,
  validateBoolean,
  validateAbortSignal,
  validateBuffer,
  validateEncoding,
  validateInteger,
  validateObject,
} = require('internal/validators');
const { isArrayBufferView } = require('util/types');
const {
  toUnixTimestamp,
  validateBufferArray,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validatePosition,
  validateStringAfterArrayBufferView,
} = require('fs/arguments');
const { getStatsFromBinding } = require('fs/stats');
const { checkAborted, operation } = require('fs/async_op');
const { areOriginal, noteMethods } = require('stream/kernel_ends');
const { kClone, kTransfer } = require('structured_clone/host');

const kLock = Symbol('kLock');
const kRef = Symbol('kRef');
const kUnref = Symbol('kUnref');
const kCloseSync = Symbol('kCloseSync');
const kIsIdle = Symbol('kIsIdle');
const kRelease = Symbol('kRelease');
const kAdopt = Symbol('kAdopt');
const kReadBufferSize = 16384;
const kWebStreamChunk = 16384;
const kMaxUserId = 2 ** 32 - 1;

let collected;
let hasIterMethods = false;

/** The methods of an experiment are there with its option only, which a snapshot does not know. */
function prepareIterMethods() {
  hasIterMethods = true;
  if (require('internal/options').getOptionValue('--experimental-stream-iter') !== true) return;
  require('fs/handle_iter').addIterMethods(FileHandle.prototype, (handle) => handle[kLock]());
}

/** A reader's or writer's sole right to the handle. */
class Lock {
  #unlock;

  constructor(handle, unlock) {
    this.handle = handle;
    this.#unlock = unlock;
  }

  /** Keeps the handle open while an operation runs, until `unuse`. */
  use() {
    this.handle[kRef]();
  }

  unuse() {
    this.handle[kUnref]();
  }

  async release(andClose) {
    this.#unlock();
    if (andClose) await this.handle.close();
  }

  releaseSync(andClose) {
    this.#unlock();
    if (andClose) this.handle[kCloseSync]();
  }
}

/** Watches over handles nobody closes: their descriptor is closed with a warning once the handle is unreachable. */
function watchForLoss(handle, fd) {
  collected ??= new SafeFinalizationRegistry((lost) => {
    ops.close(lost);
    const { emitWarning } = process;
    emitWarning(`Closing file descriptor ${lost} on garbage collection`);
    emitWarning('Closing a FileHandle object on garbage collection is deprecated. Please close FileHandle objects ' +
      'explicitly using FileHandle.prototype.close(). In the future, an error will be thrown if a file descriptor ' +
      'is closed during garbage collection.', 'DeprecationWarning', 'DEP0137');
  });
  collected.register(handle, fd, handle);
}

/** Runs `work` on an open handle, which stays open until the work is settled. */
async function use(handle, syscall, work, ...args) {
  if (handle === null || typeof handle !== 'object' || handle[kRef] === undefined) {
    throw new ERR_INTERNAL_ASSERTION('handle must be an instance of FileHandle');
  }
  if (handle.fd === -1) {
    const err = new Error('file closed');
    err.code = 'EBADF';
    err.syscall = syscall;
    throw err;
  }
  handle[kRef]();
  try {
    return await work(handle, ...args);
  } finally {
    handle[kUnref]();
  }
}

class FileHandle extends EventEmitter {
  #fd;
  // The handle's own use, and one for each running operation and stream.
  #uses = 1;
  #closing = null;
  #locked = false;

  constructor(fd) {
    super();
    if (!hasIterMethods) prepareIterMethods();
    this.#fd = fd ?? -1;
    if (this.#fd !== -1) watchForLoss(this, this.#fd);
  }

  // An own property, as programs take it off the handle and call it alone.
  close = () => {
    if (this.#fd === -1) return PromiseResolve();
    if (this.#closing !== null) return this.#closing.promise;
    this.#closing = PromiseWithResolvers();
    const { promise } = this.#closing;
    this[kUnref]();
    this.emit('close');
    return promise;
  };

  async [SymbolAsyncDispose]() {
    await this.close();
  }

  [kIsIdle]() {
    return this.#fd !== -1 && this.#uses === 1 && this.#closing === null;
  }

  [kRelease]() {
    const fd = this.#fd;
    this.#fd = -1;
    collected.unregister(this);
    return fd;
  }

  /** Closes at once where no operation is running, else when the last one is over. */
  [kCloseSync]() {
    if (!this[kIsIdle]()) {
      this.close();
      return;
    }
    ops.close(this[kRelease]());
    this.emit('close');
  }

  /** Whoever reads or writes the handle as a whole has it alone. */
  [kLock]() {
    if (this.#fd === -1) throw new ERR_INVALID_STATE('The FileHandle is closed');
    if (this.#closing !== null) throw new ERR_INVALID_STATE('The FileHandle is closing');
    if (this.#locked) throw new ERR_INVALID_STATE('The FileHandle is locked');
    this.#locked = true;
    return new Lock(this, () => {
      this.#locked = false;
    });
  }

  [kAdopt](fd) {
    this.#fd = fd;
    watchForLoss(this, fd);
  }

  // Copied it cannot be: two handles would close one descriptor.
  get [kClone]() {
    return #fd in this ? null : undefined;
  }

  get [kTransfer]() {
    return #fd in this ? transfer : undefined;
  }

  [kRef]() {
    this.#uses++;
  }

  [kUnref]() {
    if (--this.#uses > 0 || this.#fd === -1) return;
    const fd = this.#fd;
    this.#fd = -1;
    collected.unregister(this);
    this.#closing ??= PromiseWithResolvers();
    const { resolve, reject } = this.#closing;
    PromisePrototypeThen(operation(ops.close(fd, true)), resolve, reject);
  }

  getAsyncId() {
    return 0;
  }

  get fd() {
    return this.#fd;
  }

  appendFile(data, options) {
    return use(this, 'writeFile', contents().writeFileHandle, data, options);
  }

  chmod(mode) {
    return use(this, 'fchmod', fchmod, mode);
  }

  chown(uid, gid) {
    return use(this, 'fchown', fchown, uid, gid);
  }

  datasync() {
    return use(this, 'fdatasync', fdatasync);
  }

  sync() {
    return use(this, 'fsync', fsync);
  }

  read(buffer, offset, length, position) {
    return use(this, 'read', read, buffer, offset, length, position);
  }

  readv(buffers, position) {
    return use(this, 'readv', readv, buffers, position);
  }

  readFile(options) {
    return use(this, 'readFile', contents().readFileHandle, options);
  }

  readLines(options = undefined) {
    return require('readline').createInterface({
      input: this.createReadStream(options),
      crlfDelay: Infinity,
    });
  }

  stat(options) {
    return use(this, 'fstat', fstat, options);
  }

  truncate(length = 0) {
    return use(this, 'ftruncate', ftruncate, length);
  }

  utimes(atime, mtime) {
    return use(this, 'futimes', futimes, atime, mtime);
  }

  write(buffer, offset, length, position) {
    return use(this, 'write', write, buffer, offset, length, position);
  }

  writev(buffers, position) {
    return use(this, 'writev', writev, buffers, position);
  }

  writeFile(data, options) {
    return use(this, 'writeFile', contents().writeFileHandle, data, options);
  }

  readableWebStream(options = kEmptyObject) {
    validateObject(options, 'options');
    const { type = 'bytes', autoClose = false } = options;
    validateBoolean(autoClose, 'options.autoClose');
    this[kLock]();
    if (type !== 'bytes') {
      process.emitWarning('A non-"bytes" options.type has no effect. A byte-oriented stream is always created.',
                          'ExperimentalWarning');
    }
    const { ReadableStream } = require('stream/web');
    const finish = async () => {
      this[kUnref]();
      if (autoClose) await this.close();
    };
    this[kRef]();
    const stream = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: kWebStreamChunk,
      pull: async (controller) => {
        const { view } = controller.byobRequest;
        const { bytesRead } = await this.read(view, view.byteOffset, view.byteLength);
        if (bytesRead === 0) {
          controller.close();
          await finish();
        }
        controller.byobRequest.respond(bytesRead);
      },
      cancel: finish,
    });
    this.once('close', () => {
      if (!stream.locked) stream.cancel();
    });
    return stream;
  }

  createReadStream(options = undefined) {
    const { ReadStream } = require('fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = require('fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }
}

function contents() {
  return require('fs/handle_contents');
}

/** How structured cloning moves a handle: the descriptor goes over, the handle that had it is closed. */
const transfer = {
  __proto__: null,
  name: 'FileHandle',
  check(handle) {
    if (handle[kIsIdle]()) return;
    throw require('internal/util').lazyDOMException('Cannot transfer FileHandle while in use', 'DataCloneError');
  },
  begin: () => new FileHandle(),
  finish: (handle, copy) => copy[kAdopt](handle[kRelease]()),
};

// --- Operations ----------------------------------------------------------------------------------------------

async function fchmod(handle, mode) {
  return await operation(ops.fchmod(handle.fd, parseFileMode(mode, 'mode'), true));
}

async function fchown(handle, uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
  return await operation(ops.fchown(handle.fd, uid, gid, true));
}

async function fdatasync(handle) {
  return await operation(ops.fdatasync(handle.fd, true));
}

async function fsync(handle) {
  return await operation(ops.fsync(handle.fd, true));
}

async function fstat(handle, options = { bigint: false }) {
  if (options.signal !== undefined) {
    validateAbortSignal(options.signal, 'options.signal');
    checkAborted(options.signal);
  }
  const values = await operation(ops.fstat(handle.fd, options.bigint === true, true));
  checkAborted(options.signal);
  return getStatsFromBinding(values);
}

async function ftruncate(handle, length = 0) {
  validateInteger(length, 'len');
  return await operation(ops.ftruncate(handle.fd, length < 0 ? 0 : length, true));
}

async function futimes(handle, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  return await operation(ops.futimes(handle.fd, atime, mtime, true));
}

async function read(handle, bufferOrOptions, offset, length, position) {
  let buffer = bufferOrOptions;
  if (!isArrayBufferView(buffer)) {
    if (bufferOrOptions !== undefined) validateObject(bufferOrOptions, 'options', kValidateObjectAllowNullable);
    ({
      buffer = Buffer.alloc(kReadBufferSize),
      offset = 0,
      length = buffer.byteLength - offset,
      position = null,
    } = bufferOrOptions ?? kEmptyObject);
    validateBuffer(buffer);
  }
  if (offset !== null && typeof offset === 'object') {
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset);
  }
  if (offset == null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  length ??= buffer.byteLength - offset;
  if (position == null) {
    position = -1;
  } else {
    validatePosition(position, 'position', length);
  }
  if (length === 0) return { __proto__: null, bytesRead: 0, buffer };
  if (buffer.byteLength === 0) {
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, buffer.byteLength);
  const bytesRead = await operation(ops.read(handle.fd, buffer, offset, length, position, true));
  return { __proto__: null, bytesRead, buffer };
}

async function readv(handle, buffers, position) {
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  const bytesRead = await operation(ops.readv(handle.fd, buffers, position, true));
  return { __proto__: null, bytesRead, buffers };
}

async function write(handle, buffer, offsetOrOptions, length, position) {
  if (isArrayBufferView(buffer)) return await writeBuffer(handle, buffer, offsetOrOptions, length, position);
  // The second and third argument are position and encoding here.
  validateStringAfterArrayBufferView(buffer, 'buffer');
  validateEncoding(buffer, length);
  const place = typeof offsetOrOptions === 'number' ? offsetOrOptions : null;
  const bytesWritten = await operation(ops.writeString(handle.fd, buffer, place, length, true));
  return { __proto__: null, bytesWritten, buffer };
}

async function writeBuffer(handle, buffer, offsetOrOptions, length, position) {
  if (buffer.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };
  let offset = offsetOrOptions;
  if (typeof offset === 'object') {
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
  }
  if (offset == null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  if (typeof position !== 'number') position = null;
  validateOffsetLengthWrite(offset, length, buffer.byteLength);
  const bytesWritten = await operation(ops.write(handle.fd, buffer, offset, length, position, true));
  return { __proto__: null, bytesWritten, buffer };
}

async function writev(handle, buffers, position) {
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  const bytesWritten = await operation(ops.writev(handle.fd, buffers, position, true));
  return { __proto__: null, bytesWritten, buffers };
}

const ioMethods = noteMethods(FileHandle.prototype, ['read', 'write', 'writev']);

/** Whether nobody has replaced what streams over a handle call. */
function isOriginal(handle) {
  return areOriginal(handle, ioMethods);
}

module.exports = { FileHandle, fchmod, ftruncate, isOriginal, kRef, kUnref };
