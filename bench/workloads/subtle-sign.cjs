'use strict';
// Workload: crypto.subtle with HMAC-SHA-256: 1 KiB signed and verified, 16 at a time
// Measure: rate signatures

const { subtle } = require('node:crypto').webcrypto;
const rate = require('../lib/rate.cjs');

const data = new Uint8Array(1024).fill(120);
rate.async(10_000, async (count) => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await subtle.importKey('raw', new Uint8Array(32), algorithm, false, ['sign', 'verify']);
  const both = async () => subtle.verify('HMAC', key, await subtle.sign('HMAC', key, data), data);
  let good = 0;
  for (let n = 0; n < count; n += 16) {
    const codes = [];
    for (let i = 0; i < 16; i++) codes.push(both());
    for (const is of await Promise.all(codes)) if (is) good++;
  }
  return good;
});
