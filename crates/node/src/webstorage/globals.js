// The names of Web Storage on the global object, under --experimental-webstorage.
'use strict';

const { ObjectDefineProperty, globalThis } = primordials;

const { getOptionValue } = require('internal/options');
const { defineLazyData } = binding('engine');

function attribute(name, get) {
  const key = `get ${name}`;
  const setKey = `set ${name}`;
  const accessors = {
    [key]() { return get(); },
    [setKey](value) {
      ObjectDefineProperty(globalThis, name, {
        __proto__: null, value, writable: true, enumerable: true, configurable: true,
      });
    },
  };
  ObjectDefineProperty(globalThis, name, {
    __proto__: null, get: accessors[key], set: accessors[setKey], enumerable: true, configurable: true,
  });
}

function install() {
  defineLazyData(globalThis, 'Storage', 'webstorage', false);
  attribute('localStorage', () => {
    const location = getOptionValue('--localstorage-file');
    if (!location) {
      const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_VALUE('--localstorage-file', location ?? '', 'is an invalid localStorage location');
    }
    return require('webstorage').localStorage;
  });
  attribute('sessionStorage', () => require('webstorage').sessionStorage);
}

module.exports = { install };
