'use strict';
// A Readable over a descriptor that tells when it is readable: a pipe or a terminal. It reads only while somebody wants
// data, so that an unused standard input keeps nothing alive.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;

const { Readable } = require('stream');
const { FastBuffer } = require('buffer/pool');
const { ErrnoException } = require('internal/errors');
const { readStart, readStop, readRef } = binding('stdio');

function DescriptorInput(fd, options) {
  ReflectApply(Readable, this, [{ highWaterMark: 65536, ...options }]);
  this.fd = fd;
  this._reader = 0;
  this._referenced = true;
  // Paused by the program: stop reading, so that the loop may end.
  this.on('pause', () => {
    if (this._reader !== 0 && this.readableLength === 0) stop(this);
  });
}
ObjectSetPrototypeOf(DescriptorInput.prototype, Readable.prototype);
ObjectSetPrototypeOf(DescriptorInput, Readable);

function stop(stream) {
  if (stream._reader === 0) return;
  readStop(stream._reader);
  stream._reader = 0;
}

DescriptorInput.prototype._read = function() {
  if (this._reader !== 0) return;
  const reader = readStart(this.fd, (chunk) => {
    if (chunk === null) {
      stop(this);
      this.push(null);
    } else if (typeof chunk === 'number') {
      stop(this);
      this.destroy(new ErrnoException(chunk, 'read'));
    } else if (!this.push(new FastBuffer(chunk.buffer, chunk.byteOffset, chunk.byteLength))) {
      stop(this);
    }
  });
  if (reader < 0) {
    this.destroy(new ErrnoException(reader, 'read'));
    return;
  }
  this._reader = reader;
  if (!this._referenced) readRef(reader, false);
};

DescriptorInput.prototype._destroy = function(err, callback) {
  stop(this);
  callback(err);
};

DescriptorInput.prototype.ref = function() {
  this._referenced = true;
  if (this._reader !== 0) readRef(this._reader, true);
  return this;
};

DescriptorInput.prototype.unref = function() {
  this._referenced = false;
  if (this._reader !== 0) readRef(this._reader, false);
  return this;
};

module.exports = { DescriptorInput };
