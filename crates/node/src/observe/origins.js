'use strict';
// Where Buffers that share memory are made: the program's frame for one of every so many, while tracing is on. Owner:
// observe. What is sampled is slices (`slice`, `subarray`) and Buffers out of the pool; a sample lives as long as its Buffer.

const { Error, SafeWeakMap, StringPrototypeSlice } = primordials;

const { tracing } = require('buffer/pool');
const { takeOwnStack } = require('internal/own_stack');

// Length of "    at ".
const kIndent = 7;

const origins = new SafeWeakMap();

/** Samples one of `every` Buffers from now on; 0 switches off, and what is known stays. */
function traceOrigins(every) {
  if (every === 0) {
    tracing.onView = undefined;
    return;
  }
  let left = 1;
  tracing.onView = (view) => {
    if (--left > 0) return;
    left = every;
    const line = takeOwnStack(new Error());
    if (line !== undefined) origins.set(view, StringPrototypeSlice(line, kIndent));
  };
}

/** The frame in which a view was made; undefined for those that were not sampled. */
function originOf(view) {
  return origins.get(view);
}

module.exports = { originOf, traceOrigins };
