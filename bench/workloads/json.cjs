'use strict';
// Workload: JSON.parse and stringify of 2,000 records
// Measure: rate records

const fs = require('node:fs');
const rate = require('../lib/rate.cjs');

const text = fs.readFileSync(`${process.argv[2]}/records.json`, 'utf8');
rate.sync(100_000, (count) => {
  let sum = 0;
  for (let left = count; left > 0; left -= 2000) sum += JSON.stringify(JSON.parse(text)).length;
  return sum;
});
