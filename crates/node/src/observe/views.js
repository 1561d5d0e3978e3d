'use strict';
// All views of memory that the program can still reach: typed arrays (Buffers among them) and DataViews. Owner: observe.
// V8's inspector walks the heap for them, on demand, on this thread: tens of milliseconds for each 100 MiB of heap, in
// which nothing else runs. It sees the main realm, not contexts of node:vm, and gives typed arrays of V8's own heap an
// ArrayBuffer, as reading their `buffer` does.

const {
  DataViewPrototype,
  JSONParse,
  JSONStringify,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ReflectDeleteProperty,
  Uint8ArrayPrototype,
  globalThis,
} = primordials;

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');

const native = binding('inspector');

// The name under which the inspector finds what it is given; the global is there during one call of it only.
const kName = '__weirObserved';

class Session {
  #number;
  #calls = 0;

  constructor() {
    // Nothing that comes later is of interest.
    this.#number = native.openSession(() => native.take(this.#number));
  }

  call(method, params) {
    const id = ++this.#calls;
    const messages = native.dispatch(this.#number, JSONStringify({ __proto__: null, id, method, params }));
    for (let i = 0; i < messages.length; i++) {
      const message = JSONParse(messages[i]);
      if (message.id !== id) continue;
      if (message.error) throw new ERR_INVALID_STATE(`The heap cannot be looked at: ${message.error.message}`);
      return message.result;
    }
    throw new ERR_INVALID_STATE('The heap cannot be looked at');
  }

  /** The inspector's id of an object of ours. */
  idOf(object) {
    ObjectDefineProperty(globalThis, kName, { __proto__: null, configurable: true, value: object });
    try {
      return this.call('Runtime.evaluate', { __proto__: null, expression: kName, silent: true }).result.objectId;
    } finally {
      ReflectDeleteProperty(globalThis, kName);
    }
  }

  /** All objects whose prototype chain holds `prototype`. */
  query(prototype) {
    let found;
    const take = this.idOf((objects) => { found = objects; });
    const { objects } = this.call('Runtime.queryObjects', { __proto__: null, prototypeObjectId: this.idOf(prototype) });
    this.call('Runtime.callFunctionOn', {
      __proto__: null,
      objectId: objects.objectId,
      functionDeclaration: 'function(take) { take(this); }',
      arguments: [{ __proto__: null, objectId: take }],
      silent: true,
    });
    return found;
  }

  close() {
    native.closeSession(this.#number);
  }
}

/** `visit(view, isDataView)` for each view. */
function forEachView(visit) {
  const session = new Session();
  let typed;
  let plain;
  try {
    typed = session.query(ObjectGetPrototypeOf(Uint8ArrayPrototype));
    plain = session.query(DataViewPrototype);
  } finally {
    session.close();
  }
  for (let i = 0; i < typed.length; i++) visit(typed[i], false);
  for (let i = 0; i < plain.length; i++) visit(plain[i], true);
}

/** All objects that have `prototype` on their prototype chain. */
function objectsOf(prototype) {
  const session = new Session();
  try {
    return session.query(prototype);
  } finally {
    session.close();
  }
}

module.exports = { forEachView, objectsOf };
