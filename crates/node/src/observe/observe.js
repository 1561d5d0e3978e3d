'use strict';
// weir:observe - what the runtime can tell of itself, as plain objects of the moment: nothing in them changes later, and
// nothing is held by them. Names of numbers end with their unit (Ms, Bytes, Count). Documented in docs/observe.md.
//
// Must not do anything until it is called, nor cost what it observes.

const { ArrayPrototypePush, NumberPOSITIVE_INFINITY: Infinity } = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateInteger, validateNumber } = require('internal/validators');
const pressures = require('stream/backpressure');

const NANOS_PER_MS = 1e6;

/** The record of a stream of either kind; undefined where it has none, made first if `make`. */
function recordOf(stream, make) {
  const state = stream?._writableState;
  if (typeof state === 'object' && state !== null && state.pressure !== undefined) {
    return state.pressure ?? (make ? pressures.recordOf(stream, state) : undefined);
  }
  require('stream/web');
  const record = require('stream/web/shells').recordOfWritable(stream);
  if (record === undefined) throw new ERR_INVALID_ARG_TYPE('stream', ['Writable', 'WritableStream'], stream);
  return record.pressure ?? (make ? pressures.recordOfWeb(record) : undefined);
}

/** The figures of all streams that are or were full and still exist, in the order in which they first were. */
function streams() {
  const { figuresOf } = require('stream/backpressure_alarm');
  const list = pressures.livingRecords();
  const figures = [];
  for (let i = 0; i < list.length; i++) {
    // Some have a limit and were never full.
    if (list[i].fullPeriods > 0) ArrayPrototypePush(figures, figuresOf(list[i]));
  }
  return figures;
}

/** The figures of one stream; undefined if it was never full. */
function stream(which) {
  const record = recordOf(which, false);
  return record?.fullPeriods > 0 ? require('stream/backpressure_alarm').figuresOf(record) : undefined;
}

/** What the process has seen of backpressure. */
function backpressure() {
  const { totals } = pressures;
  const list = pressures.livingRecords();
  const { nanosSinceStart } = binding('process');
  const now = nanosSinceStart();
  let fullNow = 0;
  let nanos = totals.fullNanos;
  for (let i = 0; i < list.length; i++) {
    const { since } = list[i];
    if (since === 0) continue;
    fullNow++;
    nanos += now - since;
  }
  const limit = pressures.getLimitFactor();
  return {
    isChecked: pressures.isChecked(),
    warnFactor: pressures.kAlarmFactor,
    limitFactor: limit === Infinity ? undefined : limit,
    streamsEverFull: totals.streams,
    streamsFullNow: fullNow,
    fullPeriods: totals.fullPeriods,
    fullMs: nanos / NANOS_PER_MS,
    excessWrites: totals.excessWrites,
    excessBytes: totals.excessBytes,
    excessObjects: totals.excessObjects,
    refusedWrites: totals.refusedWrites,
    warnings: totals.warnings,
    warningsHeldBack: totals.warningsHeldBack,
  };
}

/** From now on a write fails that finds `factor` times the high-water mark waiting; Infinity lifts the limit. */
function limitBackpressure(which, factor) {
  validateNumber(factor, 'factor');
  if (!(factor >= 1)) throw new ERR_OUT_OF_RANGE('factor', '>= 1', factor);
  if (!pressures.isChecked()) return false;
  recordOf(which, true).limit(factor);
  return true;
}

/** Samples where one of `every` Buffers that share memory is made, for `pinned()`; 0 switches off. */
function tracePinned(every) {
  validateInteger(every, 'every', 0);
  require('observe/origins').traceOrigins(every);
}

/** Memory that small views keep; walks the heap. */
function pinned(options) {
  return require('observe/pinned').pinned(options);
}

/** The memory that reads of sockets and pipes go to. */
function slabs() {
  return require('observe/pinned').slabs();
}

/** What the gate before HTTP servers has seen. */
function admission() {
  return require('observe/admission').admission();
}

/** What the threadpool is doing and has done. */
function threadpool() {
  return require('observe/threadpool').threadpool();
}

/** Calls that blocked the loop because the program asked for it. */
function syncCalls() {
  return require('observe/sync_calls').syncCalls();
}

/** Samples where one of `every` such calls is made, for `syncCalls()`; 0 switches off. */
function traceSyncCalls(every) {
  require('observe/sync_calls').traceSyncCalls(every);
}

module.exports = {
  backpressure,
  limitBackpressure,
  pinned,
  slabs,
  stream,
  streams,
  syncCalls,
  admission,
  threadpool,
  tracePinned,
  traceSyncCalls,
};
