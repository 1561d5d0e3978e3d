'use strict';
// Workload: immediates, each setting the next, ten chains
// Measure: rate immediates
// Goal: 1.0

const rate = require('../lib/rate.cjs');

rate.async(1_000_000, (count) => new Promise((resolve) => {
  let left = count;
  const next = () => {
    if (--left > 0) setImmediate(next);
    else if (left === 0) resolve(count);
  };
  for (let n = 0; n < 10; n++) setImmediate(next);
}));
