// What waits when an exception was thrown and taken goes on after the callbacks that are due: an error whose handling
// throws another one, for ever, keeps nothing else from running.
'use strict';

const assert = require('node:assert');

const order = [];

process.on('uncaughtException', (error) => {
  order.push(error.message);
  if (error.message === 'again' && order.length < 1000) process.nextTick(() => { throw error; });
});
setTimeout(() => {
  order.push('timer');
  process.nextTick(() => order.push('tick of timer'));
  throw new Error('of timer');
}, 1);
setTimeout(() => order.push('second timer'), 1);

process.nextTick(() => { throw new Error('of tick'); });
process.nextTick(() => order.push('second tick'));

const until = performance.now() + 5;
while (performance.now() < until);

setTimeout(() => {
  assert.deepStrictEqual(order.slice(0, 1), ['of tick']);
  assert.ok(order.indexOf('second tick') > 0);
  assert.ok(order.indexOf('second timer') > order.indexOf('of timer'));
  assert.ok(order.indexOf('tick of timer') > order.indexOf('second timer'));

  // A thousand rounds of it take turns with everything else.
  order.length = 0;
  process.nextTick(() => { throw new Error('again'); });
  setImmediate(() => {
    assert.ok(order.length < 10, `${order.length} before an immediate`);
    process.exit(0);
  });
}, 50);
