'use strict';
// performance.timerify: a function that reports how long each call took.

const {
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

function report(name, start, args) {
  const entry = createNodeEntry(name, 'function', start, now() - start, args);
  for (let i = 0; i < args.length; i++) entry[i] = args[i];
  publish(entry);
}

function timerify(fn, options = kEmptyObject) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  if (options.histogram !== undefined) {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram',
                                   options.histogram);
  }

  function timerified(...args) {
    const start = now();
    if (new.target) {
      const object = ReflectConstruct(fn, args, fn);
      report(fn.name, start, args);
      return object;
    }
    const result = ReflectApply(fn, this, args);
    if (typeof result?.finally === 'function') {
      return result.finally(() => report(fn.name, start, args));
    }
    report(fn.name, start, args);
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
