'use strict';
// observe.threadpool(), and the warning of work that waited long for a thread. Owner: observe.

const { Error, MathRound, RegExpPrototypeSymbolReplace, StringPrototypeToLowerCase } = primordials;

const native = binding('observe');

const NANOS_PER_MS = 1e6;
const kLanes = ['fs', 'dns', 'cpu', 'addon'];

/** Times of jobs, from six numbers of nanoseconds. */
function times(numbers, at) {
  const count = numbers[at];
  return {
    totalMs: numbers[at + 1] / NANOS_PER_MS,
    meanMs: count === 0 ? 0 : numbers[at + 1] / count / NANOS_PER_MS,
    p50Ms: numbers[at + 3] / NANOS_PER_MS,
    p90Ms: numbers[at + 4] / NANOS_PER_MS,
    p99Ms: numbers[at + 5] / NANOS_PER_MS,
    longestMs: numbers[at + 2] / NANOS_PER_MS,
  };
}

const kNumbersPerLane = 14;

/** What the pool is doing and has done; see docs/observe.md. */
function threadpool() {
  const numbers = native.poolCounts();
  const lanes = { __proto__: null };
  for (let i = 0; i < kLanes.length; i++) {
    const at = 2 + i * kNumbersPerLane;
    lanes[kLanes[i]] = {
      waitingCount: numbers[at],
      runningCount: numbers[at + 1],
      begunCount: numbers[at + 2],
      endedCount: numbers[at + 8],
      wait: times(numbers, at + 2),
      run: times(numbers, at + 8),
    };
  }
  return { size: numbers[0], threadCount: numbers[1], lanes: { ...lanes } };
}

const kSuffix = /(?:req(?:uest)?(?:wrap|callback)?|wrap|job)$/;

/** What a program calls such work: PBKDF2REQUEST is pbkdf2. */
function nameOf(lane, label) {
  return RegExpPrototypeSymbolReplace(kSuffix, StringPrototypeToLowerCase(label), '') || lane;
}

/** Called by the loop, at most once in 30 seconds; names and numbers as `onLongWait` has them. */
function onLongWait(names, numbers) {
  const waited = nameOf(names[0], names[1]);
  const behind = nameOf(names[2], names[3]);
  const count = `${numbers[2] ? 'at least ' : ''}${numbers[1]}`;
  const warning = new Error(
    `${waited} waited ${MathRound(numbers[0] / NANOS_PER_MS)} ms for a thread of the pool, behind ${count} ${behind}. ` +
    'More threads (UV_THREADPOOL_SIZE), fewer such calls at a time, or a worker for them help.');
  warning.name = 'ThreadpoolWarning';
  warning.code = 'WEIR_THREADPOOL_WAIT';
  warning.stack = `${warning.name}: ${warning.message}`;
  process.emitWarning(warning);
}

module.exports = { onLongWait, threadpool };
