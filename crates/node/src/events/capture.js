'use strict';
// captureRejections: a listener that returns a promise has its rejection
// routed to the emitter. Loaded when the first such promise is seen.

const {
  ArrayPrototypeConcat,
  FunctionPrototypeCall,
  ReflectApply,
} = primordials;

const { kCapture, captureRejectionSymbol } = require('events');

function watch(emitter, promise, type, args) {
  try {
    // Read once: `then` may be a getter.
    const then = promise.then;
    if (typeof then === 'function') {
      FunctionPrototypeCall(then, promise, undefined, (err) => {
        // In a tick of its own, so that a throwing handler is an uncaught
        // exception and not another rejection of the same promise.
        process.nextTick(deliver, emitter, err, type, args);
      });
    }
  } catch (err) {
    emitter.emit('error', err);
  }
}

function deliver(emitter, err, type, args) {
  const handler = emitter[captureRejectionSymbol];
  if (typeof handler === 'function') {
    ReflectApply(handler, emitter, ArrayPrototypeConcat([err, type], args));
    return;
  }
  // Off for the time of the 'error' event: a rejecting error listener would
  // otherwise come back here for ever.
  const before = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', err);
  } finally {
    emitter[kCapture] = before;
  }
}

module.exports = { watch };
