'use strict';
// An address whose handle every worker gets a copy of: the system deals out what comes. The primary binds it and keeps
// it for workers to come; it neither listens nor receives itself.

const { SafeMap } = primordials;

function bind(address, { port, addressType, fd, flags }) {
  if (addressType === 'udp4' || addressType === 'udp6') {
    return require('dgram/socket_handle').createSocketHandle(address, port, addressType, fd, flags);
  }
  return require('net/server_handle').createServerHandle(address, port, addressType, fd, flags);
}

// The rights that the workers' programs asked for on a unix socket's file.
function openToOthers(handle, { readableAll, writableAll }) {
  const { constants } = require('net/stream_handle');
  const mode = (readableAll === true ? constants.UV_READABLE : 0) | (writableAll === true ? constants.UV_WRITABLE : 0);
  return mode === 0 ? 0 : handle.fchmod(mode);
}

class SharedHandle {
  #handle = null;
  #errno = 0;
  #workers = new SafeMap();

  constructor(key, address, query) {
    this.key = key;
    const made = bind(address, query);
    if (typeof made === 'number') {
      this.#errno = made;
      return;
    }
    this.#errno = openToOthers(made, query);
    if (this.#errno === 0) this.#handle = made;
    else made.close();
  }

  /** `answer(errno, reply, handle)` is called at once. */
  add(worker, line, answer) {
    this.#workers.set(worker.id, worker);
    answer(this.#errno, null, this.#handle);
  }

  /** True when nobody is left, and the address given up. */
  remove(worker) {
    if (!this.#workers.delete(worker.id) || this.#workers.size !== 0) return false;
    this.#handle?.close();
    this.#handle = null;
    return true;
  }
}

module.exports = { SharedHandle };
