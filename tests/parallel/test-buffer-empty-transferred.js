'use strict';
// Empty Buffers share their memory; one that a program transfers takes nothing from those that are made later.

const assert = require('node:assert');
const { createCipheriv } = require('node:crypto');

for (let round = 0; round < 2; round++) {
  const one = Buffer.allocUnsafe(0);
  structuredClone(one, { transfer: [one.buffer] });
  for (const other of [Buffer.alloc(0), Buffer.allocUnsafe(0), Buffer.from(''), Buffer.allocUnsafeSlow(0)]) {
    assert.strictEqual(other.length, 0);
    assert.strictEqual(other.buffer.detached, false);
    assert.strictEqual(Buffer.concat([other, Buffer.from('a')]).toString(), 'a');
  }
}
assert.strictEqual(createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).final().length, 0);
