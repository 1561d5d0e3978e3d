'use strict';
// Workload: readdir and lstat of 10,000 files, synchronous
// Measure: rate files

const fs = require('node:fs');
const path = require('node:path');
const rate = require('../lib/rate.cjs');

const folder = path.join(process.argv[2], 'many');
rate.sync(100_000, (count) => {
  let sum = 0;
  for (let left = count; left > 0; left -= 10_000) {
    for (const name of fs.readdirSync(folder)) sum += fs.lstatSync(`${folder}/${name}`).isFile() ? 1 : 0;
  }
  return sum;
});
