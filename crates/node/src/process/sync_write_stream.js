'use strict';
// A Writable over a file's descriptor whose writes return when the data is with the system.

const { ObjectSetPrototypeOf, ReflectApply } = primordials;

const { Writable } = require('stream');
const { writeBytes, writeText } = binding('stdio');

function SyncWriteStream(fd, options) {
  ReflectApply(Writable, this, [{ autoDestroy: true, decodeStrings: false, ...options }]);
  this.fd = fd;
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

module.exports = { SyncWriteStream };
