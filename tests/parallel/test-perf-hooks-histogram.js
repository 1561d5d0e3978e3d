'use strict';
// createHistogram() counts and tells as Node's does; the numbers here were taken from Node. monitorEventLoopDelay() sees a
// blocked loop and keeps no loop alive.

const assert = require('node:assert');
const { createHistogram, monitorEventLoopDelay } = require('node:perf_hooks');

const h = createHistogram();
assert.strictEqual(h.min, 9223372036854776000);
assert(Number.isNaN(h.mean));
assert.deepStrictEqual(h.percentiles, new Map([[100, 0]]));
for (const value of [5, 10, 1000n, 123456]) h.record(value);
assert.strictEqual(h.max, 123519);
assert.strictEqual(h.mean, 31125.75);
assert.strictEqual(h.stddev, 53326.909287783594);
assert.deepStrictEqual(h.percentiles, new Map([[0, 5], [50, 10], [75, 1000], [87.5, 123456], [100, 123456]]));
assert.strictEqual(h.percentile(99), 123519);
assert.deepStrictEqual(h.linearBuckets(50000), new Map([[49984, 3], [99968, 0], [149888, 1]]));
assert.throws(() => h.record(0), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => h.record('1'), { code: 'ERR_INVALID_ARG_TYPE' });
const copy = structuredClone(h);
h.record(1);
assert.strictEqual(copy.count, 5);

const a = createHistogram();
const b = createHistogram();
for (let i = 1; i <= 100; i++) {
  a.record(i * 7 % 101 + 1);
  b.record(i * 13 % 89 + 20);
}
const near = (actual, expected) => assert(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
const welch = a.welchTest(b);
near(welch.tStatistic, -3.0497603462615124);
near(welch.pValue, 0.002608735064880643);
near(welch.confidenceInterval.lower, -19.41432652840391);
near(a.mannWhitneyTest(b).pValue, 0.004787209390382985);
near(a.cohensD(b), -0.43130124436706974);
near(a.ksTest(b), 0.18);
assert.deepStrictEqual({ ...a.percentileCI(50) }, { value: 51, lower: 41, upper: 62 });
a.add(b);
assert.strictEqual(a.count, 200);
a.subtract(b);
assert.strictEqual(a.mean, 51.5);

const delay = monitorEventLoopDelay({ resolution: 5 });
assert.strictEqual(delay.enable(), true);
assert.strictEqual(delay.enable(), false);
setTimeout(() => {
  const start = Date.now();
  while (Date.now() - start < 60);
  setTimeout(() => {
    assert(delay.max > 50e6, `${delay.max}`);
    assert(delay.count > 1);
    // Left enabled on purpose.
  }, 20);
}, 20);
