'use strict';
// Global names whose modules are not there yet. The names exist, as programs
// test for them at load; using one throws one clear error.

const { ObjectDefineProperty, Proxy } = primordials;

const { codes: { ERR_WEIR_NOT_YET } } = require('internal/errors');

function absentClass(name) {
  const Class = class {
    constructor() {
      throw new ERR_WEIR_NOT_YET(name);
    }
  };
  ObjectDefineProperty(Class, 'name', { __proto__: null, value: name });
  return Class;
}

function fetch(input, init = undefined) {
  throw new ERR_WEIR_NOT_YET('fetch');
}

const crypto = new Proxy({ __proto__: null }, {
  __proto__: null,
  get(target, key) {
    // Symbols are asked by whoever prints or converts the object.
    if (typeof key === 'symbol') return undefined;
    throw new ERR_WEIR_NOT_YET(`crypto.${key}`);
  },
});

module.exports = {
  crypto,
  fetch,
};

const kClasses = [
  'CloseEvent', 'Crypto', 'CryptoKey', 'FormData', 'Headers', 'Request', 'Response', 'SubtleCrypto', 'WebSocket',
];
for (let i = 0; i < kClasses.length; i++) {
  module.exports[kClasses[i]] = absentClass(kClasses[i]);
}
