'use strict';
// Workload: readFileSync as text of a file of 1 KB
// Measure: rate reads
// Goal: 0.8

const fs = require('node:fs');
const path = require('node:path');
const rate = require('../lib/rate.cjs');

const file = path.join(process.argv[2], 'small.txt');
rate.sync(100_000, (count) => {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += fs.readFileSync(file, 'utf8').length;
  return sum;
});
