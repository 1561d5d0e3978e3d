'use strict';
// Workload: scrypt with its default costs, four at a time
// Measure: rate keys

const { promisify } = require('node:util');
const scrypt = promisify(require('node:crypto').scrypt);
const rate = require('../lib/rate.cjs');

rate.async(40, async (count) => {
  let last;
  for (let n = 0; n < count; n += 4) {
    const keys = [];
    for (let i = 0; i < 4; i++) keys.push(scrypt('password', `salt ${n + i}`, 64));
    last = (await Promise.all(keys))[3];
  }
  return last.toString('hex');
});
