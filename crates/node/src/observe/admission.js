'use strict';
// observe.admission(): what the gate before HTTP servers has seen. Owner: observe.

const { ArrayPrototypePush } = primordials;

const native = binding('http');

const NANOS_PER_MS = 1e6;
const kNumbersPerGate = 11;

/** The gates of the process's servers, one for each kind of settings; see docs/observe.md. */
function admission() {
  const numbers = native.gateCounts();
  const gates = [];
  for (let at = 0; at < numbers.length; at += kNumbersPerGate) {
    const count = numbers[at + 5];
    ArrayPrototypePush(gates, {
      targetMs: numbers[at],
      intervalMs: numbers[at + 1],
      isShedding: numbers[at + 2] === 1,
      requestCount: count,
      refusedCount: numbers[at + 3],
      exemptCount: numbers[at + 4],
      wait: {
        meanMs: count === 0 ? 0 : numbers[at + 6] / count / NANOS_PER_MS,
        p50Ms: numbers[at + 8] / NANOS_PER_MS,
        p90Ms: numbers[at + 9] / NANOS_PER_MS,
        p99Ms: numbers[at + 10] / NANOS_PER_MS,
        longestMs: numbers[at + 7] / NANOS_PER_MS,
      },
    });
  }
  return gates;
}

module.exports = { admission };
