'use strict';
// Every API is mocked when none is named, `AbortSignal.timeout` and `scheduler.wait` among them.

const assert = require('node:assert');
const { mock } = require('node:test');
const { scheduler } = require('node:timers/promises');

const { timeout } = AbortSignal;
mock.timers.enable();
const signal = AbortSignal.timeout(50);
let waited = false;
scheduler.wait(50).then(() => { waited = true; });
assert.throws(() => AbortSignal.timeout(-1), { code: 'ERR_OUT_OF_RANGE' });
mock.timers.tick(49);
assert.strictEqual(signal.aborted, false);
mock.timers.tick(1);
assert.strictEqual(signal.aborted, true);
assert.strictEqual(signal.reason.name, 'AbortError');
setImmediate(() => {});
mock.timers.reset();
assert.strictEqual(AbortSignal.timeout, timeout);
setImmediate(() => assert.strictEqual(waited, true));
