// Shows that slices of a Blob, and of its slices, cut across parts, and that what readers are given is theirs alone.
'use strict';
const assert = require('node:assert');

(async () => {
  const source = new Uint8Array([100, 101]);
  const blob = new Blob(['abc', source, new Blob(['f', 'gh'])], { type: 'Text/Plain' });
  source.fill(0);
  assert.strictEqual(blob.type, 'text/plain');
  assert.strictEqual(await blob.text(), 'abcdefgh');
  for (let start = 0; start <= 8; start++) {
    for (let end = start; end <= 8; end++) {
      const slice = blob.slice(start, end);
      assert.strictEqual(await slice.text(), 'abcdefgh'.slice(start, end));
      assert.strictEqual(await slice.slice(1, -1).text(), 'abcdefgh'.slice(start, end).slice(1, -1));
    }
  }

  // The memory that a reader gets may be transferred without harm to the Blob.
  structuredClone(null, { transfer: [await blob.arrayBuffer()] });
  (await blob.bytes()).fill(0);
  assert.strictEqual(await blob.text(), 'abcdefgh');
})();
