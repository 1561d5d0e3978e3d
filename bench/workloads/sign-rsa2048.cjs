'use strict';
// Workload: RSA signatures of 64 bytes with 2,048 bits and SHA-256, made and verified
// Measure: rate signatures

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

const { privateKey, publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const data = Buffer.alloc(64, 'x');
rate.sync(600, (count) => {
  let good = 0;
  for (let n = 0; n < count; n++) {
    if (crypto.verify('sha256', data, publicKey, crypto.sign('sha256', data, privateKey))) good++;
  }
  return good;
});
