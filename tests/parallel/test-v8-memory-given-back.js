'use strict';
// A program that waits gives back what a burst has made V8 take for its young generation, sooner than V8 would do it by
// itself, after eight seconds.

const assert = require('node:assert');
const v8 = require('node:v8');

function young() {
  return v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
}

// What lives through collections makes the young generation grow.
const kept = [];
for (let i = 0; i < 300_000; i++) kept.push({ number: i, list: [i, i] });
const grown = young();
assert.ok(grown >= 4 << 20, `${grown} bytes after the burst`);

const started = Date.now();
const look = setInterval(() => {
  if (young() < grown / 2) {
    clearInterval(look);
    assert.strictEqual(kept.length, 300_000);
    return;
  }
  assert.ok(Date.now() - started < 6_000, `${young()} bytes are kept`);
}, 100);
