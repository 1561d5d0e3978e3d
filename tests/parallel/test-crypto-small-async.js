'use strict';
// What is too small for the pool is answered as late as other work: never before the caller has gone on.

const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const { randomBytes, randomFill, webcrypto: { subtle } } = require('node:crypto');

const storage = new AsyncLocalStorage();
const order = [];

storage.run('store', () => {
  for (const size of [1, 256, 257, 4096]) {
    randomBytes(size, (error, bytes) => {
      assert.ifError(error);
      assert.strictEqual(bytes.length, size);
      assert.strictEqual(storage.getStore(), 'store');
      order.push('bytes');
    });
  }
  const part = new Uint8Array(8);
  randomFill(part, 4, 4, (error, same) => {
    assert.ifError(error);
    assert.strictEqual(same, part);
    assert.deepStrictEqual([...part.subarray(0, 4)], [0, 0, 0, 0]);
    order.push('bytes');
  });
});
for (const size of [0, 16, 4096, 4097]) {
  subtle.digest('SHA-256', new Uint8Array(size)).then((digest) => {
    assert.strictEqual(digest.byteLength, 32);
    order.push('digest');
  });
}
process.nextTick(() => order.push('tick'));
order.push('end');
process.on('exit', () => {
  assert.deepStrictEqual(order.slice(0, 2), ['end', 'tick']);
  assert.strictEqual(order.length, 11);
});
