'use strict';
// Workload: emit to one and to three listeners
// Measure: rate emits
// Goal: 0.8

const rate = require('../lib/rate.cjs');

const { EventEmitter } = require('node:events');
rate.sync(5_000_000, (count) => {
  const emitter = new EventEmitter();
  let sum = 0;
  emitter.on('one', (value) => { sum += value; });
  for (let n = 0; n < 3; n++) emitter.on('three', (a, b) => { sum += a - b; });
  for (let n = 0; n < count; n += 2) {
    emitter.emit('one', n);
    emitter.emit('three', n, 1);
  }
  return sum;
});
