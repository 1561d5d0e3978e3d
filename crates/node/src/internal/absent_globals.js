'use strict';
// Global names whose modules are not there yet. The names exist, as programs
// test for them at load; using one throws one clear error.

const { ObjectDefineProperty } = primordials;

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

const kClasses = ['CloseEvent', 'WebSocket'];
for (let i = 0; i < kClasses.length; i++) {
  module.exports[kClasses[i]] = absentClass(kClasses[i]);
}
