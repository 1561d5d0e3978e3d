'use strict';

// The option `expectFailure`: a test that must fail, perhaps in a certain way.
//
// Owner: test.

const { ObjectKeys } = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { failure, kinds } = require('test/failure');

/** `{ label, match }` of the option's value, undefined when no failure is expected. */
function readExpectation(value) {
  if (value === undefined || value === null || value === false) return undefined;
  if (typeof value === 'string') return { __proto__: null, label: value || undefined, match: undefined };
  if (value === true) return { __proto__: null, label: undefined, match: undefined };
  if (typeof value === 'object' && !require('util/types').isRegExp(value)) {
    const keys = ObjectKeys(value);
    if (keys.length === 0) {
      throw new ERR_INVALID_ARG_VALUE('options.expectFailure', value, 'must not be an empty object');
    }
    let isWrapper = true;
    for (let i = 0; i < keys.length; i++) isWrapper &&= keys[i] === 'label' || keys[i] === 'match';
    if (isWrapper) return { __proto__: null, label: value.label, match: value.match };
  }
  if (typeof value === 'function' || typeof value === 'object') {
    return { __proto__: null, label: undefined, match: value };
  }
  return { __proto__: null, label: undefined, match: undefined };
}

/** What the test's error is now that it failed as `reason` says: null when that is as expected. */
function judge({ match }, reason) {
  if (match === undefined) return null;
  const { cause } = reason;
  try {
    require('assert').throws(() => { throw cause; }, match);
    return null;
  } catch (mismatch) {
    const error = failure('The test failed, but the error did not match the expected validation', kinds.testCode);
    error.cause = mismatch;
    return error;
  }
}

module.exports = { judge, readExpectation };
