'use strict';
// AES-GCM gives the same whatever the pieces are that data comes in, with vectors of any length and tags of any length, and
// keeps the rules of its tags.

const assert = require('node:assert');
const crypto = require('node:crypto');

const text = Buffer.from(Array.from({ length: 1000 }, (_, i) => i * 7));
const aad = Buffer.from('what is known');

function sealed(bits, iv, pieces, aads, tagLength) {
  const cipher = crypto.createCipheriv(`aes-${bits}-gcm`, Buffer.alloc(bits / 8, 3), iv, { authTagLength: tagLength });
  for (const piece of aads) cipher.setAAD(piece);
  const out = pieces.map((piece) => cipher.update(piece));
  for (const [i, piece] of pieces.entries()) {
    assert.strictEqual(out[i].length, piece.length);
    assert.strictEqual(out[i].byteOffset, 0);
  }
  assert.strictEqual(cipher.final().length, 0);
  return { bytes: Buffer.concat(out), tag: cipher.getAuthTag(), cipher };
}

function cut(bytes, size) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

for (const bits of [128, 192, 256]) {
  for (const ivLength of [12, 1, 8, 16, 60]) {
    const iv = Buffer.alloc(ivLength, 9);
    const whole = sealed(bits, iv, [text], [aad], 16);
    for (const size of [1, 15, 16, 17, 300]) {
      const parts = sealed(bits, iv, [Buffer.alloc(0), ...cut(text, size)], [Buffer.alloc(0), ...cut(aad, 5)], 16);
      assert.deepStrictEqual(parts.bytes, whole.bytes);
      assert.deepStrictEqual(parts.tag, whole.tag);
      const decipher = crypto.createDecipheriv(`aes-${bits}-gcm`, Buffer.alloc(bits / 8, 3), iv);
      decipher.setAAD(aad);
      const back = cut(whole.bytes, size).map((piece) => decipher.update(piece));
      decipher.setAuthTag(whole.tag);
      decipher.final();
      assert.deepStrictEqual(Buffer.concat(back), text);
    }
    for (const length of [4, 8, 12, 13, 14, 15]) {
      assert.deepStrictEqual(sealed(bits, iv, [text], [aad], length).tag, whole.tag.subarray(0, length));
    }
  }
}

// A test vector of NIST's (test case 14 of GCM's description): key, vector and text of zeros.
const known = crypto.createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12));
assert.strictEqual(known.update(Buffer.alloc(16)).toString('hex'), 'cea7403d4d606b6e074ec5d3baf39d18');
known.final();
assert.strictEqual(known.getAuthTag().toString('hex'), 'd0d1c8a799996bf0265b98b5d48ab919');
// It is the same each time, whatever the program did with the one before.
known.getAuthTag().fill(0);
assert.strictEqual(known.getAuthTag().toString('hex'), 'd0d1c8a799996bf0265b98b5d48ab919');

const iv = Buffer.alloc(12, 9);
const { bytes, tag } = sealed(256, iv, [text], [], 16);
const open = () => crypto.createDecipheriv('aes-256-gcm', Buffer.alloc(32, 3), iv);
const refused = { message: 'Unsupported state or unable to authenticate data' };
for (const bad of [Buffer.alloc(16), Buffer.from(tag).fill(1, 15)]) {
  const decipher = open().setAuthTag(bad);
  decipher.update(bytes);
  assert.throws(() => decipher.final(), refused);
}
// Without a tag, and with data that comes too late.
const none = open();
none.update(bytes);
assert.throws(() => none.final(), refused);
const late = open();
late.update(bytes);
assert.throws(() => late.setAAD(aad), { code: 'ERR_CRYPTO_INVALID_STATE' });

// CCM has a tag for a message that nothing was added to.
const empty = crypto.createCipheriv('aes-128-ccm', Buffer.alloc(16), Buffer.alloc(12), { authTagLength: 16 });
empty.final();
assert.strictEqual(empty.getAuthTag().toString('hex'), 'b9f650fb3c39bb1bee0e291d33f6ae28');

// Data that comes too late is refused, and the message goes on as if it had not come.
for (const algorithm of ['aes-128-gcm', 'chacha20-poly1305']) {
  const key = Buffer.alloc(algorithm === 'aes-128-gcm' ? 16 : 32, 1);
  const seal = (isLate) => {
    const cipher = crypto.createCipheriv(algorithm, key, Buffer.alloc(12), { authTagLength: 16 });
    const text = cipher.update('text');
    if (isLate) assert.throws(() => cipher.setAAD(Buffer.from('late')), { code: 'ERR_CRYPTO_INVALID_STATE' });
    return Buffer.concat([text, cipher.final(), cipher.getAuthTag()]).toString('hex');
  };
  assert.strictEqual(seal(true), seal(false));
}
