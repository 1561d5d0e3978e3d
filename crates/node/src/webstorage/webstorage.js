// Web Storage: the class and its two instances. Loaded when a program first uses one of them, which warns.
'use strict';

const { DOMException } = require('internal/dom_exception');
const { emitExperimentalWarning } = require('internal/util');
const { getOptionValue } = require('internal/options');
const { storageClass, openStorage } = binding('webstorage');

emitExperimentalWarning('Web Storage');

const Storage = storageClass(() => new DOMException('Setting the value exceeded the quota', 'QuotaExceededError'));

let localStorage;
let sessionStorage;

module.exports = {
  Storage,
  get localStorage() {
    return localStorage ??= openStorage(getOptionValue('--localstorage-file'));
  },
  get sessionStorage() {
    return sessionStorage ??= openStorage(':memory:');
  },
};
