'use strict';
// Workload: pipeline of a file of 64 MB into another file
// Measure: rate MB
// Goal: 1.5
// Machine: copy

const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const rate = require('../lib/rate.cjs');

const from = path.join(process.argv[2], 'large.bin');
const to = path.join(process.argv[2], 'copied.bin');
rate.async(640, async (megabytes) => {
  for (let left = megabytes; left > 0; left -= 64) await pipeline(fs.createReadStream(from), fs.createWriteStream(to));
  return fs.statSync(to).size;
}, 64);
