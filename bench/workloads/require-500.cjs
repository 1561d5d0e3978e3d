'use strict';
// Workload: require of 500 files
// Measure: time
// Goal: 1.0

console.log(require(require('node:path').join(process.argv[2], 'parts/all.cjs')));
