'use strict';
// The public module `node:trace_events` (doc/api/tracing.md): programs choose what is traced.
//
// Owner: trace_events. Nothing is opened or listened to before a program enables a Tracing object.

const {
  ArrayPrototypeJoin,
  ArrayPrototypeSlice,
  ObjectDefineProperties,
} = primordials;

const { codes: { ERR_TRACE_EVENTS_CATEGORY_REQUIRED } } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { validateObject, validateStringArray } = require('internal/validators');

const kMost = 10;
let active = 0;

class Tracing {
  #categories;
  #enabled = false;

  constructor(categories) {
    this.#categories = categories;
  }

  enable() {
    if (this.#enabled) return;
    require('trace_events/agent').enable(this.#categories);
    this.#enabled = true;
    if (++active > kMost) {
      process.emitWarning('Possible trace_events memory leak detected. There are more than ' +
        `${kMost} enabled Tracing objects.`);
    }
  }

  disable() {
    if (!this.#enabled) return;
    this.#enabled = false;
    active--;
    require('trace_events/agent').disable(this.#categories);
  }

  get enabled() { return this.#enabled; }

  get categories() { return ArrayPrototypeJoin(this.#categories, ','); }

  [customInspectSymbol](depth, options) {
    if (typeof depth === 'number' && depth < 0) return 'Tracing {}';
    const { inspect } = require('util/inspect');
    const shown = { enabled: this.enabled, categories: this.categories };
    return `Tracing ${inspect(shown, { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  }
}

ObjectDefineProperties(Tracing.prototype, {
  __proto__: null,
  enabled: { __proto__: null, enumerable: true },
  categories: { __proto__: null, enumerable: true },
});

function createTracing(options) {
  validateObject(options, 'options');
  validateStringArray(options.categories, 'options.categories');
  if (options.categories.length === 0) throw new ERR_TRACE_EVENTS_CATEGORY_REQUIRED();
  return new Tracing(ArrayPrototypeSlice(options.categories));
}

function getEnabledCategories() {
  return require('trace_events/agent').enabledCategories();
}

module.exports = { createTracing, getEnabledCategories };
