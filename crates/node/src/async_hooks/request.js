'use strict';
// Requests to the system with a callback, told to hooks: a resource that begins with the request, runs once and is gone.
// Comes in only while hooks are enabled; otherwise a request's callback is called as it is.

const { ReflectApply } = primordials;

const { emitAfter, emitBefore, emitDestroy } = require('async_hooks/hooks');
const { defaultTrigger, startResource, state: ids } = require('async_hooks/ids');

class Request {}

/** `callback` as a function that runs it as a resource of `type`, which begins now. */
function request(type, callback) {
  const resource = new Request();
  const trigger = defaultTrigger();
  const id = startResource(type, resource);
  return (...results) => {
    ids.id = id;
    ids.trigger = trigger;
    ids.resource = resource;
    emitBefore(id);
    try {
      ReflectApply(callback, undefined, results);
    } finally {
      if (ids.destroy) emitDestroy(id);
    }
    // After a throw the handling of the uncaught exception does this.
    emitAfter(id);
    ids.id = 0;
    ids.trigger = 0;
    ids.resource = null;
  };
}

module.exports = { request };
