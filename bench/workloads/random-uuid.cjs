'use strict';
// Workload: random UUIDs
// Measure: rate UUIDs

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

rate.sync(2_000_000, (count) => {
  let total = 0;
  for (let n = 0; n < count; n++) total += crypto.randomUUID().length;
  return total;
});
