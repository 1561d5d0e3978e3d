'use strict';
// process.binding: the old door to Node's native modules. A few packages still look up constants, type checks, error
// names and the list of built-in modules there; everything else is refused.

const { Error } = primordials;

const tables = {
  __proto__: null,
  config() {
    return {
      isDebugBuild: false,
      hasOpenSSL: process.versions.openssl !== undefined,
      hasIntl: true,
      hasTracing: false,
      hasNodeOptions: true,
      hasInspector: false,
      noBrowserGlobals: false,
      bits: 64,
    };
  },
  constants() {
    const os = require('os').constants;
    const fs = require('fs').constants;
    const crypto = require('crypto').constants;
    const zlib = require('zlib').constants;
    return { os, fs, crypto, zlib };
  },
  natives() {
    const { builtinIds, builtinSource } = binding('engine');
    const natives = {};
    const ids = builtinIds();
    for (let i = 0; i < ids.length; i++) {
      const { 0: id } = ids[i];
      natives[id] = builtinSource(id);
    }
    return natives;
  },
  util() {
    const {
      isArrayBuffer, isAsyncFunction, isDate, isExternal, isMap, isMapIterator, isNativeError, isPromise, isRegExp, isSet,
      isSetIterator, isAnyArrayBuffer, isArrayBufferView, isDataView, isTypedArray, isUint8Array,
    } = require('util/types');
    return {
      isArrayBuffer, isAsyncFunction, isDate, isExternal, isMap, isMapIterator, isNativeError, isPromise, isRegExp, isSet,
      isSetIterator, isAnyArrayBuffer, isArrayBufferView, isDataView, isTypedArray, isUint8Array,
    };
  },
  uv() {
    const native = binding('uv');
    const uv = { ...native };
    delete uv.getErrorMap;
    if (require('internal/options').getOptionValue('--pending-deprecation')) {
      const { deprecate } = require('internal/util');
      uv.errname = deprecate(
        native.errname,
        "Directly calling process.binding('uv').errname(<val>) is being deprecated. Please make sure to use " +
        'util.getSystemErrorName() instead.', 'DEP0119');
    }
    return uv;
  },
};

const made = { __proto__: null };

function lookUp(name) {
  if (made[name] === undefined) {
    const make = tables[name];
    if (make === undefined) throw new Error(`No such module: ${name}`);
    made[name] = make();
  }
  return made[name];
}

module.exports = { lookUp };
