'use strict';
// The `performance` object. What is rarely asked for loads on first use.

const {
  ObjectDefineProperties,
  ReflectApply,
  Symbol,
  SymbolToStringTag,
} = primordials;

const ops = binding('performance');
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { EventTarget, defineEventHandler } = require('events/event_target');
const { now } = require('perf_hooks/clock');
const timeline = require('perf_hooks/timeline');

const kPerformance = Symbol('performance');
const kAllow = Symbol('kSkipThrow');

function check(value) {
  if (value?.[kPerformance] !== true) throw new ERR_INVALID_THIS('Performance');
}

let timeOrigin;

class Performance extends EventTarget {
  constructor(allow = undefined) {
    if (allow !== kAllow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    this[kPerformance] = true;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const nested = {
      ...options,
      depth: options.depth == null ? null : options.depth - 1,
    };
    return `Performance ${require('util/inspect').inspect({
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
    }, nested)}`;
  }

  clearMarks(name = undefined) {
    check(this);
    timeline.clear('mark', name);
  }

  clearMeasures(name = undefined) {
    check(this);
    timeline.clear('measure', name);
  }

  clearResourceTimings(name = undefined) {
    check(this);
    timeline.clear('resource', name);
  }

  getEntries() {
    check(this);
    return timeline.entriesOf(undefined, undefined);
  }

  getEntriesByName(name, type = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return timeline.entriesOf(`${name}`, type === undefined ? undefined : `${type}`);
  }

  getEntriesByType(type) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    return timeline.entriesOf(undefined, `${type}`);
  }

  mark(name, options = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return require('perf_hooks/user_timing').mark(name, options);
  }

  measure(name, startOrMeasureOptions = undefined, endMark = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return require('perf_hooks/user_timing')
      .measure(name, startOrMeasureOptions, endMark);
  }

  now() {
    check(this);
    return now();
  }

  setResourceTimingBufferSize(maxSize) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('maxSize');
    const { converters } = require('internal/webidl');
    require('perf_hooks/resource_timing')
      .setLimit(converters['unsigned long'](maxSize));
  }

  get timeOrigin() {
    check(this);
    return timeOrigin ??= ops.timeOrigin();
  }

  toJSON() {
    check(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }
}

function eventLoopUtilization(util1, util2) {
  return require('perf_hooks/node_timing').eventLoopUtilization(util1, util2);
}

function timerify(fn, options) {
  return require('perf_hooks/timerify').timerify(fn, options);
}

function markResourceTiming(timingInfo, requestedUrl, initiatorType, global,
                            cacheMode, bodyInfo, responseStatus) {
  return ReflectApply(require('perf_hooks/resource_timing').markResourceTiming,
                      undefined, arguments);
}

function extension(value) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: true,
    value,
  };
}

ObjectDefineProperties(Performance.prototype, {
  __proto__: null,
  clearMarks: kEnumerableProperty,
  clearMeasures: kEnumerableProperty,
  clearResourceTimings: kEnumerableProperty,
  getEntries: kEnumerableProperty,
  getEntriesByName: kEnumerableProperty,
  getEntriesByType: kEnumerableProperty,
  mark: kEnumerableProperty,
  measure: kEnumerableProperty,
  now: kEnumerableProperty,
  timeOrigin: kEnumerableProperty,
  toJSON: kEnumerableProperty,
  setResourceTimingBufferSize: kEnumerableProperty,
  [SymbolToStringTag]: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: false,
    value: 'Performance',
  },
  // Node's additions to the standard.
  eventLoopUtilization: extension(eventLoopUtilization),
  timerify: extension(timerify),
  markResourceTiming: extension(markResourceTiming),
  nodeTiming: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      return require('perf_hooks/node_timing').nodeTiming;
    },
  },
});
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');

module.exports = {
  Performance,
  eventLoopUtilization,
  performance: new Performance(kAllow),
  timerify,
};
