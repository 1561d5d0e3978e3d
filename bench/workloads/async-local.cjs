'use strict';
// Workload: AsyncLocalStorage carried over awaits
// Measure: rate hops

const rate = require('../lib/rate.cjs');

const { AsyncLocalStorage } = require('node:async_hooks');
rate.async(1_000_000, async (count) => {
  const storage = new AsyncLocalStorage();
  return storage.run({ step: 1 }, async () => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      await undefined;
      sum += storage.getStore().step;
    }
    return sum;
  });
});
