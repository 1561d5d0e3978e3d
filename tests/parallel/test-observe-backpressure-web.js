'use strict';
// WritableStream: chunks written although desiredSize was not above 0 are counted and warned of; pipes and writers that
// wait are not.

const assert = require('node:assert');
const observe = require('weir:observe');

const warnings = [];
process.removeAllListeners('warning');
process.on('warning', (warning) => warnings.push(warning));
const tick = () => new Promise(setImmediate);

(async () => {
  let release;
  const gate = new Promise((resolve) => { release = resolve; });
  const stream = new WritableStream({ write() { return gate; } });
  const writer = stream.getWriter();
  for (let i = 0; i < 129; i++) writer.write(i);
  await tick();
  const { kind, unit, excessWrites, excess, buffered, highWaterMark, isFull, highestBuffered } = observe.stream(stream);
  assert.deepStrictEqual(
    { kind, unit, excessWrites, excess, buffered, highWaterMark, isFull, highestBuffered },
    { kind: 'WritableStream', unit: 'objects', excessWrites: 128, excess: 128, buffered: 129, highWaterMark: 1,
      isFull: true, highestBuffered: 129 });
  assert.strictEqual(warnings.length, 0);
  writer.write(129);
  await tick();
  assert.strictEqual(warnings.length, 1);
  assert.match(warnings[0].message, /^WritableStream buffers 128 chunks .*writer\.ready/);
  assert.match(warnings[0].detail, /test-observe-backpressure-web\.js/);
  release();
  await writer.ready;
  assert.strictEqual(observe.stream(stream).isFull, false);
  assert.strictEqual(observe.stream(stream).buffered, 0);

  // Sizes are bytes.
  const bytes = new WritableStream({ write() { return new Promise(() => {}); } },
                                   new ByteLengthQueuingStrategy({ highWaterMark: 10 }));
  const second = bytes.getWriter();
  for (let i = 0; i < 10; i++) second.write(new Uint8Array(10)).catch(() => {});
  assert.strictEqual(observe.stream(bytes).unit, 'bytes');
  assert.strictEqual(observe.stream(bytes).excess, 90);
  second.closed.catch(() => {});
  second.ready.catch(() => {});
  second.abort();
  assert.strictEqual(observe.stream(bytes).isFull, false);

  // Who waits writes nothing too much: an awaited write, `ready`, and pipes.
  const before = observe.backpressure();
  const quick = new WritableStream({ write() { return tick(); } });
  const third = quick.getWriter();
  for (let i = 0; i < 20; i++) await third.write(i);
  for (let i = 0; i < 20; i++) {
    await third.ready;
    third.write(i);
  }
  await third.close();
  let left = 50;
  await new ReadableStream({ pull(controller) { left-- > 0 ? controller.enqueue(left) : controller.close(); } })
    .pipeThrough(new TransformStream()).pipeThrough(new TransformStream())
    .pipeTo(new WritableStream({ write() { return tick(); } }));
  const after = observe.backpressure();
  assert.strictEqual(after.excessWrites, before.excessWrites);
  assert.strictEqual(observe.stream(quick), undefined);
})();
