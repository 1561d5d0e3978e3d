'use strict';
// Workload: AES-256-GCM over messages of 1 MiB in chunks of 16 KiB
// Measure: rate chunks

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

const key = Buffer.alloc(32, 'k');
const iv = Buffer.alloc(12, 'i');
const chunk = Buffer.alloc(16384, 'x');
rate.sync(100_000, (count) => {
  let tag;
  for (let n = 0; n < count; n += 64) {
    const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
    for (let i = 0; i < 64; i++) cipher.update(chunk);
    cipher.final();
    tag = cipher.getAuthTag();
  }
  return tag.toString('hex');
});
