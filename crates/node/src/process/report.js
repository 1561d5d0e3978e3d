'use strict';
// process.report: its settings stand; writing a diagnostic report does not yet.

const { ObjectDefineProperty } = primordials;

const { codes: { ERR_WEIR_NOT_YET } } = require('internal/errors');
const { validateBoolean, validateString } = require('internal/validators');
const { convertToValidSignal } = require('internal/util');

function createReport() {
  const settings = {
    directory: ['', validateString],
    filename: ['', validateString],
    compact: [false, validateBoolean],
    excludeNetwork: [false, validateBoolean],
    signal: ['SIGUSR2', (value, name) => {
      validateString(value, name);
      convertToValidSignal(value);
    }],
    reportOnFatalError: [false, validateBoolean],
    reportOnSignal: [false, validateBoolean],
    reportOnUncaughtException: [false, validateBoolean],
    excludeEnv: [false, validateBoolean],
  };
  const report = {
    writeReport() {
      throw new ERR_WEIR_NOT_YET('process.report.writeReport');
    },
    getReport() {
      throw new ERR_WEIR_NOT_YET('process.report.getReport');
    },
  };
  for (const key in settings) {
    const { 0: initial, 1: validate } = settings[key];
    let value = initial;
    ObjectDefineProperty(report, key, {
      __proto__: null,
      enumerable: true,
      configurable: true,
      get() {
        return value;
      },
      set(next) {
        validate(next, key);
        value = next;
      },
    });
  }
  return report;
}

module.exports = { createReport };
