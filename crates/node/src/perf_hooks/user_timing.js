'use strict';
// performance.mark and performance.measure.

const { ObjectKeys } = primordials;

const {
  codes: {
    ERR_MISSING_ARGS,
    ERR_PERFORMANCE_INVALID_TIMESTAMP,
    ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { now } = require('perf_hooks/clock');
const { PerformanceMark, createMeasure, kMilestones } = require('perf_hooks/entry');
const { keepMark, keepMeasure, markTimes, publish } = require('perf_hooks/timeline');

function mark(name, options) {
  const entry = new PerformanceMark(name, options);
  keepMark(entry);
  publish(entry);
  return entry;
}

// The moment that a measure's start or end names.
function timeOf(moment) {
  if (typeof moment === 'number') {
    if (moment < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(moment);
    return moment;
  }
  const name = `${moment}`;
  if (kMilestones[name]) return require('perf_hooks/node_timing').nodeTiming[name];
  const time = markTimes.get(name);
  if (time === undefined) {
    const { DOMException } = require('internal/dom_exception');
    throw new DOMException(
      `The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return time;
}

function refuse(text) {
  throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(text);
}

function measure(name, startOrOptions, endMark) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
  validateString(name, 'name');

  let options;
  if (startOrOptions !== null && typeof startOrOptions === 'object' &&
      ObjectKeys(startOrOptions).length > 0) {
    options = startOrOptions;
    if (endMark !== undefined) refuse('endMark must not be specified');
    if (options.start !== undefined && options.end !== undefined &&
        options.duration !== undefined) {
      refuse('Must not have options.start, options.end, and ' +
             'options.duration specified');
    }
  }
  const from = options?.start;
  const to = options?.end;
  const length = options?.duration;

  let end;
  if (endMark !== undefined) end = timeOf(endMark);
  else if (to !== undefined) end = timeOf(to);
  else if (from !== undefined && length !== undefined) {
    end = timeOf(from) + timeOf(length);
  } else {
    end = now();
  }

  let start = 0;
  if (typeof startOrOptions === 'string' || typeof startOrOptions === 'number') {
    start = timeOf(startOrOptions);
  } else if (from !== undefined) {
    start = timeOf(from);
  } else if (length !== undefined && to !== undefined) {
    start = timeOf(to) - timeOf(length);
  }

  const entry = createMeasure(name, start, end - start, options?.detail);
  keepMeasure(entry);
  publish(entry);
  return entry;
}

module.exports = { mark, measure };
