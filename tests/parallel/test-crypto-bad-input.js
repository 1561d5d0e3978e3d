'use strict';
// Forged, cut and oversized input of ciphers and key derivation gets an error that can be caught, and leaves nothing behind
// that the next operation would stumble over.

const assert = require('assert');
const crypto = require('crypto');

const iv = Buffer.alloc(12, 1);
const text = Buffer.from('the text of a message');

for (const name of ['aes-128-gcm', 'aes-256-ccm', 'aes-192-ocb', 'chacha20-poly1305']) {
  const { keyLength } = crypto.getCipherInfo(name);
  const key = Buffer.alloc(keyLength, 2);
  const options = { authTagLength: 16 };
  const seal = () => {
    const cipher = crypto.createCipheriv(name, key, iv, options);
    const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
    return { sealed, tag: cipher.getAuthTag() };
  };
  const open = ({ sealed, tag }) => {
    const decipher = crypto.createDecipheriv(name, key, iv, options);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  };
  assert.deepStrictEqual(open(seal()), text);
  for (let bit = 0; bit < 128; bit += 13) {
    const message = seal();
    message.tag[bit >> 3] ^= 1 << (bit & 7);
    assert.throws(() => open(message), { message: 'Unsupported state or unable to authenticate data' });
  }
  for (const length of [0, 1, 3, 15]) {
    const { sealed, tag } = seal();
    assert.throws(() => open({ sealed, tag: tag.subarray(0, length) }), { code: 'ERR_CRYPTO_INVALID_AUTH_TAG' });
  }
  const message = seal();
  message.sealed = message.sealed.subarray(1);
  assert.throws(() => open(message), { message: 'Unsupported state or unable to authenticate data' });
  for (const wrong of [0, 1, keyLength - 1, keyLength + 1, 1000]) {
    assert.throws(() => crypto.createCipheriv(name, Buffer.alloc(wrong), iv, options),
                  { code: 'ERR_CRYPTO_INVALID_KEYLEN' });
  }
}

for (let length = 0; length < 40; length++) {
  const decipher = crypto.createDecipheriv('aes-128-cbc', Buffer.alloc(16), Buffer.alloc(16));
  decipher.update(Buffer.alloc(length, 3));
  assert.throws(() => decipher.final(), /wrong final block length|bad decrypt/);
}
// Bytes of the shape of a wrapped key.
for (let length = 0; length < 48; length++) {
  const decipher = crypto.createDecipheriv('id-aes128-wrap', Buffer.alloc(16), Buffer.alloc(8, 0xA6));
  assert.throws(() => {
    decipher.update(Buffer.alloc(length, 3));
    if (length === 0) throw new Error('nothing');
  });
}
assert.strictEqual(crypto.createHash('sha1').update('').digest('hex'), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');

// Names that are none, with a zero in them, and very long ones.
for (const name of ['', 'sha256\0', 'x'.repeat(100000)]) {
  assert.throws(() => crypto.createHash(name), { message: 'Digest method not supported' });
  assert.throws(() => crypto.createHmac(name, 'k'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  assert.throws(() => crypto.createCipheriv(name, 'k', null), { code: 'ERR_CRYPTO_UNKNOWN_CIPHER' });
  assert.throws(() => crypto.pbkdf2Sync('p', 's', 1, 1, name), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  assert.strictEqual(crypto.getCipherInfo(name), undefined);
}
assert.throws(() => crypto.scryptSync('p', 's', 1, { N: 2 ** 30, maxmem: 2 ** 20 }),
              { code: 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' });
