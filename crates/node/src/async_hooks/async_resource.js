'use strict';
// AsyncResource: runs functions in the async context in which it was made, and
// lets hooks follow it.

const {
  FunctionPrototypeBind,
  NumberIsSafeInteger,
  ObjectDefineProperties,
  ReflectApply,
  Symbol,
  ArrayPrototypeUnshift,
} = primordials;

const {
  codes: { ERR_ASYNC_TYPE, ERR_INVALID_ASYNC_ID },
} = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');
const { deprecate, kEmptyObject } = require('internal/util');
const { state: ids, defaultTrigger } = require('async_hooks/ids');
const {
  captureContext,
  exchangeContext,
  setContext,
} = require('async_hooks/context');

const kContext = Symbol('context_frame');
const kAsyncId = Symbol('async_id_symbol');
const kTriggerId = Symbol('trigger_async_id_symbol');

class AsyncResource {
  constructor(type, opts = kEmptyObject) {
    validateString(type, 'type');

    let trigger = opts;
    let manualDestroy = false;
    // A number is the trigger, as it once was the only option.
    if (typeof opts !== 'number') {
      trigger = opts.triggerAsyncId === undefined ?
        defaultTrigger() : opts.triggerAsyncId;
      manualDestroy = !!opts.requireManualDestroy;
    }
    if (!NumberIsSafeInteger(trigger) || trigger < -1) {
      throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', trigger);
    }

    this[kContext] = captureContext();
    const id = this[kAsyncId] = ++ids.last;
    this[kTriggerId] = trigger;

    if (ids.init) {
      if (type.length === 0) throw new ERR_ASYNC_TYPE(type);
      require('async_hooks/hooks').emitInit(id, type, trigger, this);
    }
    if (ids.destroy && !manualDestroy) {
      require('async_hooks/hooks').destroyWithObject(this, id);
    }
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const { id, trigger, resource } = ids;
    const before = exchangeContext(this[kContext]);
    ids.id = this[kAsyncId];
    ids.trigger = this[kTriggerId];
    ids.resource = this;
    try {
      if (!ids.hooks) return ReflectApply(fn, thisArg, args);
      const hooks = require('async_hooks/hooks');
      hooks.emitBefore(this[kAsyncId]);
      try {
        return ReflectApply(fn, thisArg, args);
      } finally {
        hooks.emitAfter(this[kAsyncId]);
      }
    } finally {
      ids.id = id;
      ids.trigger = trigger;
      ids.resource = resource;
      setContext(before);
    }
  }

  emitDestroy() {
    if (ids.destroy) require('async_hooks/hooks').emitDestroyOf(this, this[kAsyncId]);
    return this;
  }

  asyncId() {
    return this[kAsyncId];
  }

  triggerAsyncId() {
    return this[kTriggerId];
  }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    let bound;
    if (thisArg === undefined) {
      const resource = this;
      bound = function(...args) {
        ArrayPrototypeUnshift(args, fn, this);
        return ReflectApply(resource.runInAsyncScope, resource, args);
      };
    } else {
      bound = FunctionPrototypeBind(this.runInAsyncScope, this, fn, thisArg);
    }
    let self = this;
    ObjectDefineProperties(bound, {
      __proto__: null,
      length: {
        __proto__: null,
        configurable: true,
        enumerable: false,
        value: fn.length,
        writable: false,
      },
      name: {
        __proto__: null,
        configurable: true,
        value: 'bound',
      },
      asyncResource: {
        __proto__: null,
        configurable: true,
        enumerable: true,
        get: deprecate(function() {
          return self;
        }, 'The asyncResource property on bound functions is deprecated',
                       'DEP0172'),
        set: deprecate(function(value) {
          self = value;
        }, 'The asyncResource property on bound functions is deprecated',
                       'DEP0172'),
      },
    });
    return bound;
  }

  static bind(fn, type, thisArg) {
    type ||= fn.name;
    return (new AsyncResource(type || 'bound-anonymous-fn')).bind(fn, thisArg);
  }
}

module.exports = { AsyncResource };
