'use strict';
// node:inspector: sessions with V8's inspector of this thread. Opening a port for tools elsewhere is not there yet, so
// `url()` is undefined and what needs a tool says that there is none.

const {
  JSONParse,
  JSONStringify,
  SafeMap,
} = primordials;

const EventEmitter = require('events');
const {
  codes: {
    ERR_INSPECTOR_ALREADY_CONNECTED,
    ERR_INSPECTOR_CLOSED,
    ERR_INSPECTOR_COMMAND,
    ERR_INSPECTOR_NOT_ACTIVE,
    ERR_INSPECTOR_NOT_CONNECTED,
    ERR_INSPECTOR_NOT_WORKER,
  },
  notYet,
} = require('internal/errors');
const { validateFunction, validateObject, validateString } = require('internal/validators');

const native = binding('inspector');

class Session extends EventEmitter {
  #number = 0;
  #calls = 0;
  #callbacks = new SafeMap();

  connect() {
    if (this.#number !== 0) throw new ERR_INSPECTOR_ALREADY_CONNECTED('The inspector session');
    binding('permission').demand('inspector', 'Connect');
    this.#number = native.openSession(() => this.#takeAll(native.take(this.#number)));
  }

  connectToMainThread() {
    throw new ERR_INSPECTOR_NOT_WORKER();
  }

  #take(text) {
    const message = JSONParse(text);
    if (message.id === undefined) {
      this.emit(message.method, message);
      this.emit('inspectorNotification', message);
      return;
    }
    const callback = this.#callbacks.get(message.id);
    this.#callbacks.delete(message.id);
    if (callback === undefined) return;
    const { error, result } = message;
    if (error) callback(new ERR_INSPECTOR_COMMAND(error.code, error.message));
    else callback(null, result);
  }

  #takeAll(messages) {
    for (let i = 0; i < messages.length; i++) this.#take(messages[i]);
  }

  post(method, params, callback) {
    validateString(method, 'method');
    if (!callback && typeof params === 'function') {
      callback = params;
      params = null;
    }
    if (params) validateObject(params, 'params');
    if (callback) validateFunction(callback, 'callback');
    if (this.#number === 0) throw new ERR_INSPECTOR_NOT_CONNECTED();

    const id = ++this.#calls;
    const message = { id, method };
    if (params) message.params = params;
    if (callback) this.#callbacks.set(id, callback);
    this.#takeAll(native.dispatch(this.#number, JSONStringify(message)));
  }

  disconnect() {
    if (this.#number === 0) return;
    native.closeSession(this.#number);
    this.#number = 0;
    this.#calls = 0;
    const callbacks = this.#callbacks;
    this.#callbacks = new SafeMap();
    callbacks.forEach((callback) => process.nextTick(callback, new ERR_INSPECTOR_CLOSED()));
  }
}

function open() {
  binding('permission').demand('inspector', 'StartIoThread');
  throw notYet('inspector.open');
}

function close() {
  // Nothing is open.
}

function url() {
  return undefined;
}

function waitForDebugger() {
  throw new ERR_INSPECTOR_NOT_ACTIVE();
}

module.exports = {
  Session,
  close,
  console: require('console'),
  open,
  url,
  waitForDebugger,
};
