'use strict';
// Ciphers that are open at the same time do not disturb each other, however many there are, and keep what they answer
// after their end.

const assert = require('node:assert');
const crypto = require('node:crypto');

const key = Buffer.alloc(32, 'k');
const ivOf = (n) => Buffer.alloc(12, String(n));

const open = [];
for (let n = 0; n < 300; n++) {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, ivOf(n));
  open.push({ cipher, start: cipher.update(`text ${n}, `) });
}
globalThis.gc?.();
for (const [n, { cipher, start }] of open.entries()) {
  assert.throws(() => cipher.getAuthTag(), { code: 'ERR_CRYPTO_INVALID_STATE' });
  const text = Buffer.concat([start, cipher.update('the end'), cipher.final()]);
  const tag = cipher.getAuthTag();
  assert.strictEqual(tag.length, 16);
  assert.deepStrictEqual(cipher.getAuthTag(), tag);
  assert.throws(() => cipher.update('more'), /Trying to add data in unsupported state/);
  assert.throws(() => cipher.final(), { code: 'ERR_CRYPTO_INVALID_STATE' });

  const decipher = crypto.createDecipheriv('aes-256-gcm', key, ivOf(n));
  decipher.setAuthTag(tag);
  assert.strictEqual(decipher.update(text, undefined, 'utf8') + decipher.final('utf8'), `text ${n}, the end`);
}

// A short tag is as long as it was wished for.
{
  const cipher = crypto.createCipheriv('aes-128-gcm', key.subarray(16), ivOf(0), { authTagLength: 12 });
  cipher.final();
  assert.strictEqual(cipher.getAuthTag().length, 12);
  assert.throws(() => crypto.createCipheriv('aes-128-gcm', key.subarray(16), ivOf(0), { authTagLength: 3 }),
                { code: 'ERR_CRYPTO_INVALID_AUTH_TAG' });
}

// One that fails at its end has ended.
{
  const decipher = crypto.createDecipheriv('aes-256-gcm', key, ivOf(0));
  decipher.setAuthTag(Buffer.alloc(16));
  decipher.update('text');
  assert.throws(() => decipher.final(), /unable to authenticate data/);
  assert.throws(() => decipher.final(), { code: 'ERR_CRYPTO_INVALID_STATE' });
}
