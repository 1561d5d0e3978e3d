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
