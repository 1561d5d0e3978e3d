'use strict';
// createHistogram() and monitorEventLoopDelay(): the classes around the native counts, which are named by number and
// closed when their object is collected. Clones share the counts.

const {
  ArrayIsArray,
  ArrayPrototypeSort,
  BigInt,
  MapPrototypeSet,
  Map,
  MathRound,
  Number,
  NumberMAX_SAFE_INTEGER,
  RangeError,
  SafeFinalizationRegistry,
  Symbol,
  SymbolDispose,
} = primordials;

const ops = binding('performance');
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');
const { kClone } = require('structured_clone/host');
const statistics = require('perf_hooks/statistics');

const kAllow = Symbol('kAllow');

const abandoned = new SafeFinalizationRegistry(ops.closeHistogram);

// Order of what histogramFacts() answers.
const kCount = 0;
const kExceeds = 1;
const kMin = 2;
const kMax = 3;
const kEwmaMean = 4;
const kEwmaStddev = 5;
const kEwmaErrorRate = 6;

function validatePercentile(percentile, name = 'percentile') {
  validateNumber(percentile, name);
  if (!(percentile > 0 && percentile <= 100)) throw new ERR_OUT_OF_RANGE(name, '> 0 && <= 100', percentile);
}

// A share that is neither nothing nor all.
function validateShare(share, name) {
  validateNumber(share, name);
  if (!(share > 0 && share < 1)) throw new ERR_OUT_OF_RANGE(name, '> 0 && < 1', share);
}

function mapOf(list, convert) {
  const map = new Map();
  for (let i = 0; i < list.length; i += 2) MapPrototypeSet(map, list[i], convert(list[i + 1]));
  return map;
}

const same = (value) => value;
// BigInt of a float: what exists in the range of doubles only is told as 64-bit integers tell it.
const big = (value) => (value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(MathRound(value)));

let numberOf;
let sampleOf;
let otherNumber;

class Histogram {
  #id;

  constructor(allow = undefined, id = undefined) {
    if (allow !== kAllow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#id = id;
    abandoned.register(this, id);
  }

  static {
    numberOf = (object) => {
      if (object === null || typeof object !== 'object' || !(#id in object)) throw new ERR_INVALID_THIS('Histogram');
      return object.#id;
    };
    otherNumber = (object, Class) => {
      const fits = object !== null && typeof object === 'object' && #id in object && object instanceof Class;
      if (!fits) throw new ERR_INVALID_ARG_TYPE('other', Class.name, object);
      return object.#id;
    };
    // What was recorded, by the `part`th number of each bucket: 0 its least value, 1 its middle, 2 its greatest.
    sampleOf = (id, part) => {
      const list = ops.histogramBuckets(id);
      const sample = { __proto__: null, values: [], counts: [], total: 0 };
      for (let i = 0, k = 0; i < list.length; i += 4, k++) {
        sample.values[k] = list[i + part];
        sample.counts[k] = list[i + 3];
        sample.total += list[i + 3];
      }
      return sample;
    };
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('util/inspect');
    const shown = {
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      skewness: this.skewness,
      kurtosis: this.kurtosis,
      count: this.count,
      percentiles: this.percentiles,
    };
    return `Histogram ${inspect(shown, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  get count() { return ops.histogramFacts(numberOf(this))[kCount]; }

  get countBigInt() { return big(ops.histogramFacts(numberOf(this))[kCount]); }

  ccdf(value) { return 1 - this.cdf(value); }

  cdf(value) {
    const id = numberOf(this);
    validateNumber(value, 'value');
    return statistics.cdfOf(sampleOf(id, 0), value);
  }

  countAt(value) {
    const id = numberOf(this);
    validateNumber(value, 'value');
    return value >= 0 ? ops.histogramCountAt(id, value) : 0;
  }

  get min() { return ops.histogramFacts(numberOf(this))[kMin]; }

  get minBigInt() { return big(ops.histogramFacts(numberOf(this))[kMin]); }

  get max() { return ops.histogramFacts(numberOf(this))[kMax]; }

  get maxBigInt() { return big(ops.histogramFacts(numberOf(this))[kMax]); }

  get mean() { return statistics.meanOf(sampleOf(numberOf(this), 1)); }

  get exceeds() { return ops.histogramFacts(numberOf(this))[kExceeds]; }

  get exceedsBigInt() { return big(ops.histogramFacts(numberOf(this))[kExceeds]); }

  get ewmaMean() { return ops.histogramFacts(numberOf(this))[kEwmaMean]; }

  get ewmaStddev() { return ops.histogramFacts(numberOf(this))[kEwmaStddev]; }

  get ewmaErrorRate() { return ops.histogramFacts(numberOf(this))[kEwmaErrorRate]; }

  burnRate(sloTarget) {
    const id = numberOf(this);
    validateShare(sloTarget, 'sloTarget');
    return ops.histogramFacts(id)[kEwmaErrorRate] / (1 - sloTarget);
  }

  ksTest(other) {
    const id = numberOf(this);
    return statistics.ksTest(sampleOf(id, 0), sampleOf(otherNumber(other, Histogram), 0));
  }

  welchTest(other, options = kEmptyObject) {
    const id = numberOf(this);
    const otherId = otherNumber(other, Histogram);
    validateObject(options, 'options');
    const { confidence = 0.95 } = options;
    validateShare(confidence, 'options.confidence');
    return statistics.welchTest(sampleOf(id, 1), sampleOf(otherId, 1), confidence);
  }

  mannWhitneyTest(other) {
    const id = numberOf(this);
    return statistics.mannWhitneyTest(sampleOf(id, 0), sampleOf(otherNumber(other, Histogram), 0));
  }

  cohensD(other) {
    const id = numberOf(this);
    return statistics.cohensD(sampleOf(id, 1), sampleOf(otherNumber(other, Histogram), 1));
  }

  cliffsD(other) {
    const id = numberOf(this);
    return statistics.cliffsD(sampleOf(id, 0), sampleOf(otherNumber(other, Histogram), 0));
  }

  get kurtosis() { return statistics.kurtosisOf(sampleOf(numberOf(this), 1)); }

  linearBuckets(stepSize) {
    const id = numberOf(this);
    validateInteger(stepSize, 'stepSize', 1);
    const boundary = (k) => ops.histogramLowestEquivalent(id, stepSize * (k + 1));
    return mapOf(statistics.bucketsOf(sampleOf(id, 0), boundary), same);
  }

  logBuckets(firstBucket, base) {
    const id = numberOf(this);
    validateInteger(firstBucket, 'firstBucket', 1);
    validateNumber(base, 'base');
    if (!(base > 1)) throw new ERR_OUT_OF_RANGE('base', '> 1', base);
    const boundary = (k) => ops.histogramLowestEquivalent(id, firstBucket * base ** k);
    return mapOf(statistics.bucketsOf(sampleOf(id, 0), boundary), same);
  }

  get skewness() { return statistics.skewnessOf(sampleOf(numberOf(this), 1)); }

  get stddev() { return statistics.stddevOf(sampleOf(numberOf(this), 1)); }

  percentile(percentile) {
    const id = numberOf(this);
    validatePercentile(percentile);
    return ops.histogramPercentile(id, percentile);
  }

  percentileBigInt(percentile) {
    return big(this.percentile(percentile));
  }

  percentileCI(percentile, options = kEmptyObject) {
    const id = numberOf(this);
    validatePercentile(percentile);
    validateObject(options, 'options');
    const { confidence = 0.95 } = options;
    validateShare(confidence, 'options.confidence');
    const value = ops.histogramPercentile(id, percentile);
    const sample = sampleOf(id, 2);
    const { 0: lower, 1: upper } = sample.total < 2 ?
      [value, value] : statistics.percentileBounds(sample, percentile, confidence);
    return { __proto__: null, value, lower, upper };
  }

  get percentiles() { return mapOf(statistics.percentilesOf(sampleOf(numberOf(this), 0)), same); }

  get percentilesBigInt() { return mapOf(statistics.percentilesOf(sampleOf(numberOf(this), 0)), big); }

  percentilesAt(percentiles) {
    const id = numberOf(this);
    if (!ArrayIsArray(percentiles)) throw new ERR_INVALID_ARG_TYPE('percentiles', 'Array', percentiles);
    const wanted = [];
    for (let i = 0; i < percentiles.length; i++) {
      validatePercentile(percentiles[i], `percentiles[${i}]`);
      wanted[i] = percentiles[i];
    }
    ArrayPrototypeSort(wanted, (a, b) => a - b);
    const map = new Map();
    for (let i = 0; i < wanted.length; i++) MapPrototypeSet(map, wanted[i], ops.histogramPercentile(id, wanted[i]));
    return map;
  }

  reset() {
    ops.histogramReset(numberOf(this));
  }

  toJSON() {
    const percentiles = {};
    const list = statistics.percentilesOf(sampleOf(numberOf(this), 0));
    for (let i = 0; i < list.length; i += 2) percentiles[list[i]] = list[i + 1];
    return {
      count: this.count,
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      skewness: this.skewness,
      kurtosis: this.kurtosis,
      ewmaMean: this.ewmaMean,
      ewmaStddev: this.ewmaStddev,
      ewmaErrorRate: this.ewmaErrorRate,
      percentiles,
    };
  }

  [kClone]() {
    return new Histogram(kAllow, ops.shareHistogram(numberOf(this)));
  }
}

function validateRecorded(value, name) {
  if (typeof value === 'bigint') {
    if (value < 1n) {
      const error = new RangeError(`${name === 'val' ? 'value' : name} is out of range`);
      error.code = 'ERR_OUT_OF_RANGE';
      throw error;
    }
    return Number(value);
  }
  validateInteger(value, name, 1);
  return value;
}

class RecordableHistogram extends Histogram {
  record(val) {
    const id = numberOf(this);
    ops.histogramRecord(id, validateRecorded(val, 'val'));
  }

  recordDelta() {
    ops.histogramRecordDelta(numberOf(this));
  }

  recordCorrected(val, expectedInterval) {
    const id = numberOf(this);
    const value = validateRecorded(val, 'val');
    ops.histogramRecordCorrected(id, value, validateRecorded(expectedInterval, 'expectedInterval'));
  }

  subtract(other) {
    const id = numberOf(this);
    ops.histogramSubtract(id, otherNumber(other, RecordableHistogram));
  }

  add(other) {
    const id = numberOf(this);
    ops.histogramAdd(id, otherNumber(other, RecordableHistogram));
  }

  [kClone]() {
    return new RecordableHistogram(kAllow, ops.shareHistogram(numberOf(this)));
  }
}

class ELDHistogram extends Histogram {
  #resolution;
  #enabled = false;

  constructor(allow, id, resolution) {
    super(allow, id);
    this.#resolution = resolution;
  }

  enable() {
    const id = numberOf(this);
    if (this.#enabled) return false;
    this.#enabled = true;
    ops.startDelay(id, this.#resolution);
    return true;
  }

  disable() {
    const id = numberOf(this);
    if (!this.#enabled) return false;
    this.#enabled = false;
    ops.stopDelay(id);
    return true;
  }

  [SymbolDispose]() {
    this.disable();
  }
}

// The bounds may be given as numbers or BigInts.
function validateBound(value, name, least) {
  if (typeof value === 'bigint') {
    if (value < BigInt(least)) throw new ERR_OUT_OF_RANGE(name, `>= ${least}`, value);
    return Number(value);
  }
  validateInteger(value, name, least);
  return value;
}

function createHistogram(options = kEmptyObject) {
  validateObject(options, 'options');
  const { lowest = 1, highest = NumberMAX_SAFE_INTEGER, figures = 3, halfLife = 0, threshold = 0 } = options;
  const low = validateBound(lowest, 'options.lowest', 1);
  const high = validateBound(highest, 'options.highest', low * 2);
  validateInteger(figures, 'options.figures', 1, 5);
  validateNumber(halfLife, 'options.halfLife', 0);
  validateNumber(threshold, 'options.threshold', 0);
  return new RecordableHistogram(kAllow, ops.createHistogram(low, high, figures, halfLife, threshold));
}

// The delays that count: up to an hour, in nanoseconds.
const kLongestDelay = 3.6e12;

function monitorEventLoopDelay(options = kEmptyObject) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new ELDHistogram(kAllow, ops.createHistogram(1, kLongestDelay, 3, 0, 0), resolution);
}

function isRecordable(value) {
  return value instanceof RecordableHistogram;
}

module.exports = { createHistogram, isRecordable, monitorEventLoopDelay };
