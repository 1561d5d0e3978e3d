'use strict';
// Workload: crypto.subtle.digest of 1 KiB with SHA-256, 16 at a time
// Measure: rate digests

const { subtle } = require('node:crypto').webcrypto;
const rate = require('../lib/rate.cjs');

const data = new Uint8Array(1024).fill(120);
rate.async(30_000, async (count) => {
  let last;
  for (let n = 0; n < count; n += 16) {
    const digests = [];
    for (let i = 0; i < 16; i++) digests.push(subtle.digest('SHA-256', data));
    last = (await Promise.all(digests))[15];
  }
  return Buffer.from(last).toString('hex');
});
