'use strict';
// ReadStream and WriteStream: files as streams, over callback functions of `fs` (or of `options.fs`, or of a
// FileHandle). Owner: fs. Loaded on the first use of a file stream; works only through those functions, so that a
// program that replaces `fs.open` or `fs.read` is honoured.

const {
  Error,
  FunctionPrototypeBind,
  FunctionPrototypeCall,
  MathMin,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  PromisePrototypeThen,
  ReflectApply,
  Symbol,
} = primordials;

const { Buffer } = require('buffer');
const { Readable, Writable, finished } = require('stream');
const { errorOrDestroy } = require('stream/destroy');
const {
  UVException,
  codes: {
    ERR_FEATURE_UNAVAILABLE_ON_PLATFORM,
    ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
    ERR_METHOD_NOT_IMPLEMENTED,
    ERR_OUT_OF_RANGE,
    ERR_STREAM_DESTROYED,
  },
} = require('internal/errors');
const { deprecate, kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
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
  placeOfFile,
} = require('stream/kernel_ends');
const descriptors = require('fs/descriptors');
const { copyObject, getOptions, getValidatedFd, getValidatedPath } = require('fs/arguments');

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
const kIsPerformingIO = Symbol('kIsPerformingIO');
const kIoDone = Symbol('kIoDone');
const kReadHighWaterMark = 64 * 1024;
const kMaxEmptyWrites = 5;

/** The functions of `fs` a stream calls, done by a FileHandle, which stays referenced until the stream is closed. */
function operationsOf(handle) {
  function settle(promise, onValue, callback) {
    PromisePrototypeThen(promise,
                         (value) => process.nextTick(onValue, value),
                         (err) => process.nextTick(callback, err));
  }
  return {
    open(path, flags, mode, callback) {
      throw new ERR_METHOD_NOT_IMPLEMENTED('open()');
    },
    close(fd, callback) {
      const { kUnref } = require('fs/file_handle');
      handle[kUnref]();
      settle(handle.close(), () => callback(), callback);
    },
    fsync(fd, callback) {
      settle(handle.sync(), () => callback(), callback);
    },
    read(fd, buffer, offset, length, position, callback) {
      settle(handle.read(buffer, offset, length, position),
             (result) => callback(null, result.bytesRead, result.buffer),
             (err) => callback(err, 0, buffer));
    },
    write(fd, buffer, offset, length, position, callback) {
      settle(handle.write(buffer, offset, length, position),
             (result) => callback(null, result.bytesWritten, result.buffer),
             (err) => callback(err, 0, buffer));
    },
    writev(fd, buffers, position, callback) {
      settle(handle.writev(buffers, position),
             (result) => callback(null, result.bytesWritten, result.buffers),
             (err) => callback(err, 0, buffers));
    },
  };
}

/** Takes over `options.fd`, a number or a FileHandle, and returns the descriptor. */
function adoptDescriptor(stream, options) {
  const { fd } = options;
  if (typeof fd === 'number') {
    stream[kFs] = options.fs || require('fs');
    return fd;
  }
  if (fd !== null && typeof fd === 'object') {
    const { FileHandle, kRef } = require('fs/file_handle');
    if (fd instanceof FileHandle) {
      if (options.fs) throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
      // That of a closed handle is none.
      getValidatedFd(fd.fd);
      stream[kHandle] = fd;
      stream[kFs] = operationsOf(fd);
      fd[kRef]();
      fd.on('close', FunctionPrototypeBind(stream.close, stream));
      return fd.fd;
    }
  }
  throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
}

/** What both constructors do with a path or a descriptor. */
function prepare(stream, path, options, defaultFlags) {
  if (options.windowsHandle != null) {
    if (options.fd != null) throw new ERR_INCOMPATIBLE_OPTION_PAIR('windowsHandle', 'fd');
    throw new ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('windowsHandle');
  }
  if (options.fd == null) {
    stream.fd = null;
    stream[kFs] = options.fs || require('fs');
    validateFunction(stream[kFs].open, 'options.fs.open');
    stream.path = getValidatedPath(path);
    stream.flags = options.flags === undefined ? defaultFlags : options.flags;
    stream.mode = options.mode === undefined ? 0o666 : options.mode;
  } else {
    stream.fd = adoptDescriptor(stream, options);
  }
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
}

/** Opens the file before the first read or write; also serves classes that brought their own `open` method. */
function constructStream(stream, ownOpen, callback) {
  if (typeof stream.fd === 'number') {
    callback();
    return;
  }
  if (stream.open !== ownOpen) {
    constructThroughOpenMethod(stream, callback);
    return;
  }
  stream[kFs].open(stream.path, stream.flags, stream.mode, (err, fd) => {
    if (err) {
      callback(err);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', stream.fd);
    stream.emit('ready');
  });
}

// Packages replace `open` of a stream with a method that reports through the events 'open' and 'error'. The first of
// these tells that the stream is constructed.
function constructThroughOpenMethod(stream, callback) {
  const { emit } = stream;
  stream.emit = function(name, ...args) {
    if (name === 'open') {
      this.emit = emit;
      callback();
    } else if (name === 'error') {
      this.emit = emit;
      callback(args[0]);
      return undefined;
    }
    return ReflectApply(emit, this, [name, ...args]);
  };
  stream.open();
}

function closeDescriptor(stream, err, callback) {
  if (!stream.fd) {
    callback(err);
    return;
  }
  if (stream.flush) {
    stream[kFs].fsync(stream.fd, (flushError) => releaseDescriptor(stream, err || flushError, callback));
  } else {
    releaseDescriptor(stream, err, callback);
  }
}

function releaseDescriptor(stream, err, callback) {
  stream[kFs].close(stream.fd, (closeError) => callback(closeError || err));
  stream.fd = null;
}

/** `_destroy` of both: the descriptor outlives the operation that is still using it. */
function destroyStream(err, callback) {
  if (this[kIsPerformingIO]) {
    this.once(kIoDone, (ioError) => closeDescriptor(this, err || ioError, callback));
  } else {
    closeDescriptor(this, err, callback);
  }
}

function defineShared(Class, stateName) {
  ObjectDefineProperty(Class.prototype, 'autoClose', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      if (this?.[stateName] === undefined) throw new ERR_INVALID_THIS(Class.name);
      return this[stateName].autoDestroy;
    },
    set(value) {
      if (this?.[stateName] === undefined) throw new ERR_INVALID_THIS(Class.name);
      this[stateName].autoDestroy = value;
    },
  });
  ObjectDefineProperty(Class.prototype, 'pending', {
    __proto__: null,
    configurable: true,
    get() {
      return this.fd === null;
    },
  });
  Class.prototype._destroy = destroyStream;
}

// --- Reading -------------------------------------------------------------------------------------------------

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);

  options = copyObject(getOptions(options, kEmptyObject));
  if (options.highWaterMark === undefined) options.highWaterMark = kReadHighWaterMark;
  prepare(this, path, options, 'r');
  validateFunction(this[kFs].read, 'options.fs.read');
  if (options.autoDestroy) validateFunction(this[kFs].close, 'options.fs.close');

  this.start = options.start;
  this.end = options.end;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;

  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  if (this.end === undefined) {
    this.end = Infinity;
  } else if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  FunctionPrototypeCall(Readable, this, options);
  if (options.encoding) this.setEncoding(options.encoding);
}
ObjectSetPrototypeOf(ReadStream.prototype, Readable.prototype);
ObjectSetPrototypeOf(ReadStream, Readable);
defineShared(ReadStream, '_readableState');

const openReadStream = deprecate(function open() {
  // The file is opened by _construct().
}, 'ReadStream.prototype.open() is deprecated', 'DEP0135');
ReadStream.prototype.open = openReadStream;

ReadStream.prototype._construct = function(callback) {
  constructStream(this, openReadStream, callback);
};

// How many bytes may still be read.
function bytesLeft(stream) {
  return (stream.pos === undefined ? stream.end - stream.bytesRead : stream.end - stream.pos) + 1;
}

ReadStream.prototype._read = function(size) {
  if (this._readableState.pipes.length === 1 && require('stream/kernel_pipe').offer(this)) return;
  const wanted = MathMin(bytesLeft(this), size);
  if (wanted <= 0) {
    this.push(null);
    return;
  }
  const buffer = Buffer.allocUnsafeSlow(wanted);
  this[kIsPerformingIO] = true;
  this[kFs].read(this.fd, buffer, 0, wanted, this.pos, (err, bytesRead, filled) => {
    this[kIsPerformingIO] = false;
    if (this.destroyed) {
      this.emit(kIoDone, err);
    } else if (err) {
      errorOrDestroy(this, err);
    } else if (bytesRead > 0) {
      if (this.pos !== undefined) this.pos += bytesRead;
      this.bytesRead += bytesRead;
      this.push(bytesRead === filled.length ? filled : trimmed(filled, bytesRead));
    } else {
      this.push(null);
    }
  });
};

// A short read must not keep the whole buffer alive.
function trimmed(buffer, length) {
  const copy = Buffer.allocUnsafeSlow(length);
  buffer.copy(copy, 0, 0, length);
  return copy;
}

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

// As the source of a kernel pipe.

const sourceMethods = noteMethods(ReadStream.prototype, ['_read', 'pause', 'push', 'read', 'resume']);

// Whether a stream works on its file by the functions of this `fs`, or of a FileHandle, and not by a program's own.
function usesOwnFunctions(stream) {
  const handle = stream[kHandle];
  if (handle !== undefined) return require('fs/file_handle').isOriginal(handle);
  const operations = stream[kFs];
  return operations === require('fs') && operations.read === descriptors.read &&
    operations.write === descriptors.write && operations.writev === descriptors.writev;
}

ReadStream.prototype[kKernelSource] = function() {
  if (typeof this.fd !== 'number' || !usesOwnFunctions(this) || !areOriginal(this, sourceMethods)) return undefined;
  const left = bytesLeft(this);
  return left > 0 ? placeOfFile(this.fd, this.pos, left === Infinity ? -1 : left) : undefined;
};

ReadStream.prototype[kKernelBegin] = function() {};

ReadStream.prototype[kKernelTaken] = function(bytes) {
  if (this.pos !== undefined) this.pos += bytes;
  this.bytesRead += bytes;
};

ReadStream.prototype[kKernelBusy] = function(on) {
  this[kIsPerformingIO] = on;
  if (!on && this.destroyed) this.emit(kIoDone);
};

/** Every byte of the file was taken; a transfer of a file has no errors of its own. */
ReadStream.prototype[kKernelEnd] = function() {
  this.push(null);
};

// --- Writing -------------------------------------------------------------------------------------------------

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);

  options = copyObject(getOptions(options, kEmptyObject));
  // Only buffers reach the operations.
  options.decodeStrings = true;
  prepare(this, path, options, 'w');
  if (options.flush == null) {
    this.flush = false;
  } else {
    validateBoolean(options.flush, 'options.flush');
    this.flush = options.flush;
  }
  const operations = this[kFs];
  if (!operations.write && !operations.writev) {
    throw new ERR_INVALID_ARG_TYPE('options.fs.write', 'function', operations.write);
  }
  if (operations.write) validateFunction(operations.write, 'options.fs.write');
  if (operations.writev) validateFunction(operations.writev, 'options.fs.writev');
  if (options.autoDestroy) validateFunction(operations.close, 'options.fs.close');
  if (this.flush) validateFunction(operations.fsync, 'options.fs.fsync');
  // Writable looks at these to see which of the two forms it may use.
  if (!operations.write) this._write = null;
  if (!operations.writev) this._writev = null;

  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;

  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  FunctionPrototypeCall(Writable, this, options);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
ObjectSetPrototypeOf(WriteStream.prototype, Writable.prototype);
ObjectSetPrototypeOf(WriteStream, Writable);
defineShared(WriteStream, '_writableState');

const openWriteStream = deprecate(function open() {
  // The file is opened by _construct().
}, 'WriteStream.prototype.open() is deprecated', 'DEP0135');
WriteStream.prototype.open = openWriteStream;

WriteStream.prototype._construct = function(callback) {
  constructStream(this, openWriteStream, callback);
};

/**
 * Repeats `once(callback)` (one system call, giving the bytes it took) until `size` bytes are written. A full pipe is
 * tried again; a descriptor that keeps taking nothing is an error.
 */
function writeFully(stream, size, syscall, once, callback) {
  let emptyWrites = 0;
  let written = 0;
  function step(err, bytes) {
    if (err?.code === 'EAGAIN') {
      err = null;
      bytes = 0;
    }
    if (stream.destroyed || err) {
      callback(err || new ERR_STREAM_DESTROYED('write'));
      return;
    }
    stream.bytesWritten += bytes;
    if (stream.pos !== undefined) stream.pos += bytes;
    written += bytes;
    emptyWrites = bytes > 0 ? 0 : emptyWrites + 1;
    if (written >= size) {
      callback();
    } else if (emptyWrites > kMaxEmptyWrites) {
      callback(new Error(`${syscall} failed`));
    } else {
      once(written, step);
    }
  }
  once(0, step);
}

function whenWritten(stream, callback) {
  stream[kIsPerformingIO] = true;
  return (err) => {
    stream[kIsPerformingIO] = false;
    if (stream.destroyed) {
      // The descriptor may be closed only after the write has been reported.
      callback(err);
      stream.emit(kIoDone, err);
      return;
    }
    callback(err);
  };
}

WriteStream.prototype._write = function(data, encoding, callback) {
  const size = data.length;
  writeFully(this, size, 'write', (written, step) => {
    this[kFs].write(this.fd, data, written, size - written, this.pos, step);
  }, whenWritten(this, callback));
};

WriteStream.prototype._writev = function(data, callback) {
  let chunks = [];
  let size = 0;
  for (let i = 0; i < data.length; i++) {
    const { chunk } = data[i];
    chunks[i] = chunk;
    size += chunk.length;
  }
  let taken = 0;
  writeFully(this, size, 'writev', (written, step) => {
    chunks = withoutFirst(chunks, written - taken);
    taken = written;
    this[kFs].writev(this.fd, chunks, this.pos, step);
  }, whenWritten(this, callback));
};

/** The buffers that remain when the first `bytes` of them are written. */
function withoutFirst(buffers, bytes) {
  if (bytes === 0) return buffers;
  const rest = [];
  for (let i = 0; i < buffers.length; i++) {
    const buffer = buffers[i];
    if (bytes >= buffer.length) {
      bytes -= buffer.length;
    } else {
      rest[rest.length] = bytes > 0 ? buffer.subarray(bytes) : buffer;
      bytes = 0;
    }
  }
  return rest;
}

// As the sink of a kernel pipe.

const sinkMethods = noteMethods(WriteStream.prototype, ['_write', '_writev', 'write']);

WriteStream.prototype[kKernelSink] = function() {
  if (typeof this.fd !== 'number' || !usesOwnFunctions(this) || !areOriginal(this, sinkMethods)) return undefined;
  return placeOfFile(this.fd, this.pos);
};

WriteStream.prototype[kKernelGiven] = function(bytes) {
  if (this.pos !== undefined) this.pos += bytes;
  this.bytesWritten += bytes;
};

WriteStream.prototype[kKernelWriting] = function() {
  const callback = whenWritten(this, this._writableState.onwrite);
  return (errno) => {
    const err = errno === 0 ? null : new UVException({ errno, syscall: 'write' });
    callback(err ?? (this.destroyed ? new ERR_STREAM_DESTROYED('write') : null));
  };
};

WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // Without autoClose the end of the stream alone would leave the descriptor open.
  if (!this.autoClose) this.on('finish', this.destroy);
  // end() rather than destroy(): what was written before has to arrive.
  this.end();
};

// A file has no other half that could still be read.
WriteStream.prototype.destroySoon = WriteStream.prototype.end;

module.exports = { ReadStream, WriteStream };
