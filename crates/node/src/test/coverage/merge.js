'use strict';

// The coverage of one file from several processes as one: counts of the same piece of code are added.
//
// Owner: test. V8 tells a function as ranges that lie in one another; a position has the count of the innermost range
// around it. Processes cut a function differently, as they took different ways through it, so the merged function has the
// ranges of all of them, each with the sum of what every process counted there.

const { ArrayPrototypePush, ArrayPrototypeSort, SafeMap } = primordials;

function keyOf({ functionName, ranges }) {
  return `${ranges[0].startOffset}-${ranges[0].endOffset}-${functionName}`;
}

/** What a process counted for a range: the count of its smallest range around it. */
function countAround(ranges, { startOffset, endOffset }) {
  let best = ranges[0];
  for (let i = 1; i < ranges.length; i++) {
    const range = ranges[i];
    if (range.startOffset <= startOffset && range.endOffset >= endOffset &&
        range.endOffset - range.startOffset <= best.endOffset - best.startOffset) {
      best = range;
    }
  }
  return best.count;
}

function addFunction(known, added) {
  if (!added.isBlockCoverage || !known.isBlockCoverage) {
    // Only calls were counted by one of the two: the finer tells the blocks, and a call is a call.
    const finer = known.isBlockCoverage ? known : added;
    const other = finer === known ? added : known;
    finer.ranges[0].count += other.ranges[0].count;
    return finer;
  }
  const ranges = [];
  const seen = new SafeMap();
  const add = (range) => {
    const key = `${range.startOffset}-${range.endOffset}`;
    if (seen.has(key)) return;
    seen.set(key, true);
    const count = countAround(known.ranges, range) + countAround(added.ranges, range);
    ArrayPrototypePush(ranges, { startOffset: range.startOffset, endOffset: range.endOffset, count });
  };
  for (let i = 0; i < known.ranges.length; i++) add(known.ranges[i]);
  for (let i = 0; i < added.ranges.length; i++) add(added.ranges[i]);
  ArrayPrototypeSort(ranges, (a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  return { functionName: known.functionName, ranges, isBlockCoverage: true };
}

/** Merges the functions of `added` into those of `known`, in place. */
function mergeFunctions(known, added) {
  const places = new SafeMap();
  for (let i = 0; i < known.length; i++) places.set(keyOf(known[i]), i);
  for (let i = 0; i < added.length; i++) {
    const at = places.get(keyOf(added[i]));
    if (at === undefined) ArrayPrototypePush(known, added[i]);
    else known[at] = addFunction(known[at], added[i]);
  }
}

module.exports = { mergeFunctions };
