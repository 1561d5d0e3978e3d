// Shows the order of ticks, microtasks, timers and immediates, and that ticks run between two timers.
'use strict';
const assert = require('node:assert');

const log = [];
setTimeout(() => {
  log.push('timer 1');
  process.nextTick(() => log.push('tick of timer 1'));
  Promise.resolve().then(() => log.push('microtask of timer 1'));
}, 1);
setTimeout(() => log.push('timer 2'), 1);
setTimeout(() => {
  log.push('timer 3');
  setImmediate(() => {
    log.push('immediate');
    setImmediate(() => log.push('immediate of the next turn'));
    process.nextTick(() => log.push('tick of immediate'));
  });
  setImmediate(() => log.push('immediate 2'));
}, 1);
process.nextTick(() => log.push('tick'));
queueMicrotask(() => log.push('microtask'));
Promise.resolve().then(() => process.nextTick(() => log.push('tick of microtask')));
log.push('main');
const until = Date.now() + 5;
while (Date.now() < until);

process.on('exit', () => {
  assert.deepStrictEqual(log, [
    'main', 'tick', 'microtask', 'tick of microtask',
    'timer 1', 'tick of timer 1', 'microtask of timer 1', 'timer 2', 'timer 3',
    'immediate', 'tick of immediate', 'immediate 2', 'immediate of the next turn',
  ]);
});
