'use strict';
// The threadpool's lanes: reads of files go on while long computations hold every thread, and observe.threadpool() tells
// what each lane did and how long its jobs waited.

const assert = require('node:assert');
const { pbkdf2 } = require('node:crypto');
const { readFile } = require('node:fs/promises');
const { threadpool } = require('weir:observe');

const kJobs = 64;
let computed = 0;
let readWhileComputing = 0;

// Some tens of milliseconds each.
const computations = Array.from({ length: kJobs }, () => new Promise((resolve, reject) => {
  pbkdf2('secret', 'salt', 20_000, 32, 'sha512', (err) => {
    computed++;
    if (err) reject(err);
    else resolve();
  });
}));

const queued = threadpool();
assert.ok(queued.lanes.cpu.waitingCount + queued.lanes.cpu.runningCount > kJobs / 2);
assert.ok(queued.size >= 1 && queued.threadCount >= 1);

(async () => {
  for (let n = 0; n < 100; n++) {
    await readFile(__filename);
    if (computed < kJobs / 2) readWhileComputing++;
  }
  assert.ok(readWhileComputing > 50, `${readWhileComputing} files read beside ${kJobs} computations`);
  await Promise.all(computations);

  const { lanes } = threadpool();
  assert.strictEqual(lanes.cpu.begunCount, kJobs);
  assert.strictEqual(lanes.cpu.endedCount, kJobs);
  assert.deepStrictEqual([lanes.cpu.waitingCount, lanes.cpu.runningCount], [0, 0]);
  for (const { run, wait } of [lanes.cpu, lanes.fs]) {
    for (const times of [run, wait]) {
      assert.ok(times.p50Ms <= times.p90Ms && times.p90Ms <= times.p99Ms && times.p99Ms <= times.longestMs);
      assert.ok(times.meanMs > 0 && times.totalMs >= times.longestMs);
    }
  }
  assert.ok(lanes.fs.endedCount >= 100);
  assert.ok(lanes.fs.wait.p90Ms < lanes.cpu.wait.p90Ms);
  assert.strictEqual(lanes.dns.begunCount, 0);
  assert.strictEqual(lanes.dns.run.meanMs, 0);
})();
