'use strict';
// Flags: --expose-gc
// A GCProfiler that is dropped while it runs stops: its figures must not pile up.

const assert = require('node:assert');
const { GCProfiler } = require('node:v8');

let collected = 0;
const registry = new FinalizationRegistry(() => collected++);

function drop() {
  const profiler = new GCProfiler();
  profiler.start();
  registry.register(profiler, undefined);
}
for (let i = 0; i < 300; i++) drop();

function turn() {
  return new Promise(setImmediate);
}

// What one collection costs while profilers run: each takes the figures of the heap twice.
function costOfCollections() {
  const start = process.hrtime.bigint();
  for (let i = 0; i < 20; i++) globalThis.gc({ type: 'minor' });
  return Number(process.hrtime.bigint() - start);
}

async function main() {
  const before = costOfCollections();
  for (let i = 0; i < 20 && collected < 300; i++) {
    globalThis.gc();
    await turn();
    await turn();
  }
  assert.strictEqual(collected, 300);
  await turn();
  assert.ok(costOfCollections() < before / 3);
}

main();
