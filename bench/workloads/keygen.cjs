'use strict';
// Workload: key pairs for Ed25519, X25519 and ECDSA on P-256
// Measure: rate pairs

const crypto = require('node:crypto');
const rate = require('../lib/rate.cjs');

rate.sync(30_000, (count) => {
  let last;
  for (let n = 0; n < count; n += 3) {
    crypto.generateKeyPairSync('ed25519');
    crypto.generateKeyPairSync('x25519');
    last = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }
  return last.publicKey.asymmetricKeyType;
});
