// Shows that the iterator of fs/promises.watch holds at most maxQueue events for a reader that is slow, what it does
// with more, and that an abort ends it.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { watch } = fs.promises;
const { setTimeout: delay } = require('node:timers/promises');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'weir-watch-queue-'));
process.on('exit', () => fs.rmSync(root, { recursive: true }));
const touch = (name) => fs.closeSync(fs.openSync(path.join(root, name), 'w'));

// Waits until a watcher of its own has heard of the last name: the other has then heard of all before.
async function heard(name) {
  const hearing = new Promise((resolve) => {
    const watcher = fs.watch(root, (type, found) => {
      if (found !== name) return;
      watcher.close();
      resolve();
    });
  });
  touch(name);
  await hearing;
}

async function flood(overflow) {
  const events = watch(root, { maxQueue: 2, overflow });
  const first = events.next();
  touch(`${overflow}-1`);
  assert.deepStrictEqual((await first).value.filename, `${overflow}-1`);
  for (let i = 2; i < 9; i++) touch(`${overflow}-${i}`);
  await heard(`${overflow}-end`);
  return events;
}

(async () => {
  let warnings = 0;
  process.on('warning', (warning) => warnings += warning.message === 'fs.watch maxQueue exceeded');
  const patient = await flood('ignore');
  const kept = [(await patient.next()).value, (await patient.next()).value];
  assert.deepStrictEqual(kept.map(({ filename }) => filename), ['ignore-2', 'ignore-3']);
  await patient.return();
  assert.strictEqual((await patient.next()).done, true);
  assert.ok(warnings >= 5, `${warnings}`);

  const strict = await flood('error');
  await strict.next();
  await strict.next();
  await assert.rejects(strict.next(), { code: 'ERR_FS_WATCH_QUEUE_OVERFLOW' });

  const controller = new AbortController();
  const aborted = watch(root, { signal: controller.signal });
  const waiting = aborted.next();
  await delay(1);
  controller.abort('why');
  await assert.rejects(waiting, { name: 'AbortError', code: 'ABORT_ERR', cause: 'why' });
})();
