// Shows that a signal reaches its listener with name and number, and that listeners do not keep the process alive.
'use strict';
const assert = require('node:assert');

let seen = 0;
process.on('SIGUSR1', (name, number) => {
  assert.strictEqual(name, 'SIGUSR1');
  assert.strictEqual(number, 10);
  seen++;
  clearTimeout(guard);
});
process.once('SIGHUP', () => assert.fail('removed'));
process.removeAllListeners('SIGHUP');
assert.throws(() => process.on('SIGKILL', () => {}), { code: 'EINVAL', syscall: 'uv_signal_start' });
assert.throws(() => process.kill(process.pid, 'SIGNONE'), { code: 'ERR_UNKNOWN_SIGNAL' });
assert.throws(() => process.kill(99999999, 0), { code: 'ESRCH', syscall: 'kill' });
assert.strictEqual(process.kill(process.pid, 0), true);

const guard = setTimeout(() => assert.fail('the signal did not come'), 30_000);
process.kill(process.pid, 'SIGUSR1');
process.on('exit', () => assert.strictEqual(seen, 1));
