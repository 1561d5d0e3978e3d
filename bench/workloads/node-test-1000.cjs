'use strict';
// Workload: node:test, a file of 1,000 tests that do nothing, start and report included
// Measure: time
// Goal: 1

const { test } = require('node:test');

// The report is made and not shown: it has times in it, and what runtimes print must agree.
process.stdout.write = () => true;

let ran = 0;
for (let n = 0; n < 1000; n++) test(`test ${n}`, () => { ran++; });

// One that runs no test outside a runner of its own has no time to compare.
process.on('exit', () => { if (ran !== 1000) process.exit(1); });
