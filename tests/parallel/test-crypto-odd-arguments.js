'use strict';
// What cryptographic functions make of arguments that are no encoding, no digest or nothing, and how their errors look:
// those of the library's side have a code and do not begin with it.

const assert = require('node:assert');
const crypto = require('node:crypto');

const plain = crypto.createHash('sha256').update('text').digest('hex');
for (const encoding of [Symbol('none'), { __proto__: null }, 1, 'none', null]) {
  assert.strictEqual(crypto.createHash('sha256').update('text', encoding).digest('hex'), plain);
  const cipher = crypto.createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  assert.strictEqual(cipher.update('text', encoding).length, 4);
}
assert.strictEqual(crypto.hash('sha256', 'text', { outputEncoding: null }), plain);
assert.strictEqual(crypto.hash('sha256', 'text', ''), crypto.hash('sha256', 'text', 'utf8'));

const detached = new Uint8Array(8);
structuredClone(detached, { transfer: [detached.buffer] });
assert.strictEqual(crypto.createHmac('sha256', detached).digest('hex'), crypto.createHmac('sha256', '').digest('hex'));

// The key is taken as it is now, whatever is made of its memory, and the same key may come again.
for (const length of [0, 32, 64, 65, 5000]) {
  const key = Buffer.alloc(length, 5);
  const first = crypto.createHmac('sha256', key).update('a');
  const second = crypto.createHmac('sha256', key).update(Buffer.from('a'));
  const third = crypto.createHmac('sha256', key);
  key.fill(0);
  const code = first.digest('hex');
  assert.strictEqual(second.digest('hex'), code);
  assert.strictEqual(third.update('a').digest('base64'), Buffer.from(code, 'hex').toString('base64'));
  assert.strictEqual(crypto.createHmac('sha256', Buffer.alloc(length, 5)).update('a').digest('hex'), code);
  if (length > 0) assert.notStrictEqual(crypto.createHmac('sha256', key).update('a').digest('hex'), code);
}

function thrown(run) {
  try {
    run();
  } catch (error) {
    return `${error.code} ${error.stack.split('\n')[0]}`;
  }
  return undefined;
}

const key = Buffer.alloc(16);
assert.strictEqual(thrown(() => crypto.createHmac('none', key)), 'ERR_CRYPTO_INVALID_DIGEST TypeError: Invalid digest: none');
assert.strictEqual(thrown(() => crypto.createCipheriv('none', key, null)), 'ERR_CRYPTO_UNKNOWN_CIPHER Error: Unknown cipher');
assert.strictEqual(thrown(() => crypto.createCipheriv('aes-128-cbc', key.subarray(1), key)),
                   'ERR_CRYPTO_INVALID_KEYLEN RangeError: Invalid key length');
assert.strictEqual(thrown(() => crypto.createCipheriv('aes-128-CCM', key, key.subarray(4))),
                   'ERR_CRYPTO_INVALID_AUTH_TAG TypeError: authTagLength required for aes-128-CCM');
assert.strictEqual(thrown(() => crypto.createCipheriv('aes-128-gcm', key, key).getAuthTag()),
                   'ERR_CRYPTO_INVALID_STATE Error [ERR_CRYPTO_INVALID_STATE]: Invalid state for operation getAuthTag');
assert.strictEqual(thrown(() => crypto.createECDH('secp256k1').getPublicKey()),
                   'ERR_CRYPTO_OPERATION_FAILED Error: Failed to get ECDH public key');
assert.strictEqual(thrown(() => crypto.timingSafeEqual(key, 1)),
                   'ERR_INVALID_ARG_TYPE TypeError: The "buf2" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.');
assert.strictEqual(thrown(() => crypto.timingSafeEqual(key, key.subarray(1))),
                   'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH RangeError: Input buffers must have the same byte length');
assert.strictEqual(thrown(() => crypto.createCipheriv('aes-128-ctr', key, key).update('a', 'utf8', Symbol('none'))),
                   'ERR_UNKNOWN_ENCODING TypeError [ERR_UNKNOWN_ENCODING]: Unknown encoding: Symbol(none)');

assert.strictEqual(crypto.Certificate.verifySpkac(Buffer.alloc(0)), '');
