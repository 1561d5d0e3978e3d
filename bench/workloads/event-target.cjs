'use strict';
// Workload: dispatchEvent to one listener
// Measure: rate events

const rate = require('../lib/rate.cjs');

rate.sync(1_000_000, (count) => {
  const target = new EventTarget();
  let calls = 0;
  target.addEventListener('x', () => { calls++; });
  for (let n = 0; n < count; n++) target.dispatchEvent(new Event('x'));
  return calls;
});
