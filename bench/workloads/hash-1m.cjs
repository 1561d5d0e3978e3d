'use strict';
// Workload: sha256 of 1 MiB
// Measure: rate digests

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

const data = Buffer.alloc(1 << 20, 'x');
rate.sync(300, (count) => {
  let last = '';
  for (let n = 0; n < count; n++) last = crypto.createHash('sha256').update(data).digest('hex');
  return last;
});
