// Shows that a timer made in a microtask after timers ran fires in time, though a later one was scheduled before it.
'use strict';
const assert = require('node:assert');

const late = setTimeout(() => assert.fail('the later timer came first'), 10_000);
setTimeout(() => {
  Promise.resolve().then(() => {
    setTimeout(() => clearTimeout(late), 5);
  });
}, 5);
