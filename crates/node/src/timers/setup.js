'use strict';
// Called once at each start: tells the loop whom to call for timers and immediates. Apart from the public module, since
// programs must not reach it.

const { setupTimers } = binding('timers');
const { createImmediateRunner, immediateInfo } = require('timers/immediate');
const { createRunner } = require('timers/list');

// `immediateInfo` is [queued, of these keeping the loop alive, a batch was interrupted].
module.exports = function setup() {
  const { runNextTicks } = require('process/task_queues');
  setupTimers(createImmediateRunner(runNextTicks), createRunner(runNextTicks), immediateInfo);
};
