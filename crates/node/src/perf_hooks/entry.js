'use strict';
// The entries of the performance timeline: marks, measures and what the
// runtime itself reports. Programs make marks; all else is made by the library.

const { ObjectDefineProperties, Symbol, SymbolToStringTag } = primordials;

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
    ERR_PERFORMANCE_INVALID_TIMESTAMP,
  },
} = require('internal/errors');
const { validateNumber, validateObject } = require('internal/validators');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { now } = require('perf_hooks/clock');

const kAllow = Symbol('kSkipThrow');

// Names that a program cannot give to a mark, as they mean a moment already.
const kMilestones = {
  __proto__: null,
  nodeStart: true,
  v8Start: true,
  environment: true,
  loopStart: true,
  loopExit: true,
  bootstrapComplete: true,
};

function inspectEntry(entry, fields, depth, options) {
  if (depth < 0) return entry;
  const nested = {
    ...options,
    depth: options.depth == null ? null : options.depth - 1,
  };
  return `${entry.constructor.name} ` +
    require('util/inspect').inspect(fields, nested);
}

class PerformanceEntry {
  #name;
  #entryType;
  #startTime;
  #duration;

  constructor(allow = undefined, name, type, start, duration) {
    if (allow !== kAllow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#entryType = type;
    this.#startTime = start;
    this.#duration = duration;
  }

  static check(value) {
    if (value === null || typeof value !== 'object' || !(#name in value)) {
      throw new ERR_INVALID_THIS('PerformanceEntry');
    }
  }

  get name() {
    check(this);
    return this.#name;
  }

  get entryType() {
    check(this);
    return this.#entryType;
  }

  get startTime() {
    check(this);
    return this.#startTime;
  }

  get duration() {
    check(this);
    return this.#duration;
  }

  [customInspectSymbol](depth, options) {
    return inspectEntry(this, this.toJSON(), depth, options);
  }

  toJSON() {
    check(this);
    return {
      name: this.#name,
      entryType: this.#entryType,
      startTime: this.#startTime,
      duration: this.#duration,
    };
  }
}
const { check } = PerformanceEntry;
delete PerformanceEntry.check;

ObjectDefineProperties(PerformanceEntry.prototype, {
  __proto__: null,
  name: kEnumerableProperty,
  entryType: kEnumerableProperty,
  startTime: kEnumerableProperty,
  duration: kEnumerableProperty,
  toJSON: kEnumerableProperty,
});

function isPerformanceEntry(value) {
  return value instanceof PerformanceEntry;
}

function cloneDetail(detail) {
  if (detail === undefined || detail === null) return null;
  return require('structured_clone').structuredClone(detail);
}

class PerformanceMark extends PerformanceEntry {
  #detail;

  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (kMilestones[name]) throw new ERR_INVALID_ARG_VALUE('name', name);
    if (options !== undefined && options !== null) {
      validateObject(options, 'options');
    }
    const startTime = options?.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(startTime);
    const detail = cloneDetail(options?.detail);
    super(kAllow, name, 'mark', startTime, 0);
    this.#detail = detail;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMark');
    return this.#detail;
  }

  toJSON() {
    const json = super.toJSON();
    json.detail = this.#detail;
    return json;
  }
}

class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(allow = undefined, name, type, start, duration, detail) {
    super(allow, name, type, start, duration);
    this.#detail = detail;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMeasure');
    return this.#detail;
  }

  toJSON() {
    const json = super.toJSON();
    json.detail = this.#detail;
    return json;
  }
}

// What the runtime reports of itself: function calls of timerify, and so on.
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor(allow, name, type, start, duration, detail) {
    super(allow, name, type, start, duration);
    this.#detail = detail;
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    const json = super.toJSON();
    json.detail = this.#detail;
    return json;
  }
}

function tag(value) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: false,
    value,
  };
}

ObjectDefineProperties(PerformanceMark.prototype, {
  __proto__: null,
  [SymbolToStringTag]: tag('PerformanceMark'),
  detail: kEnumerableProperty,
});
ObjectDefineProperties(PerformanceMeasure.prototype, {
  __proto__: null,
  [SymbolToStringTag]: tag('PerformanceMeasure'),
  detail: kEnumerableProperty,
});

function createMeasure(name, start, duration, detail) {
  return new PerformanceMeasure(kAllow, name, 'measure', start, duration,
                                cloneDetail(detail));
}

function createNodeEntry(name, type, start, duration, detail) {
  return new PerformanceNodeEntry(kAllow, name, type, start, duration, detail);
}

module.exports = {
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  createMeasure,
  createNodeEntry,
  inspectEntry,
  isPerformanceEntry,
  kAllow,
  kMilestones,
};
