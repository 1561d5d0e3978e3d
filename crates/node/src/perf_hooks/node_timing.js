'use strict';
// performance.nodeTiming and eventLoopUtilization: the milestones of the
// environment's start, and how much of the loop's life was spent asleep.

const { ObjectDefineProperties } = primordials;

const ops = binding('performance');
const { customInspectSymbol } = require('internal/util');
const { now } = require('perf_hooks/clock');
const { PerformanceEntry, inspectEntry, kAllow } = require('perf_hooks/entry');

// Order of what `milestones` returns; -1 for what has not happened.
const kNodeStart = 0;
const kV8Start = 1;
const kEnvironment = 2;
const kBootstrapComplete = 3;
const kLoopStart = 4;
const kLoopExit = 5;

function milestone(index) {
  return ops.milestones()[index];
}

class PerformanceNodeTiming extends PerformanceEntry {
  constructor() {
    super(kAllow, 'node', 'node', 0, 0);
    const define = (get) =>
      ({ __proto__: null, enumerable: true, configurable: true, get });
    ObjectDefineProperties(this, {
      __proto__: null,
      name: { __proto__: null, enumerable: true, configurable: true, value: 'node' },
      entryType: {
        __proto__: null, enumerable: true, configurable: true, value: 'node',
      },
      startTime: {
        __proto__: null, enumerable: true, configurable: true, value: 0,
      },
      duration: define(now),
      nodeStart: define(() => milestone(kNodeStart)),
      v8Start: define(() => milestone(kV8Start)),
      environment: define(() => milestone(kEnvironment)),
      bootstrapComplete: define(() => milestone(kBootstrapComplete)),
      loopStart: define(() => milestone(kLoopStart)),
      loopExit: define(() => milestone(kLoopExit)),
      idleTime: define(() => ops.idleTime()),
      uvMetricsInfo: define(() => {
        const counts = ops.loopCounts();
        return {
          loopCount: counts[0],
          events: counts[1],
          eventsWaiting: counts[2],
        };
      }),
    });
  }

  [customInspectSymbol](depth, options) {
    return inspectEntry(this, this.toJSON(), depth, options);
  }

  toJSON() {
    return {
      name: 'node',
      entryType: 'node',
      startTime: this.startTime,
      duration: this.duration,
      nodeStart: this.nodeStart,
      v8Start: this.v8Start,
      bootstrapComplete: this.bootstrapComplete,
      environment: this.environment,
      loopStart: this.loopStart,
      loopExit: this.loopExit,
      idleTime: this.idleTime,
    };
  }
}

function shares(idle, active) {
  return { idle, active, utilization: active / (idle + active) };
}

function eventLoopUtilization(util1, util2) {
  const started = milestone(kLoopStart);
  if (started <= 0) return { idle: 0, active: 0, utilization: 0 };
  if (util2) return shares(util1.idle - util2.idle, util1.active - util2.active);
  const idle = ops.idleTime();
  const active = now() - started - idle;
  if (!util1) return shares(idle, active);
  return shares(idle - util1.idle, active - util1.active);
}

module.exports = { eventLoopUtilization, nodeTiming: new PerformanceNodeTiming() };
