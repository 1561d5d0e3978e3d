'use strict';
// The old Stream class, which both sides derive from: an EventEmitter with a pipe() that knows only events.
// Owner: stream.

const {
  ArrayIsArray,
  ArrayPrototypeUnshift,
  ObjectSetPrototypeOf,
} = primordials;

const EventEmitter = require('events');

function Stream(options) {
  EventEmitter.call(this, options);
}
ObjectSetPrototypeOf(Stream.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Stream, EventEmitter);

Stream.prototype.pipe = function(destination, options) {
  const source = this;

  function onData(chunk) {
    if (destination.writable && destination.write(chunk) === false && source.pause) source.pause();
  }
  function onDrain() {
    if (source.readable && source.resume) source.resume();
  }
  let over = false;
  function onEnd() {
    if (over) return;
    over = true;
    destination.end();
  }
  function onClose() {
    if (over) return;
    over = true;
    if (typeof destination.destroy === 'function') destination.destroy();
  }
  function onError(err) {
    cleanUp();
    if (EventEmitter.listenerCount(this, 'error') === 0) this.emit('error', err);
  }
  function cleanUp() {
    source.removeListener('data', onData);
    destination.removeListener('drain', onDrain);
    source.removeListener('end', onEnd);
    source.removeListener('close', onClose);
    source.removeListener('error', onError);
    destination.removeListener('error', onError);
    source.removeListener('end', cleanUp);
    source.removeListener('close', cleanUp);
    destination.removeListener('close', cleanUp);
  }

  source.on('data', onData);
  destination.on('drain', onDrain);
  if (!destination._isStdio && (!options || options.end !== false)) {
    source.on('end', onEnd);
    source.on('close', onClose);
  }
  prependListener(source, 'error', onError);
  prependListener(destination, 'error', onError);
  source.on('end', cleanUp);
  source.on('close', cleanUp);
  destination.on('close', cleanUp);
  destination.emit('pipe', source);
  return destination;
};

Stream.prototype.eventNames = EventEmitter.prototype.eventNames;

// First in line, also on emitters of other makes.
function prependListener(emitter, event, fn) {
  if (typeof emitter.prependListener === 'function') return emitter.prependListener(event, fn);
  if (!emitter._events?.[event]) emitter.on(event, fn);
  else if (ArrayIsArray(emitter._events[event])) ArrayPrototypeUnshift(emitter._events[event], fn);
  else emitter._events[event] = [fn, emitter._events[event]];
}

module.exports = { Stream, prependListener };
