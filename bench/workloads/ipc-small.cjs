'use strict';
// Workload: messages of 64 bytes to a forked child and back, 8 under way
// Measure: rate messages
// Goal: 1
// Machine: messages 80 8

require('../lib/ipc.cjs')('x'.repeat(48), 50_000);
