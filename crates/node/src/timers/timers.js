'use strict';
// node:timers - the public functions over `timers/list` and
// `timers/immediate`.

const {
  ArrayPrototypeSlice,
  ObjectDefineProperties,
  ObjectDefineProperty,
} = primordials;

const { validateFunction } = require('internal/validators');
const { promisify } = require('internal/util');
const {
  Timeout,
  clear,
  clearByPrimitive,
  createTimeout,
} = require('timers/list');
const { Immediate, clearImmediate } = require('timers/immediate');

function setTimeout(callback, after, arg1) {
  validateFunction(callback, 'callback');
  const given = arguments.length;
  const args = given <= 2 ? undefined :
    given === 3 ? [arg1] : ArrayPrototypeSlice(arguments, 2);
  return createTimeout(callback, after, args, false, true);
}

function setInterval(callback, repeat, arg1) {
  validateFunction(callback, 'callback');
  const given = arguments.length;
  const args = given <= 2 ? undefined :
    given === 3 ? [arg1] : ArrayPrototypeSlice(arguments, 2);
  return createTimeout(callback, repeat, args, true, true);
}

function clearTimeout(timer) {
  if (timer?._onTimeout) {
    // Anything with the field counts; only a Timeout is in a list.
    if (timer instanceof Timeout) clear(timer);
    else timer._onTimeout = null;
  } else if (typeof timer === 'number' || typeof timer === 'string') {
    clearByPrimitive(timer);
  }
}

// clearTimeout and clearInterval do the same to either kind of timer.
function clearInterval(timer) {
  clearTimeout(timer);
}

function setImmediate(callback, arg1) {
  validateFunction(callback, 'callback');
  const given = arguments.length;
  const args = given <= 1 ? undefined :
    given === 2 ? [arg1] : ArrayPrototypeSlice(arguments, 1);
  return new Immediate(callback, args);
}

// The functions take two and one parameters as far as programs can tell.
ObjectDefineProperty(setTimeout, 'length', { __proto__: null, value: 2 });
ObjectDefineProperty(setInterval, 'length', { __proto__: null, value: 2 });
ObjectDefineProperty(setImmediate, 'length', { __proto__: null, value: 1 });

ObjectDefineProperty(setTimeout, promisify.custom, {
  __proto__: null,
  enumerable: true,
  get() {
    return require('timers/promises').setTimeout;
  },
});
ObjectDefineProperty(setImmediate, promisify.custom, {
  __proto__: null,
  enumerable: true,
  get() {
    return require('timers/promises').setImmediate;
  },
});

module.exports = {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
};

ObjectDefineProperties(module.exports, {
  __proto__: null,
  promises: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return require('timers/promises');
    },
  },
});
