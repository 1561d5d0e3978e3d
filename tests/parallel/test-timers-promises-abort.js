// Shows the promise timers: values, abort with its cause, an interval that ends by abort.
'use strict';
const assert = require('node:assert');
const { setTimeout: wait, setImmediate: immediate, setInterval: every, scheduler } = require('node:timers/promises');

(async () => {
  assert.strictEqual(await wait(1, 'value'), 'value');
  assert.strictEqual(await immediate('now'), 'now');
  assert.strictEqual(await scheduler.wait(1), undefined);
  const controller = new AbortController();
  const pending = wait(60_000, null, { signal: controller.signal });
  const cause = new Error('cause');
  controller.abort(cause);
  await assert.rejects(pending, (err) => err.name === 'AbortError' && err.code === 'ABORT_ERR' && err.cause === cause);
  await assert.rejects(wait(1, null, { signal: controller.signal }), { name: 'AbortError' });
  await assert.rejects(wait('1'), { code: 'ERR_INVALID_ARG_TYPE' });

  const ticking = new AbortController();
  let ticks = 0;
  await assert.rejects(async () => {
    for await (const value of every(1, 'tick', { signal: ticking.signal })) {
      assert.strictEqual(value, 'tick');
      if (++ticks === 3) ticking.abort();
    }
  }, { name: 'AbortError' });
  assert.strictEqual(ticks, 3);
})();
