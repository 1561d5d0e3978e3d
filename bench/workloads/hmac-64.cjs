'use strict';
// Workload: HMAC-SHA256 of 64 bytes
// Measure: rate codes

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

const key = Buffer.alloc(32, 'k');
const data = Buffer.alloc(64, 'x');
rate.sync(150_000, (count) => {
  let last = '';
  for (let n = 0; n < count; n++) last = crypto.createHmac('sha256', key).update(data).digest('hex');
  return last;
});
