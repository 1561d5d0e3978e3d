'use strict';
// Workload: fs.promises.writeFile of 1 KB, 16 at a time
// Measure: rate writes

const fs = require('node:fs');
const path = require('node:path');
const rate = require('../lib/rate.cjs');

const data = Buffer.alloc(1024, 'w');
rate.async(20_000, async (count) => {
  let started = 0;
  const writer = async (_, k) => {
    while (started++ < count) await fs.promises.writeFile(path.join(process.argv[2], `written${k}`), data);
  };
  await Promise.all(Array.from({ length: 16 }, writer));
  return fs.statSync(path.join(process.argv[2], 'written0')).size;
});
