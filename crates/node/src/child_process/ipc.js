'use strict';
// The channel between a parent and a child, as it shows on both: `send`, `disconnect`, `connected`, `channel`, and the
// events 'message' and 'disconnect'. `target` is the ChildProcess on one side and `process` on the other. What goes over
// the channel, and when, is child_process/link's.

const {
  NumberParseInt,
  ObjectDefineProperty,
  ObjectFreeze,
  Symbol,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_IPC_CHANNEL_CLOSED,
    ERR_IPC_DISCONNECTED,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { Link } = require('child_process/link');

const kNoOptions = ObjectFreeze({ __proto__: null, swallowErrors: false });
const kChannelHandle = Symbol('kChannelHandle');
const kLink = Symbol('kLink');

/**
 * Gives `target` the channel behind `fd`. `onEnd` is called once, when the channel has ended.
 */
function setupChannel(target, fd, serialization, onEnd) {
  const link = new Link(target, fd, serialization, onEnd);
  target.channel = link.control;
  // An older name.
  ObjectDefineProperty(target, '_channel', {
    __proto__: null,
    get() { return target.channel; },
    set(value) { target.channel = value; },
    enumerable: false,
    configurable: true,
  });
  ObjectDefineProperty(target, kChannelHandle, {
    __proto__: null, value: link.handle, writable: true, enumerable: false, configurable: true,
  });

  ObjectDefineProperty(target, kLink, { __proto__: null, value: link, enumerable: false, configurable: true });

  target.on('newListener', () => process.nextTick(() => link.flushUnheard()));

  target.send = function(message, handle, options, callback) {
    if (typeof handle === 'function') {
      callback = handle;
      handle = undefined;
      options = undefined;
    } else if (typeof options === 'function') {
      callback = options;
      options = undefined;
    } else if (options !== undefined) {
      validateObject(options, 'options');
    }
    options = options === undefined ? kNoOptions : { swallowErrors: false, ...options };
    if (this.connected) return this._send(message, handle, options, callback);

    const error = new ERR_IPC_CHANNEL_CLOSED();
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => this.emit('error', error));
    return false;
  };

  target._send = function(message, handle, options, callback) {
    if (message === undefined) throw new ERR_MISSING_ARGS('message');
    const type = typeof message;
    if (type !== 'string' && type !== 'object' && type !== 'number' && type !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('message', ['string', 'object', 'number', 'boolean'], message);
    }
    return link.send(message, handle, options, callback);
  };

  target.connected = true;

  target.disconnect = function() {
    if (!this.connected) {
      this.emit('error', new ERR_IPC_DISCONNECTED());
      return;
    }
    this.connected = false;
    // Later, once the handle that is on its way has arrived.
    if (!link.isBusy) this._disconnect();
  };

  target._disconnect = function() {
    this.channel = null;
    this[kChannelHandle] = null;
    let done = false;
    const finish = () => {
      if (done) return;
      done = true;
      link.close();
      target.emit('disconnect');
    };
    // A message whose rest is on its way is waited for.
    if (link.buffering) {
      target.once('message', finish);
      target.once('internalMessage', finish);
      return;
    }
    process.nextTick(finish);
  };
  return link.control;
}

/** The side of a process that was started with a channel: it stays alive for it while somebody listens. */
function attachToParent(fd, serialization) {
  const control = setupChannel(process, fd, serialization);
  process[kChannelHandle].unref();
  const counts = (name) => name === 'message' || name === 'disconnect';
  process.on('newListener', (name) => {
    if (counts(name)) control.refCounted();
  });
  process.on('removeListener', (name) => {
    if (counts(name)) control.unrefCounted();
  });
}

/** Takes the channel that the parent left in the environment, and the traces of it out of there. */
function attachFromEnvironment() {
  const { env } = process;
  const fd = NumberParseInt(env.NODE_CHANNEL_FD, 10);
  const serialization = env.NODE_CHANNEL_SERIALIZATION_MODE || 'json';
  delete env.NODE_CHANNEL_FD;
  delete env.NODE_CHANNEL_SERIALIZATION_MODE;
  // Not by way of `child_process`, which a child that starts none does without.
  if (fd >= 0) attachToParent(fd, serialization);
}

module.exports = { attachFromEnvironment, attachToParent, kChannelHandle, kLink, setupChannel };
