'use strict';
// Workload: Ed25519 signatures of 64 bytes, made and verified
// Measure: rate signatures

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
const data = Buffer.alloc(64, 'x');
rate.sync(4000, (count) => {
  let good = 0;
  for (let n = 0; n < count; n++) {
    if (crypto.verify(null, data, publicKey, crypto.sign(null, data, privateKey))) good++;
  }
  return good;
});
