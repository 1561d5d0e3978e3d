'use strict';
// Idle timeouts of sockets: one unreferenced timer that each read and write
// sets back.

const { FunctionPrototypeBind } = primordials;

const { validateFunction } = require('internal/validators');
const { clear, getTimerDuration, setUnrefTimeout } = require('timers/list');
const { kLastWriteQueueSize, kTimeout } = require('net/symbols');

function clearIdle(socket) {
  const timer = socket[kTimeout];
  if (timer) {
    clear(timer);
    socket[kTimeout] = null;
  }
}

// `socket.setTimeout(msecs[, callback])`.
function setStreamTimeout(msecs, callback) {
  if (this.destroyed) return this;
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  clearIdle(this);
  // A kernel pipe tells of every step only where somebody counts the time between them.
  this._readableState.transfer?.stop();
  this._writableState.transfer?.stop();
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (msecs === 0) {
    if (callback !== undefined) this.removeListener('timeout', callback);
    return this;
  }
  this[kTimeout] = setUnrefTimeout(FunctionPrototypeBind(this._onTimeout, this), msecs);
  if (callback !== undefined) this.once('timeout', callback);
  return this;
}

// A socket that is only slow to write is not idle.
function onIdle(socket) {
  const handle = socket._handle;
  const before = socket[kLastWriteQueueSize];
  if (before > 0 && handle) {
    const now = handle.writeQueueSize;
    if (now !== before) {
      socket[kLastWriteQueueSize] = now;
      socket._unrefTimer();
      return;
    }
  }
  socket.emit('timeout');
}

module.exports = { clearIdle, onIdle, setStreamTimeout };
