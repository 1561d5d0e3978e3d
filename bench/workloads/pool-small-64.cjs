'use strict';
// Workload: fs.stat and fs.access with a callback, 64 at a time: the way to the threadpool and back
// Measure: rate calls
// Goal: 1.3

require('../lib/pool_small.cjs').run(64, 100_000);
