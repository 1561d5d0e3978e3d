'use strict';
// Global names whose modules are not there yet. The names exist, as programs
// test for them at load; using one throws one clear error. `navigator` is real
// but for its locks.

const {
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectFreeze,
  Proxy,
  StringPrototypeSplit,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_WEIR_NOT_YET },
} = require('internal/errors');
const { kEnumerableProperty } = require('internal/util');

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

const kAllow = {};

class Navigator {
  #languages;

  constructor(allow = undefined) {
    if (allow !== kAllow) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get hardwareConcurrency() {
    return require('os').availableParallelism();
  }

  get locks() {
    throw new ERR_WEIR_NOT_YET('navigator.locks');
  }

  get language() {
    return new Intl.DateTimeFormat().resolvedOptions().locale;
  }

  get languages() {
    return this.#languages ??= ObjectFreeze([this.language]);
  }

  get userAgent() {
    return `Node.js/${StringPrototypeSplit(process.versions.node, '.', 1)[0]}`;
  }

  get platform() {
    const { arch, platform } = process;
    if (platform !== 'linux') return platform;
    return arch === 'x64' ? 'Linux x86_64' : `Linux ${arch}`;
  }
}

ObjectDefineProperties(Navigator.prototype, {
  __proto__: null,
  hardwareConcurrency: kEnumerableProperty,
  locks: kEnumerableProperty,
  language: kEnumerableProperty,
  languages: kEnumerableProperty,
  userAgent: kEnumerableProperty,
  platform: kEnumerableProperty,
});

module.exports = {
  Navigator,
  crypto,
  fetch,
  navigator: new Navigator(kAllow),
};

const kClasses = [
  'CloseEvent', 'Crypto', 'CryptoKey', 'FormData', 'Headers', 'MessageEvent',
  'Request', 'Response', 'SubtleCrypto', 'URLPattern', 'WebSocket',
];
for (let i = 0; i < kClasses.length; i++) {
  module.exports[kClasses[i]] = absentClass(kClasses[i]);
}
