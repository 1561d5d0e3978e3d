'use strict';
// Workload: fork of an empty script until its first message has come back
// Measure: rate processes
// Goal: 1

const { fork } = require('node:child_process');
const rate = require('../lib/rate.cjs');

if (process.argv[2] === 'child') {
  process.on('message', (message) => process.send(message, () => process.disconnect()));
} else {
  rate.async(40, async (count) => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      sum += await new Promise((resolve, reject) => {
        const child = fork(__filename, ['child']);
        child.on('error', reject).on('message', (message) => child.once('close', () => resolve(message.n)));
        child.send({ n: 1 });
      });
    }
    return sum;
  }, 2);
}
