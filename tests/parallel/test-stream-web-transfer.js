'use strict';
// A stream that is transferred goes on on the other side: chunks are copies, errors and cancellation cross, and a process
// does not end while a chunk is on its way.
const assert = require('node:assert');

(async () => {
  const chunk = { deep: [1] };
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue(chunk);
      controller.close();
    },
  });
  const moved = structuredClone(source, { transfer: [source] });
  assert.ok(source.locked);
  const got = [];
  for await (const value of moved) got.push(value);
  assert.deepStrictEqual(got, [chunk]);
  assert.notStrictEqual(got[0], chunk);

  let cancelled;
  const endless = new ReadableStream({ cancel(reason) { cancelled = reason; } });
  await structuredClone(endless, { transfer: [endless] }).cancel('enough');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.strictEqual(cancelled, 'enough');

  const upper = new TransformStream({ transform(text, controller) { controller.enqueue(text.toUpperCase()); } });
  const both = structuredClone(upper, { transfer: [upper] });
  const writer = both.writable.getWriter();
  writer.write('a');
  const { value } = await both.readable.getReader().read();
  assert.strictEqual(value, 'A');

  const half = new TransformStream();
  assert.throws(() => structuredClone([half, half.readable], { transfer: [half, half.readable] }),
                { name: 'DataCloneError' });
})().then(() => { globalThis.done = true; });
process.on('exit', () => assert.ok(globalThis.done));
