'use strict';
// What the workloads of small jobs on the threadpool share: jobs that take microseconds, so that the way there and back
// is what counts. Half of them stat a file, half ask for access to it.

const fs = require('node:fs');
const path = require('node:path');
const rate = require('./rate.cjs');

/** Measures `count` calls with `inFlight` of them under way. */
function run(inFlight, count) {
  const file = path.join(process.argv[2], 'small.txt');
  rate.async(count, (total) => new Promise((resolve, reject) => {
    let started = 0;
    let ended = 0;
    let sum = 0;
    const done = (error, stats) => {
      if (error) return reject(error);
      if (stats !== undefined) sum += stats.size;
      if (++ended === total) resolve(sum);
      else next();
    };
    const next = () => {
      if (started >= total) return;
      if (started++ % 2 === 0) fs.stat(file, done);
      else fs.access(file, done);
    };
    for (let n = 0; n < inFlight; n++) next();
  }));
}

module.exports = { run };
