'use strict';
// Workload: structuredClone of 2,000 records
// Measure: rate records

const fs = require('node:fs');
const rate = require('../lib/rate.cjs');

const records = JSON.parse(fs.readFileSync(`${process.argv[2]}/records.json`, 'utf8'));
rate.sync(60_000, (count) => {
  let sum = 0;
  for (let left = count; left > 0; left -= 2000) sum += structuredClone(records).length;
  return sum;
});
