'use strict';
// Keys for Ed25519 and P-256 sign and verify alike whether they are new, read again, private or public.

const assert = require('node:assert');
const crypto = require('node:crypto');

const data = Buffer.from('a text');
for (const [kind, options, digest] of [
  ['ed25519', undefined, null],
  ['ec', { namedCurve: 'P-256' }, 'sha256'],
  ['ec', { namedCurve: 'P-256' }, 'sha3-256'],
]) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync(kind, options);
  const again = crypto.createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const publicAgain = crypto.createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
  for (const dsaEncoding of ['der', 'ieee-p1363']) {
    const signature = crypto.sign(digest, data, { key: again, dsaEncoding });
    for (const key of [publicKey, publicAgain, privateKey]) {
      assert.ok(crypto.verify(digest, data, { key, dsaEncoding }, signature));
      assert.ok(!crypto.verify(digest, Buffer.from('another'), { key, dsaEncoding }, signature));
      assert.ok(!crypto.verify(digest, data, { key, dsaEncoding }, signature.subarray(1)));
    }
    if (digest !== null) {
      const pieces = crypto.createSign(digest).update('a ').update('text').sign({ key: privateKey, dsaEncoding });
      assert.ok(crypto.createVerify(digest).update(data).verify({ key: publicKey, dsaEncoding }, pieces));
    }
  }
}

// Points of small order make signatures that fit every text: they are refused, in the key and in the signature, and
// however they are written.
{
  const small = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ];
  const one = Buffer.alloc(32);
  one[0] = 1;
  for (const hex of small) {
    const x = Buffer.from(hex, 'hex').toString('base64url');
    const key = crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    for (const point of [one, Buffer.from(hex, 'hex')]) {
      for (let n = 0; n < 8; n++) {
        assert.strictEqual(crypto.verify(null, Buffer.from([n]), key, Buffer.concat([point, Buffer.alloc(32)])), false);
      }
    }
  }
}
