'use strict';
// Random bytes, numbers and UUIDs: of the right form, in the bounds asked for, and never the same twice.

const assert = require('assert');
const crypto = require('crypto');

const seen = new Set();
for (let n = 0; n < 2000; n++) {
  const uuid = crypto.randomUUID();
  assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  seen.add(uuid).add(crypto.randomUUID({ disableEntropyCache: true })).add(crypto.randomBytes(16).toString('hex'));
}
assert.strictEqual(seen.size, 6000);

const counts = [0, 0, 0, 0, 0];
for (let n = 0; n < 5000; n++) counts[crypto.randomInt(-2, 3) + 2]++;
for (const count of counts) assert.ok(count > 700 && count < 1300, `${counts}`);
assert.ok(crypto.randomInt(2 ** 48 - 1) < 2 ** 48 - 1);

for (const size of [0, 1, 64, 255, 256, 257, 4096, 100000]) {
  const bytes = crypto.randomBytes(size);
  assert.strictEqual(bytes.length, size);
  assert.strictEqual(bytes.buffer.byteLength, size);
}
const words = new Uint16Array(10);
crypto.randomFillSync(words, 2, 3);
assert.deepStrictEqual([...words.subarray(0, 2), ...words.subarray(5)], Array(7).fill(0));

let isSync = true;
crypto.randomFill(new Uint32Array(8), (error, filled) => {
  assert.ifError(error);
  assert.ok(!isSync && filled.some((word) => word !== 0));
});
isSync = false;
