'use strict';
// Workload: queueMicrotask, each queueing the next
// Measure: rate microtasks
// Goal: 1.0

const rate = require('../lib/rate.cjs');

rate.async(1_000_000, (count) => new Promise((resolve) => {
  let left = count;
  const next = () => (--left > 0 ? queueMicrotask(next) : resolve(count));
  queueMicrotask(next);
}));
