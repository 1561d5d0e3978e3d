// Shows that a timer or immediate that throws takes nothing from the others.
'use strict';
const assert = require('node:assert');

const seen = [];
const errors = [];
process.on('uncaughtException', (err) => errors.push(err.message));
for (let i = 0; i < 4; i++) {
  setTimeout(() => {
    seen.push(`timer ${i}`);
    if (i % 2 === 0) throw new Error(`timer ${i}`);
  }, 1);
}
for (let i = 0; i < 4; i++) {
  setImmediate(() => {
    seen.push(`immediate ${i}`);
    if (i % 2 === 1) throw new Error(`immediate ${i}`);
  });
}
let runs = 0;
const interval = setInterval(() => {
  if (++runs === 3) clearInterval(interval);
  throw new Error(`interval ${runs}`);
}, 1);
process.nextTick(() => {
  process.nextTick(() => seen.push('tick after a throw'));
  throw new Error('tick');
});

process.on('exit', () => {
  assert.deepStrictEqual(seen.filter((s) => s.startsWith('timer')), ['timer 0', 'timer 1', 'timer 2', 'timer 3']);
  assert.strictEqual(seen.filter((s) => s.startsWith('immediate')).length, 4);
  assert.ok(seen.includes('tick after a throw'));
  assert.deepStrictEqual(errors.slice().sort(), [
    'immediate 1', 'immediate 3', 'interval 1', 'interval 2', 'interval 3', 'tick', 'timer 0', 'timer 2',
  ]);
});
