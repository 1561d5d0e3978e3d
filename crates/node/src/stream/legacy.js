'use strict';
// The oldest Stream class, which both sides derive from: an EventEmitter with a pipe() that works
// by events alone. Owner: stream. node:stream itself is this class, with everything else on it.

const {
  ArrayIsArray,
  ArrayPrototypePush,
  ArrayPrototypeUnshift,
  ObjectSetPrototypeOf,
} = primordials;

const EventEmitter = require('events');

function Stream(options) {
  // The event names that a stream class lays out beforehand stay when their listeners go.
  if (this._events !== undefined) this[EventEmitter.kShapeMode] = true;
  EventEmitter.call(this, options);
}
ObjectSetPrototypeOf(Stream.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Stream, EventEmitter);

Stream.prototype.pipe = function(destination, options) {
  const source = this;
  let isOver = false;
  const listeners = [
    [source, 'data', (chunk) => {
      if (!destination.writable || destination.write(chunk) !== false) return;
      if (source.pause) source.pause();
    }],
    [destination, 'drain', () => {
      if (source.readable && source.resume) source.resume();
    }],
  ];
  if (!destination._isStdio && (!options || options.end !== false)) {
    // The destination ends with its source, and goes with it when that closes without an end.
    ArrayPrototypePush(listeners, [source, 'end', () => {
      if (isOver) return;
      isOver = true;
      destination.end();
    }], [source, 'close', () => {
      if (isOver) return;
      isOver = true;
      if (typeof destination.destroy === 'function') destination.destroy();
    }]);
  }
  for (let i = 0; i < listeners.length; i++) listeners[i][0].on(listeners[i][1], listeners[i][2]);

  function onError(err) {
    disconnect();
    if (EventEmitter.listenerCount(this, 'error') === 0) this.emit('error', err);
  }
  prependListener(source, 'error', onError);
  prependListener(destination, 'error', onError);
  source.on('end', disconnect);
  source.on('close', disconnect);
  destination.on('close', disconnect);

  function disconnect() {
    for (let i = 0; i < listeners.length; i++) {
      listeners[i][0].removeListener(listeners[i][1], listeners[i][2]);
    }
    source.removeListener('error', onError);
    destination.removeListener('error', onError);
    source.removeListener('end', disconnect);
    source.removeListener('close', disconnect);
    destination.removeListener('close', disconnect);
  }

  destination.emit('pipe', source);
  return destination;
};

/** Adds a listener in front of the others, on emitters of any make. */
function prependListener(emitter, event, listener) {
  if (typeof emitter.prependListener === 'function') {
    emitter.prependListener(event, listener);
    return;
  }
  const present = emitter._events?.[event];
  if (!present) emitter.on(event, listener);
  else if (ArrayIsArray(present)) ArrayPrototypeUnshift(present, listener);
  else emitter._events[event] = [listener, present];
}

module.exports = { Stream, prependListener };
