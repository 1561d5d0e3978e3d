'use strict';
// Workload: spawn of /bin/true, one after the other
// Measure: rate processes
// Goal: 1
// Machine: processes

const { spawn } = require('node:child_process');
const rate = require('../lib/rate.cjs');

rate.async(1000, async (count) => {
  let sum = 0;
  for (let n = 0; n < count; n++) {
    sum += await new Promise((resolve, reject) => {
      spawn('/bin/true').on('error', reject).on('close', (code) => resolve(code + 1));
    });
  }
  return sum;
});
