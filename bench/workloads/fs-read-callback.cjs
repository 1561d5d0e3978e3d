'use strict';
// Workload: readFile with a callback of a file of 1 KB, 16 at a time
// Measure: rate reads
// Goal: 1.0

const fs = require('node:fs');
const path = require('node:path');
const rate = require('../lib/rate.cjs');

const file = path.join(process.argv[2], 'small.txt');
rate.async(30_000, (count) => new Promise((resolve, reject) => {
  let started = 0;
  let ended = 0;
  let sum = 0;
  const next = () => {
    if (started++ >= count) return;
    fs.readFile(file, (error, data) => {
      if (error) return reject(error);
      sum += data.length;
      if (++ended === count) resolve(sum);
      else next();
    });
  };
  for (let n = 0; n < 16; n++) next();
}));
