'use strict';
// Workload: PBKDF2 with 20,000 rounds of SHA-512, four at a time
// Measure: rate keys

const { promisify } = require('node:util');
const pbkdf2 = promisify(require('node:crypto').pbkdf2);
const rate = require('../lib/rate.cjs');

rate.async(80, async (count) => {
  let last;
  for (let n = 0; n < count; n += 4) {
    const keys = [];
    for (let i = 0; i < 4; i++) keys.push(pbkdf2('password', `salt ${n + i}`, 20_000, 64, 'sha512'));
    last = (await Promise.all(keys))[3];
  }
  return last.toString('hex');
});
