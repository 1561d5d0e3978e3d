'use strict';
// Workload: for await over a Readable
// Measure: rate chunks
// Goal: 1.0

const { Readable } = require('node:stream');
const rate = require('../lib/rate.cjs');

rate.async(500_000, async (count) => {
  let n = 0;
  let sum = 0;
  for await (const item of new Readable({ objectMode: true, read() { this.push(n < count ? n++ : null); } })) sum += item;
  return sum;
});
