'use strict';
// Workload: fs.stat and fs.access with a callback, one at a time: the way to the threadpool and back
// Measure: rate calls
// Goal: 1.3

require('../lib/pool_small.cjs').run(1, 40_000);
