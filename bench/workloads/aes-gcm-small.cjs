'use strict';
// Workload: AES-256-GCM of 64 bytes and back
// Measure: rate messages

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

const key = Buffer.alloc(32, 'k');
const iv = Buffer.alloc(12, 'i');
const data = Buffer.alloc(64, 'x');
rate.sync(100_000, (count) => {
  let last = '';
  for (let n = 0; n < count; n++) {
    const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
    const text = cipher.update(data);
    cipher.final();
    const decipher = crypto.createDecipheriv('aes-256-gcm', key, iv);
    decipher.setAuthTag(cipher.getAuthTag());
    last = decipher.update(text);
    decipher.final();
  }
  return last.toString();
});
