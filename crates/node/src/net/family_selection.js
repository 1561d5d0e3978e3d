'use strict';
// Whether connect() tries the addresses of both families, and how long it gives
// each attempt: the process-wide defaults. Read from the options at first use.

const { Number } = primordials;

const { getOptionValue } = require('internal/options');
const { validateBoolean, validateInt32 } = require('internal/validators');

// Less would be a storm of connections.
const kShortestAttempt = 10;

let several;
let attemptTimeout;

const familyDefaults = {
  get() {
    return several ??= getOptionValue('--network-family-autoselection') !== false;
  },
  set(value) {
    validateBoolean(value, 'value');
    several = value;
  },
  attemptTimeout() {
    return attemptTimeout ??= Number(
      getOptionValue('--network-family-autoselection-attempt-timeout') ?? 250);
  },
  setAttemptTimeout(value) {
    validateInt32(value, 'value', 1);
    attemptTimeout = value < kShortestAttempt ? kShortestAttempt : value;
  },
};

module.exports = { familyDefaults };
