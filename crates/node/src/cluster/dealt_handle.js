'use strict';
// What a server of a worker listens with when the primary accepts and deals the connections out: no descriptor, only
// where they arrive (`onconnection`), and a reason to stay alive. Operations answer 0 as those of real handles.

const { ObjectAssign } = primordials;

const { newAsyncId } = require('async_hooks/ids');
const { kAsyncId, kOwner } = require('net/stream_handle');

// The longest time of a timer: it is there to be a reason, not to run.
const kForever = 2 ** 31 - 1;

class DealtHandle {
  #reason = null;

  constructor(sockname) {
    this.onconnection = undefined;
    this[kOwner] = null;
    this[kAsyncId] = newAsyncId();
    // A unix socket has none.
    if (sockname) {
      this.getsockname = (out) => {
        ObjectAssign(out, sockname);
        return 0;
      };
    }
    this.ref();
  }

  getAsyncId() {
    return this[kAsyncId];
  }

  listen() {
    return 0;
  }

  ref() {
    this.#reason ??= require('timers').setInterval(() => {}, kForever);
  }

  unref() {
    if (this.#reason === null) return;
    require('timers').clearInterval(this.#reason);
    this.#reason = null;
  }

  hasRef() {
    return this.#reason !== null;
  }

  close(callback) {
    this.unref();
    if (typeof callback === 'function') process.nextTick(callback);
  }
}

module.exports = { DealtHandle };
