'use strict';
// Workload: calls into the runtime that do next to nothing: the monotonic clock
// Measure: rate calls
// Goal: 1.0

const rate = require('../lib/rate.cjs');

rate.sync(5_000_000, (count) => {
  let last = 0;
  let backwards = 0;
  for (let n = 0; n < count; n++) {
    const now = performance.now();
    if (now < last) backwards++;
    last = now;
  }
  return backwards;
});
