'use strict';
// AsyncLocalStorage. The stores of a context are one immutable list, the value
// that `async_hooks/context` carries along; changing a store makes a new list.
//
// A list, not a map: programs have a handful of storages, a lookup is a short
// walk and entering one costs a single small object.

const {
  ObjectIs,
  ReflectApply,
  SymbolDispose,
} = primordials;

const { validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { currentContext, setContext } = require('async_hooks/context');

class Frame {
  constructor(storage, store, rest) {
    this.storage = storage;
    this.store = store;
    this.rest = rest;
  }
}

function find(frame, storage) {
  while (frame !== undefined) {
    if (frame.storage === storage) return frame;
    frame = frame.rest;
  }
  return undefined;
}

function without(frame, storage) {
  if (frame === undefined) return undefined;
  const rest = without(frame.rest, storage);
  // Disabled entries are dropped on the way.
  if (frame.storage === storage || frame.storage === undefined) return rest;
  return rest === frame.rest ? frame : new Frame(frame.storage, frame.store, rest);
}

class AsyncLocalStorage {
  #defaultValue;
  #name = '';

  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  get name() {
    return this.#name;
  }

  static bind(fn) {
    const { AsyncResource } = require('async_hooks/async_resource');
    return AsyncResource.bind(fn);
  }

  static snapshot() {
    const { AsyncResource } = require('async_hooks/async_resource');
    return AsyncResource.bind((fn, ...args) => ReflectApply(fn, undefined, args));
  }

  disable() {
    // The entry itself dies, so that whoever carries this context along is
    // out of it as well.
    const entry = find(currentContext(), this);
    if (entry !== undefined) entry.storage = entry.store = undefined;
  }

  enterWith(store) {
    const frame = currentContext();
    setContext(new Frame(this, store, without(frame, this)));
  }

  run(store, fn, ...args) {
    const before = currentContext();
    const entry = find(before, this);
    const prior = entry === undefined ? this.#defaultValue : entry.store;
    // Entered again with the same store: nothing would change.
    if (ObjectIs(prior, store)) return ReflectApply(fn, null, args);

    const entered = new Frame(this, store, without(before, this));
    setContext(entered);
    try {
      return ReflectApply(fn, null, args);
    } finally {
      leave(this, entered, before, prior);
    }
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    const entry = find(currentContext(), this);
    return entry === undefined ? this.#defaultValue : entry.store;
  }

  withScope(store) {
    return new RunScope(this, store);
  }
}

// Puts the store of one storage back and leaves alone what the code between
// did to others.
function leave(storage, entered, before, prior) {
  const now = currentContext();
  setContext(now === entered ? before :
    new Frame(storage, prior, without(now, storage)));
}

class RunScope {
  #storage;
  #prior;
  #disposed = false;

  constructor(storage, store) {
    this.#storage = storage;
    this.#prior = storage.getStore();
    storage.enterWith(store);
  }

  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#storage.enterWith(this.#prior);
  }

  [SymbolDispose]() {
    this.dispose();
  }
}

module.exports = { AsyncLocalStorage };
