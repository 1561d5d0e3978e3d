'use strict';
// Workload: readFile of 1 KB, one at a time, beside 64 calls of pbkdf2: the 99th of a hundred, as reads in a second
// Measure: rate reads
// Goal: 4

const { pbkdf2 } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const rate = require('../lib/rate.cjs');

const file = path.join(process.argv[2], 'small.txt');
const times = [];
let left = 64;

function read() {
  if (left === 0) {
    times.sort((a, b) => a - b);
    const start = rate.now() - times[Math.floor(times.length * 0.99)];
    rate.report(1, start, 64);
    return;
  }
  const start = rate.now();
  fs.readFile(file, (error) => {
    if (error) throw error;
    times.push(rate.now() - start);
    setTimeout(read, 1);
  });
}

for (let n = 0; n < 64; n++) {
  pbkdf2('secret', 'salt', 50_000, 32, 'sha512', (error) => {
    if (error) throw error;
    left--;
  });
}
read();
