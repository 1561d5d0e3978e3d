'use strict';
// The call signatures of connect() and listen() made one: an options object and
// a callback. Must not validate what the callers validate.

const { ArrayIsArray, Number } = primordials;

const { normalizedArgs } = require('net/symbols');

function toNumber(value) {
  const number = Number(value);
  return number >= 0 ? number : false;
}

function isPipeName(value) {
  return typeof value === 'string' && toNumber(value) === false;
}

// `(options[, cb])`, `(path[, cb])` and `([port][, host][..., cb])` as
// [options, cb]; the array is marked, so that it may be passed on.
function normalizeArgs(args) {
  let normalized;
  if (args.length === 0) {
    normalized = [{}, null];
  } else {
    const first = args[0];
    let options = {};
    if (typeof first === 'object' && first !== null) {
      options = first;
    } else if (isPipeName(first)) {
      options.path = first;
    } else {
      options.port = first;
      if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
    }
    const last = args[args.length - 1];
    normalized = [options, typeof last === 'function' ? last : null];
  }
  normalized[normalizedArgs] = true;
  return normalized;
}

function isNormalized(value) {
  return ArrayIsArray(value) && value[normalizedArgs] === true;
}

module.exports = { isNormalized, isPipeName, normalizeArgs, toNumber };
