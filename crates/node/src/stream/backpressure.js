'use strict';
// Accounting of backpressure: how long a stream was full, and what was written meanwhile by who did not wait for 'drain'.
// Owner: stream. Writable and WritableStream call here only when they are or were full; a stream that never is has no
// record and pays nothing. `weir:observe` shows the figures; warnings are made by stream/backpressure_alarm.
//
// What counts for warnings and limits is the pile: what waits and was written although write() had answered false. It is
// the end of the queue, so it is the lesser of what waits and what was written since. A write is judged by the pile that
// it finds, not by its own size: one large write is no mistake, and neither is the one that fills the stream.
//
// Must not change what a stream does, unless a limit is set; must not keep a stream alive.

const {
  ArrayPrototypeFilter,
  ArrayPrototypePush,
  MathMax,
  MathMin,
  NumberPOSITIVE_INFINITY: Infinity,
  SafeWeakRef,
} = primordials;

const { codes: { ERR_STREAM_BACKPRESSURE } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const loading = require('module/state').state;
const { kObjectMode } = require('stream/bits');

const { nanosSinceStart } = binding('process');

// A pile of so many times the mark is worth a warning.
const kAlarmFactor = 8;

// Marks below these count as these: a stream without a buffer of its own is no sooner in trouble than others.
const kLeastBytes = 16 * 1024;
const kLeastObjects = 16;

// Whether anything is counted, and the factor of --max-backpressure. Read from the options at first use.
let checks;
let limitFactor;

/** What the process has seen. */
const totals = {
  __proto__: null,
  streams: 0,
  fullPeriods: 0,
  fullNanos: 0,
  excessWrites: 0,
  excessBytes: 0,
  excessObjects: 0,
  refusedWrites: 0,
  warnings: 0,
  warningsHeldBack: 0,
};

// Weak references to the records; those of streams that are gone are dropped when the list has doubled.
let records = [];
let sweepAt = 64;
let lastId = 0;

function readOptions() {
  checks = getOptionValue('--backpressure-checks') !== false;
  limitFactor = getOptionValue('--max-backpressure') ?? Infinity;
}

function isChecked() {
  if (checks === undefined) readOptions();
  return checks;
}

function getLimitFactor() {
  if (checks === undefined) readOptions();
  return limitFactor;
}

/** What is known of one stream from the first time on that it was full. Lives as long as the stream does. */
class Pressure {
  /** `state`: that of a Writable, or of a WritableStream with its control. */
  constructor(stream, state, isWeb, unit, mark) {
    this.id = ++lastId;
    this.stream = stream;
    this.state = state;
    this.isWeb = isWeb;
    this.unit = unit;
    this.base = MathMax(mark, unit === 'bytes' ? kLeastBytes : kLeastObjects);
    // When it became full, in nanoseconds since the start; 0 while it is not.
    this.since = 0;
    this.fullNanos = 0;
    this.fullPeriods = 0;
    this.highest = 0;
    this.excessWrites = 0;
    this.excess = 0;
    this.refusedWrites = 0;
    this.warned = false;
    // The pile when it was last looked at, and the part of it that the last write made.
    this.pile = 0;
    this.last = 0;
    this.failAt = getLimitFactor() * this.base;
    // The pile from which on a write is looked at closely.
    this.alarmAt = MathMin(kAlarmFactor * this.base, this.failAt);
    ArrayPrototypePush(records, new SafeWeakRef(this));
    if (records.length >= sweepAt) sweep();
  }

  /** From now on writes that find a pile of `factor` times the mark fail. */
  limit(factor) {
    this.failAt = factor * this.base;
    this.alarmAt = MathMin(this.warned ? Infinity : kAlarmFactor * this.base, this.failAt);
  }

  /** It has warned, or never will: only the limit is left to look at. */
  warnNoMore() {
    this.warned = true;
    this.alarmAt = this.failAt;
  }

  get waiting() {
    return this.isWeb ? this.state.control.waiting : this.state.length;
  }

  get isFull() {
    return this.since !== 0;
  }

  /** A full period begins. */
  begin() {
    this.since = nanosSinceStart();
    if (this.fullPeriods++ === 0) totals.streams++;
    totals.fullPeriods++;
    this.pile = 0;
    this.last = 0;
    if (loading.mayListen) publish('full', this);
  }

  /** It ends, by 'drain' or with the stream. */
  end() {
    const nanos = nanosSinceStart() - this.since;
    this.since = 0;
    this.fullNanos += nanos;
    totals.fullNanos += nanos;
    this.pile = 0;
    if (loading.mayListen) publish('drain', this, nanos);
  }

  /** Counts a write of `size` that comes although the stream is full. False when it must fail instead. */
  admit(size) {
    if (this.since === 0) this.begin();
    const { waiting } = this;
    const pile = MathMin(this.pile, waiting);
    if (pile >= this.alarmAt) {
      if (pile >= this.failAt) {
        this.refusedWrites++;
        totals.refusedWrites++;
        return false;
      }
      this.pile = pile;
      require('stream/backpressure_alarm').warn(this);
    }
    this.excessWrites++;
    totals.excessWrites++;
    this.excess += size;
    if (this.unit === 'bytes') totals.excessBytes += size;
    else totals.excessObjects += size;
    this.pile = pile + size;
    this.last = size;
    if (waiting + size > this.highest) this.highest = waiting + size;
    return true;
  }
}

function sweep() {
  records = ArrayPrototypeFilter(records, (ref) => ref.deref() !== undefined);
  sweepAt = MathMax(64, records.length * 2);
}

/** The records of the streams that are still there. */
function livingRecords() {
  sweep();
  const living = [];
  for (let i = 0; i < records.length; i++) {
    const record = records[i].deref();
    if (record !== undefined) ArrayPrototypePush(living, record);
  }
  return living;
}

function publish(event, pressure, nanos) {
  require('stream/backpressure_alarm').publish(event, pressure, nanos);
}

/** The record of a Writable, made now if it has none. */
function recordOf(stream, state) {
  const unit = (state.bits & kObjectMode) !== 0 ? 'objects' : 'bytes';
  return state.pressure ??= new Pressure(stream, state, false, unit, state.highWaterMark);
}

/** write() answers false for the first time since the last 'drain'. */
function becameFull(stream, state) {
  if (checks !== true && !isChecked()) return;
  const pressure = state.pressure ?? recordOf(stream, state);
  if (state.length > pressure.highest) pressure.highest = state.length;
  pressure.begin();
}

/** The period ends where no 'drain' will come: the stream is destroyed, has failed or is finished. */
function endPeriod(state) {
  const { pressure } = state;
  if (pressure.since !== 0) pressure.end();
}

/** The error of a write that `admit` has turned down. */
function refusal(pressure) {
  return new ERR_STREAM_BACKPRESSURE(pressure.waiting, pressure.unit, pressure.failAt);
}

/** Who wrote last waits for 'drain' now: what it wrote is no part of the pile. Pipes tell so. */
function waitsForDrain(state) {
  const { pressure } = state;
  pressure.pile -= pressure.last;
  pressure.last = 0;
}

/** As `admit`, for a chunk that comes to a WritableStream although it wants none. */
function admitChunk(control, size) {
  if (checks !== true && !isChecked()) return true;
  const { stream } = control;
  stream.pressure ??= recordOfWeb(stream);
  return stream.pressure.admit(size);
}

function recordOfWeb(stream) {
  const { control } = stream;
  return stream.pressure ??=
    new Pressure(stream, stream, true, control.size === undefined ? 'objects' : 'bytes', control.highWaterMark);
}

module.exports = {
  admitChunk,
  becameFull,
  endPeriod,
  getLimitFactor,
  isChecked,
  kAlarmFactor,
  livingRecords,
  recordOf,
  recordOfWeb,
  refusal,
  totals,
  waitsForDrain,
};
