'use strict';

// The numbers of a run: how many tests of which result.
//
// Owner: test.

function makeCounts() {
  return {
    __proto__: null,
    tests: 0,
    failed: 0,
    passed: 0,
    cancelled: 0,
    skipped: 0,
    todo: 0,
    topLevel: 0,
    suites: 0,
  };
}

/** Counts a node that has ended. */
function counted(node) {
  const { run_: run } = node;
  const { counts } = run;
  if (node.parent.parent === null) counts.topLevel++;
  if (node.error !== null && !node.todo) run.success = false;
  if (node.type === 'suite') {
    counts.suites++;
    return;
  }
  countResult(counts, node);
}

/** Counts one test by `{ skipped, todo, cancelled, passed }`. */
function countResult(counts, { skipped, todo, cancelled, passed }) {
  counts.tests++;
  if (skipped) counts.skipped++;
  else if (todo) counts.todo++;
  else if (cancelled) counts.cancelled++;
  else if (passed) counts.passed++;
  else counts.failed++;
}

module.exports = { countResult, counted, makeCounts };
