'use strict';
// A pipe between two web streams makes promises for neither its reads nor its writes: per chunk, one microtask for the
// source's pull and one for the sink's write, each with one promise.
const assert = require('node:assert');
const { createHook } = require('node:async_hooks');

async function promisesFor(count) {
  let made = 0;
  let next = 0;
  const source = new ReadableStream({
    pull(controller) {
      controller.enqueue(next);
      if (++next === count) controller.close();
    },
  }, { highWaterMark: 4 });
  const seen = [];
  const sink = new WritableStream({ write(chunk) { seen.push(chunk); } }, { highWaterMark: 4 });
  const hook = createHook({ init(id, type) { if (type === 'PROMISE') made++; } }).enable();
  await source.pipeTo(sink);
  hook.disable();
  assert.strictEqual(seen.length, count);
  assert.ok(seen.every((chunk, i) => chunk === i));
  return made;
}

(async () => {
  const few = await promisesFor(100);
  const many = await promisesFor(1100);
  const perChunk = (many - few) / 1000;
  assert.ok(perChunk <= 2.1, `${perChunk} promises per chunk`);
})();
