'use strict';
// performance.timerify: a function that reports how long each call took.

const {
  MathCeil,
  MathMax,
  ObjectDefineProperties,
  ReflectApply,
  ReflectConstruct,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { now } = require('perf_hooks/clock');
const { createNodeEntry } = require('perf_hooks/entry');
const { publish } = require('perf_hooks/timeline');

function report(name, start, args, histogram) {
  const duration = now() - start;
  // In nanoseconds; what took less than one counts as one.
  histogram?.record(MathMax(MathCeil(duration * 1e6), 1));
  const entry = createNodeEntry(name, 'function', start, duration, args);
  for (let i = 0; i < args.length; i++) entry[i] = args[i];
  publish(entry);
}

function timerify(fn, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined && !require('perf_hooks/histogram').isRecordable(histogram)) {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }

  function timerified(...args) {
    const start = now();
    if (new.target) {
      const object = ReflectConstruct(fn, args, fn);
      report(fn.name, start, args, histogram);
      return object;
    }
    const result = ReflectApply(fn, this, args);
    if (typeof result?.finally === 'function') {
      return result.finally(() => report(fn.name, start, args, histogram));
    }
    report(fn.name, start, args, histogram);
    return result;
  }

  ObjectDefineProperties(timerified, {
    __proto__: null,
    length: {
      __proto__: null,
      configurable: false,
      enumerable: true,
      value: fn.length,
    },
    name: {
      __proto__: null,
      configurable: false,
      enumerable: true,
      value: `timerified ${fn.name}`,
    },
  });
  return timerified;
}

module.exports = { timerify };
