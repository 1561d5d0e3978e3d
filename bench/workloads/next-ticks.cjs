'use strict';
// Workload: process.nextTick, each queueing the next
// Measure: rate ticks
// Goal: 0.8

const rate = require('../lib/rate.cjs');

rate.async(1_000_000, (count) => new Promise((resolve) => {
  let left = count;
  const next = () => (--left > 0 ? process.nextTick(next) : resolve(count));
  process.nextTick(next);
}));
