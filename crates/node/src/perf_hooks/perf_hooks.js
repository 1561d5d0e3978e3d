'use strict';
// node:perf_hooks - the public names.

const { ObjectDefineProperty, ObjectDefineProperties } = primordials;

const {
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
} = require('perf_hooks/entry');
const {
  PerformanceObserver,
  PerformanceObserverEntryList,
} = require('perf_hooks/timeline');
const {
  Performance,
  eventLoopUtilization,
  performance,
  timerify,
} = require('perf_hooks/performance');
const { PerformanceResourceTiming } = require('perf_hooks/resource_timing');

// Histograms cost their modules only when a program makes one.
function monitorEventLoopDelay(options) {
  return require('perf_hooks/histogram').monitorEventLoopDelay(options);
}

function createHistogram(options) {
  return require('perf_hooks/histogram').createHistogram(options);
}

module.exports = {
  Performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  PerformanceObserverEntryList,
  PerformanceResourceTiming,
  monitorEventLoopDelay,
  eventLoopUtilization,
  timerify,
  createHistogram,
  performance,
};

// The numbers of V8's collections and their flags.
const constants = {};
const kConstants = {
  __proto__: null,
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP: 2,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
  NODE_PERFORMANCE_GC_FLAGS_NO: 0,
  NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
  NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
  NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
  NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
  NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
  NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
};
// Those of Node's milestones and native entries, which enumerating leaves out.
const kHiddenConstants = {
  __proto__: null,
  NODE_PERFORMANCE_ENTRY_TYPE_GC: 0,
  NODE_PERFORMANCE_ENTRY_TYPE_HTTP: 1,
  NODE_PERFORMANCE_ENTRY_TYPE_HTTP2: 2,
  NODE_PERFORMANCE_ENTRY_TYPE_NET: 3,
  NODE_PERFORMANCE_ENTRY_TYPE_DNS: 4,
  NODE_PERFORMANCE_ENTRY_TYPE_QUIC: 5,
  NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN_TIMESTAMP: 0,
  NODE_PERFORMANCE_MILESTONE_TIME_ORIGIN: 1,
  NODE_PERFORMANCE_MILESTONE_ENVIRONMENT: 2,
  NODE_PERFORMANCE_MILESTONE_NODE_START: 3,
  NODE_PERFORMANCE_MILESTONE_V8_START: 4,
  NODE_PERFORMANCE_MILESTONE_LOOP_START: 5,
  NODE_PERFORMANCE_MILESTONE_LOOP_EXIT: 6,
  NODE_PERFORMANCE_MILESTONE_BOOTSTRAP_COMPLETE: 7,
};
function define(table, enumerable) {
  for (const name in table) {
    ObjectDefineProperty(constants, name, { __proto__: null, enumerable, value: table[name] });
  }
}
define(kConstants, true);
define(kHiddenConstants, false);
ObjectDefineProperties(module.exports, {
  __proto__: null,
  constants: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    value: constants,
  },
});
