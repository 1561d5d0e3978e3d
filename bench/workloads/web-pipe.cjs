'use strict';
// Workload: a web ReadableStream piped through a TransformStream
// Measure: rate chunks
// Goal: 1.0

const rate = require('../lib/rate.cjs');

rate.async(200_000, async (count) => {
  let n = 0;
  let sum = 0;
  await new ReadableStream({
    pull(controller) {
      if (n < count) controller.enqueue(n++);
      else controller.close();
    },
  }).pipeThrough(new TransformStream({ transform(item, controller) { controller.enqueue(item + 1); } }))
    .pipeTo(new WritableStream({ write(item) { sum += item; } }));
  return sum;
});
