// Flags: --expose-gc
'use strict';
// What is known of a stream goes with the stream, full or not.

const assert = require('node:assert');
const { Writable } = require('node:stream');
const observe = require('weir:observe');

for (let i = 0; i < 5000; i++) new Writable({ write() {} }).write(Buffer.alloc(1 << 16));
assert.strictEqual(observe.backpressure().streamsEverFull, 5000);

setImmediate(async () => {
  gc();
  await new Promise(setImmediate);
  gc();
  assert.ok(observe.streams().length < 10, `${observe.streams().length} streams are left`);
  assert.ok(observe.backpressure().streamsFullNow < 10);
  assert.strictEqual(observe.backpressure().streamsEverFull, 5000);
});
