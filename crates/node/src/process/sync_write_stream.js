'use strict';
// A Writable over a file's descriptor whose writes return when the data is with the system. It closes the descriptor
// when it is destroyed, unless `autoClose` is false.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;

const { Writable } = require('stream');
const {
  areOriginal,
  kKernelGiven,
  kKernelSink,
  kKernelWriting,
  noteMethods,
  placeOfFile,
} = require('stream/kernel_ends');
const { writeBytes, writeText } = binding('stdio');

function SyncWriteStream(fd, options) {
  ReflectApply(Writable, this, [{ autoDestroy: true, decodeStrings: false }]);
  this.fd = fd;
  // What asks for the other half finds that there is none.
  this.readable = false;
  this.autoClose = options?.autoClose ?? true;
}
ObjectSetPrototypeOf(SyncWriteStream.prototype, Writable.prototype);
ObjectSetPrototypeOf(SyncWriteStream, Writable);

SyncWriteStream.prototype._write = function(chunk, encoding, callback) {
  try {
    if (typeof chunk !== 'string') {
      writeBytes(this.fd, chunk);
    } else if (encoding === 'utf8' || encoding === 'utf-8') {
      writeText(this.fd, chunk);
    } else {
      const { Buffer } = require('buffer');
      writeBytes(this.fd, Buffer.from(chunk, encoding));
    }
  } catch (err) {
    callback(err);
    return;
  }
  callback();
};

// As the sink of a kernel pipe.

const sinkMethods = noteMethods(SyncWriteStream.prototype, ['_write', '_writev', 'write']);

SyncWriteStream.prototype[kKernelSink] = function() {
  return this.fd !== null && areOriginal(this, sinkMethods) ? placeOfFile(this.fd) : undefined;
};

SyncWriteStream.prototype[kKernelGiven] = function() {};

SyncWriteStream.prototype[kKernelWriting] = function() {
  const { onwrite } = this._writableState;
  return (errno) => {
    onwrite(errno === 0 ? null : new (require('internal/errors').UVException)({ errno, syscall: 'write' }));
  };
};

SyncWriteStream.prototype._destroy = function(err, callback) {
  const { fd } = this;
  this.fd = null;
  if (fd === null || !this.autoClose) {
    callback(err);
    return;
  }
  try {
    require('fs').closeSync(fd);
  } catch (failure) {
    callback(err ?? failure);
    return;
  }
  callback(err);
};

SyncWriteStream.prototype.destroySoon = SyncWriteStream.prototype.destroy;

module.exports = { SyncWriteStream };
