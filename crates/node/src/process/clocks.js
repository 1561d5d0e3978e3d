'use strict';
// Clocks and usage figures of the process.
//
// The system's clock is read once at start; from then on one cheap native call
// gives the nanoseconds since, exactly for the first hundred days.

const {
  BigInt,
  MathFloor,
  NumberMAX_SAFE_INTEGER,
} = primordials;

const ops = binding('process');
const engine = binding('engine');
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  validateArray,
  validateNumber,
  validateObject,
} = require('internal/validators');

const NANOS = 1e9;

let originSeconds = 0;
let originNanos = 0;
let originBig = 0n;

// Called at start; `clock` is [seconds, nanoseconds] of the monotonic clock at
// the moment that `nanosSinceStart` counts from.
function start(clock) {
  originSeconds = clock[0];
  originNanos = clock[1];
  originBig = BigInt(originSeconds) * 1_000_000_000n + BigInt(originNanos);
}

function hrtime(time) {
  const elapsed = ops.nanosSinceStart() + originNanos;
  let seconds = MathFloor(elapsed / NANOS);
  let nanos = elapsed - seconds * NANOS;
  seconds += originSeconds;
  if (time !== undefined) {
    validateArray(time, 'time');
    if (time.length !== 2) {
      throw new ERR_OUT_OF_RANGE('time', 2, time.length);
    }
    seconds -= time[0];
    nanos -= time[1];
    if (nanos < 0) {
      seconds--;
      nanos += NANOS;
    }
  }
  return [seconds, nanos];
}

hrtime.bigint = function bigint() {
  return originBig + BigInt(ops.nanosSinceStart());
};

function uptime() {
  return ops.nanosSinceStart() / NANOS;
}

function memoryUsage() {
  const heap = engine.heapUsage();
  return {
    rss: ops.rss(),
    heapTotal: heap[0],
    heapUsed: heap[1],
    external: heap[2],
    arrayBuffers: heap[3],
  };
}

memoryUsage.rss = function rss() {
  return ops.rss();
};

function isUsage(value) {
  return typeof value === 'number' && value >= 0 &&
    value <= NumberMAX_SAFE_INTEGER;
}

function checkUsage(prev, key) {
  const value = prev[key];
  if (isUsage(value)) return;
  validateNumber(value, `prevValue.${key}`);
  throw new ERR_INVALID_ARG_VALUE.RangeError(`prevValue.${key}`, value);
}

function usageSince(now, prev) {
  if (prev) {
    if (!isUsage(prev.user) || !isUsage(prev.system)) {
      validateObject(prev, 'prevValue');
      checkUsage(prev, 'user');
      checkUsage(prev, 'system');
    }
    return { user: now[0] - prev.user, system: now[1] - prev.system };
  }
  return { user: now[0], system: now[1] };
}

function cpuUsage(prevValue) {
  return usageSince(ops.cpuUsage(), prevValue);
}

function threadCpuUsage(prevValue) {
  return usageSince(ops.threadCpuUsage(), prevValue);
}

function resourceUsage() {
  const values = ops.resourceUsage();
  return {
    userCPUTime: values[0],
    systemCPUTime: values[1],
    maxRSS: values[2],
    sharedMemorySize: values[3],
    unsharedDataSize: values[4],
    unsharedStackSize: values[5],
    minorPageFault: values[6],
    majorPageFault: values[7],
    swappedOut: values[8],
    fsRead: values[9],
    fsWrite: values[10],
    ipcSent: values[11],
    ipcReceived: values[12],
    signalsCount: values[13],
    voluntaryContextSwitches: values[14],
    involuntaryContextSwitches: values[15],
  };
}

function constrainedMemory() {
  return ops.constrainedMemory();
}

function availableMemory() {
  return ops.availableMemory();
}

module.exports = {
  start,
  methods: {
    hrtime,
    uptime,
    memoryUsage,
    cpuUsage,
    threadCpuUsage,
    resourceUsage,
    constrainedMemory,
    availableMemory,
  },
};
