'use strict';
// Workload: readFile of 64 MB
// Measure: rate MB

const fs = require('node:fs');
const path = require('node:path');
const rate = require('../lib/rate.cjs');

const file = path.join(process.argv[2], 'large.bin');
rate.async(64 * 10, async (megabytes) => {
  let sum = 0;
  for (let left = megabytes; left > 0; left -= 64) sum += (await fs.promises.readFile(file)).length;
  return sum;
}, 64);
