'use strict';
// Workload: exec of echo in a shell and its output
// Measure: rate processes
// Goal: 1
// Machine: shells

const { exec } = require('node:child_process');
const { promisify } = require('node:util');
const rate = require('../lib/rate.cjs');

const run = promisify(exec);
rate.async(500, async (count) => {
  let sum = 0;
  for (let n = 0; n < count; n++) {
    const { stdout } = await run('echo hello');
    sum += stdout.length;
  }
  return sum;
});
