'use strict';
// A timer that falls due while another one's callback runs waits for the next turn: immediates come first.

const assert = require('node:assert');

const order = [];
function block(ms) {
  const start = Date.now();
  while (Date.now() - start < ms);
}
setTimeout(() => {
  order.push('first');
  setImmediate(() => order.push('immediate'));
  block(30);
}, 1);
setTimeout(() => order.push('second'), 15);
process.on('exit', () => assert.deepStrictEqual(order, ['first', 'immediate', 'second']));
