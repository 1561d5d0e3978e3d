'use strict';
// The `on...` attributes of WebSocket and EventSource: a handler is a listener that stands where it was assigned last, and
// anything but a function is none. Owner: websocket.

const { ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, SafeMap, SafeWeakMap } = primordials;

// The handlers of each target that ever had one.
const handlersOf = new SafeWeakMap();

/** Defines `on<type>` on a prototype; `check` throws for what is no instance. */
function defineHandler(prototype, type, check) {
  const property = `on${type}`;
  const accessors = {
    get [property]() {
      check(this);
      return handlersOf.get(this)?.get(type) ?? null;
    },
    set [property](value) {
      check(this);
      let handlers = handlersOf.get(this);
      const former = handlers?.get(type);
      if (former !== undefined) {
        this.removeEventListener(type, former);
        handlers.delete(type);
      }
      if (typeof value !== 'function') return;
      if (handlers === undefined) handlersOf.set(this, handlers = new SafeMap());
      handlers.set(type, value);
      this.addEventListener(type, value);
    },
  };
  const { get, set } = ObjectGetOwnPropertyDescriptor(accessors, property);
  ObjectDefineProperty(prototype, property, { __proto__: null, get, set, configurable: true, enumerable: true });
}

module.exports = { defineHandler };
