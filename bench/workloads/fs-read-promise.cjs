'use strict';
// Workload: fs.promises.readFile of a file of 1 KB, 16 at a time
// Measure: rate reads
// Goal: 1.0

const fs = require('node:fs');
const path = require('node:path');
const rate = require('../lib/rate.cjs');

const file = path.join(process.argv[2], 'small.txt');
rate.async(30_000, async (count) => {
  let started = 0;
  let sum = 0;
  const reader = async () => {
    while (started++ < count) {
      const { length } = await fs.promises.readFile(file);
      sum += length;
    }
  };
  await Promise.all(Array.from({ length: 16 }, reader));
  return sum;
});
