'use strict';
// node:tty - terminals: what they are, how large, how many colours, and raw mode.

const { NumberIsInteger, ObjectSetPrototypeOf, ReflectApply } = primordials;

const { codes: { ERR_INVALID_FD, ERR_TTY_INIT_FAILED }, ErrnoException } = require('internal/errors');
const { SyncOutput } = require('process/sync_output');
const { DescriptorInput } = require('process/descriptor_input');
const { getColorDepth, hasColors } = require('tty/color_depth');
const { isTerminal, setRawMode, windowSize } = binding('stdio');

function isatty(fd) {
  return NumberIsInteger(fd) && fd >= 0 && fd <= 2147483647 && isTerminal(fd);
}

function checkTerminal(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  if (!isTerminal(fd)) {
    throw new ERR_TTY_INIT_FAILED({
      code: 'EINVAL', message: 'invalid argument', errno: -22, syscall: 'uv_tty_init',
    });
  }
}

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  checkTerminal(fd);
  ReflectApply(DescriptorInput, this, [fd, { highWaterMark: 0, ...options }]);
  this.isRaw = false;
  this.isTTY = true;
}
ObjectSetPrototypeOf(ReadStream.prototype, DescriptorInput.prototype);
ObjectSetPrototypeOf(ReadStream, DescriptorInput);

ReadStream.prototype.setRawMode = function(flag) {
  const raw = !!flag;
  const err = setRawMode(this.fd, raw);
  if (err !== 0) {
    this.emit('error', new ErrnoException(err, 'setRawMode'));
    return this;
  }
  this.isRaw = raw;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  checkTerminal(fd);
  ReflectApply(SyncOutput, this, [fd]);
  const size = windowSize(fd);
  if (size !== undefined) {
    this.columns = size[0];
    this.rows = size[1];
  }
}
ObjectSetPrototypeOf(WriteStream.prototype, SyncOutput.prototype);
ObjectSetPrototypeOf(WriteStream, SyncOutput);

WriteStream.prototype.isTTY = true;
WriteStream.prototype.getColorDepth = getColorDepth;
WriteStream.prototype.hasColors = hasColors;

WriteStream.prototype._refreshSize = function() {
  const size = windowSize(this.fd);
  if (size === undefined) return;
  const changed = size[0] !== this.columns || size[1] !== this.rows;
  this.columns = size[0];
  this.rows = size[1];
  if (changed) this.emit('resize');
};

WriteStream.prototype.getWindowSize = function() {
  return [this.columns, this.rows];
};

WriteStream.prototype.cursorTo = function(x, y, callback) {
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  return this.write(y === undefined ? `\x1b[${x + 1}G` : `\x1b[${y + 1};${x + 1}H`, callback);
};

WriteStream.prototype.moveCursor = function(dx, dy, callback) {
  let data = '';
  if (dx < 0) data += `\x1b[${-dx}D`;
  else if (dx > 0) data += `\x1b[${dx}C`;
  if (dy < 0) data += `\x1b[${-dy}A`;
  else if (dy > 0) data += `\x1b[${dy}B`;
  return this.write(data, callback);
};

WriteStream.prototype.clearLine = function(direction, callback) {
  return this.write(direction < 0 ? '\x1b[1K' : direction > 0 ? '\x1b[0K' : '\x1b[2K', callback);
};

WriteStream.prototype.clearScreenDown = function(callback) {
  return this.write('\x1b[0J', callback);
};

module.exports = { isatty, ReadStream, WriteStream };
