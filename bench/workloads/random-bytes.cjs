'use strict';
// Workload: 32 random bytes
// Measure: rate calls

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

rate.sync(500_000, (count) => {
  let total = 0;
  for (let n = 0; n < count; n++) total += crypto.randomBytes(32).length;
  return total;
});
