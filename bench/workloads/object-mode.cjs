'use strict';
// Workload: objects through a pipe of three streams
// Measure: rate objects
// Goal: 1.0

const { Readable, Transform, Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const rate = require('../lib/rate.cjs');

rate.async(500_000, async (count) => {
  let n = 0;
  let sum = 0;
  await pipeline(
    new Readable({ objectMode: true, read() { this.push(n < count ? { n: n++ } : null); } }),
    new Transform({ objectMode: true, transform(item, _, done) { done(null, { n: item.n + 1 }); } }),
    new Writable({ objectMode: true, write(item, _, done) { sum += item.n; done(); } }));
  return sum;
});
