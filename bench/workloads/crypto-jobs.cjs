'use strict';
// Workload: 16 random bytes with a callback, 64 under way
// Measure: rate jobs

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

rate.async(40_000, (count) => new Promise((resolve) => {
  let started = 0;
  let done = 0;
  const next = () => {
    if (++done === count) resolve(done);
    else if (started < count) start();
  };
  const start = () => {
    started++;
    crypto.randomBytes(16, next);
  };
  for (let n = 0; n < 64; n++) start();
}));
