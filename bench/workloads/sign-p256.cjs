'use strict';
// Workload: ECDSA signatures of 64 bytes on P-256 with SHA-256, made and verified
// Measure: rate signatures

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const data = Buffer.alloc(64, 'x');
rate.sync(6000, (count) => {
  let good = 0;
  for (let n = 0; n < count; n++) {
    if (crypto.verify('sha256', data, publicKey, crypto.sign('sha256', data, privateKey))) good++;
  }
  return good;
});
