'use strict';
// Workload: messages of 64 KB to a forked child and back, 8 under way
// Measure: rate messages
// Goal: 1
// Machine: messages 65570 8

require('../lib/ipc.cjs')('x'.repeat(65_536), 3000);
