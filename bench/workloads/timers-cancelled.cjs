'use strict';
// Workload: timeouts set and cleared before they are due, as request timeouts are
// Measure: rate timers
// Goal: 1.0

const rate = require('../lib/rate.cjs');

rate.sync(1_000_000, (count) => {
  let called = 0;
  const timers = new Array(1000).fill(undefined);
  for (let n = 0; n < count; n++) {
    const slot = n % 1000;
    if (timers[slot] !== undefined) clearTimeout(timers[slot]);
    timers[slot] = setTimeout(() => { called++; }, 30_000);
  }
  timers.forEach(clearTimeout);
  return called;
});
