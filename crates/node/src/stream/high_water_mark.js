'use strict';
// How much a stream holds before it asks its source to wait: the defaults and the reading of
// options. Owner: stream. The defaults are one pair per environment.

const { MathFloor, NumberIsInteger } = primordials;

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateInteger } = require('internal/validators');

let defaultBytes = 64 * 1024;
let defaultObjects = 16;

function getDefaultHighWaterMark(objectMode) {
  return objectMode ? defaultObjects : defaultBytes;
}

function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  if (objectMode) defaultObjects = value;
  else defaultBytes = value;
}

/** The mark of one side; `sideKey` ("readableHighWaterMark", ...) counts on a Duplex only. */
function highWaterMarkOf(options, objectMode, sideKey, isDuplex) {
  let given = options?.highWaterMark;
  let name = 'options.highWaterMark';
  if (given === null || given === undefined) {
    given = isDuplex ? options?.[sideKey] : undefined;
    name = `options.${sideKey}`;
  }
  if (given === null || given === undefined) return getDefaultHighWaterMark(objectMode);
  if (!NumberIsInteger(given) || given < 0) throw new ERR_INVALID_ARG_VALUE(name, given);
  return MathFloor(given);
}

module.exports = { getDefaultHighWaterMark, highWaterMarkOf, setDefaultHighWaterMark };
