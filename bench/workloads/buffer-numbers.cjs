'use strict';
// Workload: numbers written to and read from a Buffer
// Measure: rate numbers

const rate = require('../lib/rate.cjs');

rate.sync(10_000_000, (count) => {
  const buffer = Buffer.alloc(64);
  let sum = 0;
  for (let n = 0; n < count; n += 4) {
    buffer.writeUInt32BE(n >>> 0, 0);
    buffer.writeDoubleLE(n / 2, 8);
    sum += buffer.readUInt32BE(0) + buffer.readDoubleLE(8);
  }
  return sum;
});
