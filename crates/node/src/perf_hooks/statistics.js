'use strict';
// Statistics on what histograms have counted: moments, tests and effect sizes of two samples, intervals of percentiles.
// Pure functions of samples; a sample is { values, counts, total }, values ascending.

const {
  ArrayPrototypePush,
  MathAbs,
  MathExp,
  MathLog,
  MathMax,
  MathMin,
  MathPI,
  MathSqrt,
} = primordials;

// --- Moments ---------------------------------------------------------------------------------------------

function meanOf({ values, counts, total }) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * counts[i];
  return sum / total;
}

// The mean of the `power`th power of the distance from `mean`.
function momentOf({ values, counts, total }, mean, power) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) ** power * counts[i];
  return sum / total;
}

function stddevOf(sample) {
  return MathSqrt(momentOf(sample, meanOf(sample), 2));
}

function skewnessOf(sample) {
  const spread = stddevOf(sample);
  return spread > 0 ? momentOf(sample, meanOf(sample), 3) / spread ** 3 : 0;
}

/** Excess kurtosis: 0 for a normal distribution. */
function kurtosisOf(sample) {
  const variance = stddevOf(sample) ** 2;
  return variance > 0 ? momentOf(sample, meanOf(sample), 4) / variance ** 2 - 3 : 0;
}

// The variance of what the sample was drawn from.
function sampleVariance(sample) {
  return momentOf(sample, meanOf(sample), 2) * sample.total / (sample.total - 1);
}

// --- Distributions ---------------------------------------------------------------------------------------

const kLanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x) {
  let sum = 0.99999999999980993;
  for (let i = 0; i < kLanczos.length; i++) sum += kLanczos[i] / (x + i);
  const t = x + kLanczos.length - 1.5;
  return 0.5 * MathLog(2 * MathPI) + (x - 0.5) * MathLog(t) - t + MathLog(sum);
}

// The continued fraction of the incomplete beta function, by Lentz's method.
function betaFraction(x, a, b) {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - (a + b) * x / (a + 1);
  d = 1 / (MathAbs(d) < tiny ? tiny : d);
  let result = d;
  for (let m = 1; m <= 300; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (let half = 0; half < 2; half++) {
      const term = half === 0 ? even : odd;
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (MathAbs(d) < tiny ? tiny : d);
      if (MathAbs(c) < tiny) c = tiny;
      step = d * c;
      result *= step;
    }
    if (MathAbs(step - 1) < 1e-15) break;
  }
  return result;
}

/** The regularized incomplete beta function. */
function betaOf(x, a, b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = MathExp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * MathLog(x) + b * MathLog(1 - x));
  return x < (a + 1) / (a + b + 2) ?
    front * betaFraction(x, a, b) / a :
    1 - front * betaFraction(1 - x, b, a) / b;
}

// The chance that |T| of Student's distribution exceeds |t|.
function studentTails(t, degrees) {
  return betaOf(degrees / (degrees + t * t), degrees / 2, 0.5);
}

// The t that |T| stays below with the given confidence.
function studentQuantile(confidence, degrees) {
  const wanted = 1 - confidence;
  let high = 1;
  while (studentTails(high, degrees) > wanted && high < 1e12) high *= 2;
  let low = 0;
  for (let i = 0; i < 200 && low < high; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTails(middle, degrees) > wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// The chance that |Z| of the normal distribution exceeds |z|: erfc(|z| / sqrt(2)), by its series or its fraction.
function normalTails(z) {
  const x = MathAbs(z) / MathSqrt(2);
  if (x < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; MathAbs(term) > 1e-17 * sum; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
      if (term === 0) break;
    }
    return 1 - 2 / MathSqrt(MathPI) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return MathExp(-x * x) / MathSqrt(MathPI) / (x + fraction);
}

// --- Two samples -----------------------------------------------------------------------------------------

function welchTest(a, b, confidence) {
  const none = {
    __proto__: null,
    tStatistic: 0,
    degreesOfFreedom: 0,
    pValue: 1,
    confidenceInterval: { __proto__: null, lower: 0, upper: 0 },
  };
  if (a.total < 2 || b.total < 2) return none;
  const difference = meanOf(a) - meanOf(b);
  const errorA = sampleVariance(a) / a.total;
  const errorB = sampleVariance(b) / b.total;
  const error = MathSqrt(errorA + errorB);
  if (error === 0) {
    return difference === 0 ? none : {
      __proto__: null,
      tStatistic: difference > 0 ? Infinity : -Infinity,
      degreesOfFreedom: a.total + b.total - 2,
      pValue: 0,
      confidenceInterval: { __proto__: null, lower: difference, upper: difference },
    };
  }
  const degreesOfFreedom = (errorA + errorB) ** 2 / (errorA ** 2 / (a.total - 1) + errorB ** 2 / (b.total - 1));
  const tStatistic = difference / error;
  const reach = studentQuantile(confidence, degreesOfFreedom) * error;
  return {
    __proto__: null,
    tStatistic,
    degreesOfFreedom,
    pValue: studentTails(tStatistic, degreesOfFreedom),
    confidenceInterval: { __proto__: null, lower: difference - reach, upper: difference + reach },
  };
}

// Calls `visit(countInA, countInB)` for each value of either sample, ascending.
function walkBoth(a, b, visit) {
  let i = 0;
  let j = 0;
  while (i < a.values.length || j < b.values.length) {
    const x = i < a.values.length ? a.values[i] : Infinity;
    const y = j < b.values.length ? b.values[j] : Infinity;
    visit(x <= y ? a.counts[i] : 0, y <= x ? b.counts[j] : 0);
    if (x <= y) i++;
    if (y <= x) j++;
  }
}

function mannWhitneyTest(a, b) {
  if (a.total === 0 || b.total === 0) return { __proto__: null, uStatistic: 0, zScore: 0, pValue: 1 };
  const all = a.total + b.total;
  let below = 0;
  let rankSum = 0;
  let ties = 0;
  walkBoth(a, b, (inA, inB) => {
    const group = inA + inB;
    rankSum += inA * (below + (group + 1) / 2);
    ties += group ** 3 - group;
    below += group;
  });
  const uStatistic = rankSum - a.total * (a.total + 1) / 2;
  const variance = a.total * b.total / 12 * (all + 1 - ties / (all * (all - 1)));
  const zScore = variance > 0 ? (uStatistic - a.total * b.total / 2) / MathSqrt(variance) : 0;
  return { __proto__: null, uStatistic, zScore, pValue: normalTails(zScore) };
}

function cohensD(a, b) {
  if (a.total < 2 || b.total < 2) return 0;
  const pooled = ((a.total - 1) * sampleVariance(a) + (b.total - 1) * sampleVariance(b)) / (a.total + b.total - 2);
  return pooled > 0 ? (meanOf(a) - meanOf(b)) / MathSqrt(pooled) : 0;
}

function cliffsD(a, b) {
  if (a.total === 0 || b.total === 0) return 0;
  let belowA = 0;
  let belowB = 0;
  let wins = 0;
  walkBoth(a, b, (inA, inB) => {
    wins += inA * belowB - inB * belowA;
    belowA += inA;
    belowB += inB;
  });
  return wins / (a.total * b.total);
}

/** The greatest distance between the two cumulative distributions. */
function ksTest(a, b) {
  if (a.total === 0 || b.total === 0) return a.total === b.total ? 0 : 1;
  let seenA = 0;
  let seenB = 0;
  let greatest = 0;
  walkBoth(a, b, (inA, inB) => {
    seenA += inA;
    seenB += inB;
    greatest = MathMax(greatest, MathAbs(seenA / a.total - seenB / b.total));
  });
  return greatest;
}

// --- One sample ------------------------------------------------------------------------------------------

/** The share of values that are at most `value`. */
function cdfOf({ values, counts, total }, value) {
  let seen = 0;
  for (let i = 0; i < values.length && values[i] <= value; i++) seen += counts[i];
  return total === 0 ? 0 : seen / total;
}

// The least k with P(X <= k) >= share, X the number of successes of `n` trials with chance `p`.
function binomialQuantile(share, n, p) {
  let low = 0;
  let high = n;
  while (low < high) {
    const k = low + (high - low - (high - low) % 2) / 2;
    // P(X <= k) by the incomplete beta function.
    const reached = k >= n ? 1 : betaOf(1 - p, n - k, k + 1);
    if (reached >= share) high = k;
    else low = k + 1;
  }
  return low;
}

function valueAtRank({ values, counts }, rank) {
  let seen = 0;
  for (let i = 0; i < values.length; i++) {
    seen += counts[i];
    if (seen >= rank) return values[i];
  }
  return values[values.length - 1];
}

/** Bounds of a percentile by the exact binomial method: [lower, upper]. */
function percentileBounds(sample, percentile, confidence) {
  const { total } = sample;
  const share = percentile / 100;
  const outside = (1 - confidence) / 2;
  const lower = MathMax(binomialQuantile(outside, total, share), 1);
  const upper = MathMin(binomialQuantile(1 - outside, total, share) + 1, total);
  return [valueAtRank(sample, lower), valueAtRank(sample, upper)];
}

/**
 * The distribution as pairs of percentile and value, in steps that halve the distance to 100 each time: a flat list.
 */
function percentilesOf({ values, counts, total }) {
  const list = [];
  let next = 0;
  let seen = 0;
  let last = 0;
  for (let i = 0; i < values.length; i++) {
    last = values[i];
    seen += counts[i];
    const reached = 100 * seen / total;
    while (next <= reached && next < 100) {
      ArrayPrototypePush(list, next, last);
      if (seen >= total) break;
      next += stepAt(next);
    }
  }
  ArrayPrototypePush(list, 100, last);
  return list;
}

// Two steps to each halving of what is left to 100.
function stepAt(percentile) {
  let half = 2;
  for (let left = 100 / (100 - percentile); left >= 2; left /= 2) half *= 2;
  return 100 / half;
}

/** Counts between rising boundaries, as a flat list of boundary and count; `boundary(k)` gives the kth. */
function bucketsOf({ values, counts }, boundary) {
  const list = [];
  let at = 0;
  for (let k = 0; at < values.length; k++) {
    const limit = boundary(k);
    let count = 0;
    while (at < values.length && values[at] <= limit) count += counts[at++];
    ArrayPrototypePush(list, limit, count);
  }
  return list;
}

module.exports = {
  bucketsOf,
  cdfOf,
  cliffsD,
  cohensD,
  ksTest,
  kurtosisOf,
  mannWhitneyTest,
  meanOf,
  percentileBounds,
  percentilesOf,
  skewnessOf,
  stddevOf,
  welchTest,
};
