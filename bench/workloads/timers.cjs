'use strict';
// Workload: timeouts of one to four milliseconds, 100,000 at a time
// Measure: rate timers
// Goal: 1.0

const rate = require('../lib/rate.cjs');

function batch(count) {
  return new Promise((resolve) => {
    let left = count;
    const done = () => { if (--left === 0) resolve(); };
    for (let n = 0; n < count; n++) setTimeout(done, 1 + n % 4);
  });
}
rate.async(1_000_000, async (count) => {
  for (let left = count; left > 0; left -= 100_000) await batch(Math.min(left, 100_000));
  return count;
});
