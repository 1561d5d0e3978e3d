'use strict';
// Workload: await of a resolved promise
// Measure: rate hops
// Goal: 1.0

const rate = require('../lib/rate.cjs');

rate.async(5_000_000, async (count) => {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += await n;
  return sum;
});
