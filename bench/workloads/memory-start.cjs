'use strict';
// Workload: resident memory once an empty script has started
// Measure: memory
// Goal: 1.0

console.log('started');
setTimeout(() => {}, 60_000);
