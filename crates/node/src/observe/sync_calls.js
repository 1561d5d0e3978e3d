'use strict';
// observe.syncCalls(): calls that blocked the loop because the program asked for it. Owner: observe.

const { ArrayPrototypePush, ArrayPrototypeSort } = primordials;

const { validateUint32 } = require('internal/validators');
const native = binding('observe');

const NANOS_PER_MS = 1e6;
const kNumbersPerArea = 5;

function area(numbers, index) {
  const at = index * kNumbersPerArea;
  return {
    callCount: numbers[at],
    totalMs: numbers[at + 1] / NANOS_PER_MS,
    longestMs: numbers[at + 2] / NANOS_PER_MS,
    lateCallCount: numbers[at + 3],
    lateMs: numbers[at + 4] / NANOS_PER_MS,
  };
}

/** Counts by module, and the places that were sampled; see docs/observe.md. */
function syncCalls() {
  const numbers = native.syncCallCounts();
  const list = native.syncCallSites();
  const sites = [];
  for (let i = 0; i < list.length; i += 3) {
    ArrayPrototypePush(sites, { at: list[i], sampledCallCount: list[i + 1], totalMs: list[i + 2] / NANOS_PER_MS });
  }
  ArrayPrototypeSort(sites, (a, b) => b.totalMs - a.totalMs);
  return {
    fs: area(numbers, 0),
    zlib: area(numbers, 1),
    crypto: area(numbers, 2),
    childProcess: area(numbers, 3),
    sites,
  };
}

/** Takes the place of one of `every` calls from now on; 0 switches off, and what is known stays. */
function traceSyncCalls(every) {
  validateUint32(every, 'every');
  native.sampleSyncCalls(every);
}

module.exports = { syncCalls, traceSyncCalls };
