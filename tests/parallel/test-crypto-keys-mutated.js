'use strict';
// Keys whose bytes were changed at random: each is a key or an error with a message, never the end of the process.

const assert = require('node:assert');
const crypto = require('node:crypto');

// A sequence of its own, so that a failure comes again.
let state = 0x2545F491;
function next(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}

function mutate(bytes) {
  const copy = Buffer.from(bytes);
  for (let i = 0; i <= next(4); i++) copy[next(copy.length)] = next(256);
  return next(4) === 0 ? copy.subarray(0, next(copy.length)) : copy;
}

function attempt(fn) {
  try {
    fn();
  } catch (error) {
    assert(error instanceof Error);
    assert.notStrictEqual(error.message, '');
  }
}

const pairs = [
  crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }),
  crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  crypto.generateKeyPairSync('ed25519'),
];
for (const { publicKey, privateKey } of pairs) {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const pem = Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const jwk = privateKey.export({ format: 'jwk' });
  for (let i = 0; i < 60; i++) {
    attempt(() => crypto.createPrivateKey({ key: mutate(pkcs8), format: 'der', type: 'pkcs8' }));
    attempt(() => crypto.createPrivateKey({ key: mutate(pkcs8), format: 'der', type: 'pkcs1' }));
    attempt(() => crypto.createPublicKey({ key: mutate(spki), format: 'der', type: 'spki' }));
    attempt(() => crypto.createPrivateKey(mutate(pem)));
    const names = Object.keys(jwk);
    const name = names[next(names.length)];
    attempt(() => crypto.createPrivateKey({
      key: { ...jwk, [name]: mutate(Buffer.from(jwk[name])).toString('latin1') }, format: 'jwk',
    }));
  }
}
