'use strict';
// node:tty - terminals: what they are, how large, how many colours, and raw mode.

const { NumberIsInteger, ObjectSetPrototypeOf, ReflectApply } = primordials;

const {
  ErrnoException,
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_FD, ERR_TTY_INIT_FAILED },
} = require('internal/errors');
const { Socket } = require('net/socket');
const { TTY } = require('net/stream_handle');
const { getColorDepth, hasColors } = require('tty/color_depth');
const { isTerminal } = binding('stdio');

function isatty(fd) {
  return NumberIsInteger(fd) && fd >= 0 && fd <= 2147483647 && isTerminal(fd);
}

function openTerminal(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  if (!isTerminal(fd)) {
    throw new ERR_TTY_INIT_FAILED({
      code: 'EINVAL', message: 'invalid argument', errno: -22, syscall: 'uv_tty_init',
    });
  }
  const handle = new TTY(fd);
  if (handle.status !== 0) {
    handle.close();
    throw new ErrnoException(handle.status, 'uv_tty_init');
  }
  return handle;
}

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  const handle = openTerminal(fd);
  ReflectApply(Socket, this, [{ highWaterMark: 0, handle, manualStart: true, ...options }]);
  this.isRaw = false;
  this.rawMode = false;
  this.isTTY = true;
}
ObjectSetPrototypeOf(ReadStream.prototype, Socket.prototype);
ObjectSetPrototypeOf(ReadStream, Socket);

// What programs call a mode -> what the native side calls it.
const kModes = { __proto__: null, raw: 1, io: 2 };

ReadStream.prototype.setRawMode = function(mode) {
  if (typeof mode === 'string' && kModes[mode] === undefined) {
    throw new ERR_INVALID_ARG_VALUE('mode', mode, "must be a boolean, 'raw', or 'io'");
  }
  if (typeof mode !== 'string') mode = mode ? 'raw' : false;
  const err = this._handle?.setRawMode(mode === false ? 0 : kModes[mode]);
  if (err) {
    this.emit('error', new ErrnoException(err, 'setRawMode'));
    return this;
  }
  this.isRaw = mode !== false;
  this.rawMode = mode;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  const handle = openTerminal(fd);
  ReflectApply(Socket, this, [{ handle, manualStart: true }]);
  const size = [0, 0];
  if (handle.getWindowSize(size) === 0) {
    this.columns = size[0];
    this.rows = size[1];
  }
}
ObjectSetPrototypeOf(WriteStream.prototype, Socket.prototype);
ObjectSetPrototypeOf(WriteStream, Socket);

WriteStream.prototype.isTTY = true;
WriteStream.prototype.getColorDepth = getColorDepth;
WriteStream.prototype.hasColors = hasColors;

WriteStream.prototype._refreshSize = function() {
  const size = [0, 0];
  const err = this._handle.getWindowSize(size);
  if (err !== 0) {
    this.emit('error', new ErrnoException(err, 'getWindowSize'));
    return;
  }
  const changed = size[0] !== this.columns || size[1] !== this.rows;
  this.columns = size[0];
  this.rows = size[1];
  if (changed) this.emit('resize');
};

WriteStream.prototype.getWindowSize = function() {
  return [this.columns, this.rows];
};

WriteStream.prototype.cursorTo = function(x, y, callback) {
  return require('readline').cursorTo(this, x, y, callback);
};

WriteStream.prototype.moveCursor = function(dx, dy, callback) {
  return require('readline').moveCursor(this, dx, dy, callback);
};

WriteStream.prototype.clearLine = function(direction, callback) {
  return require('readline').clearLine(this, direction, callback);
};

WriteStream.prototype.clearScreenDown = function(callback) {
  return require('readline').clearScreenDown(this, callback);
};

module.exports = { isatty, ReadStream, WriteStream };
