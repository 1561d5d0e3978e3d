'use strict';
// What workloads measured by rate share: the clock and the line that the bench reads.

const { performance } = require('node:perf_hooks');

/** Prints the result: `work` units done in the time since `start` (a value of `now`), and what was computed. */
function report(work, start, check) {
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ work, seconds, check }));
}

/** Times `run(count)`, which is synchronous, after a run that warms the code up. */
function sync(count, run, warm = Math.ceil(count / 10)) {
  run(warm);
  const start = performance.now();
  const check = run(count);
  report(count, start, check);
}

/** Times `run(count)`, which returns a promise, after a run that warms the code up. */
async function async(count, run, warm = Math.ceil(count / 10)) {
  await run(warm);
  const start = performance.now();
  const check = await run(count);
  report(count, start, check);
}

module.exports = { async, now: () => performance.now(), report, sync };
