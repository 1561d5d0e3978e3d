'use strict';
// A diagnostic report's document (doc/api/report.md): what is known of this process at one moment, as plain data. Loaded
// when a report is made.

const {
  ArrayPrototypeForEach,
  ArrayPrototypeMap,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  DateNow,
  DatePrototypeToISOString,
  Date,
  ObjectAssign,
  ObjectKeys,
  String,
  StringPrototypePadStart,
  StringPrototypeReplace,
  StringPrototypeSplit,
  StringPrototypeTrim,
} = primordials;

const native = binding('process');

const kLimits = [
  'core_file_size_blocks',
  'data_seg_size_bytes',
  'file_size_blocks',
  'max_locked_memory_bytes',
  'max_memory_size_bytes',
  'open_files',
  'stack_size_bytes',
  'cpu_time_seconds',
  'max_user_processes',
  'virtual_memory_bytes',
];

const kHeap = [
  ['totalMemory', 'total_heap_size'],
  ['executableMemory', 'total_heap_size_executable'],
  ['totalCommittedMemory', 'total_physical_size'],
  ['availableMemory', 'total_available_size'],
  ['totalGlobalHandlesMemory', 'total_global_handles_size'],
  ['usedGlobalHandlesMemory', 'used_global_handles_size'],
  ['usedMemory', 'used_heap_size'],
  ['memoryLimit', 'heap_size_limit'],
  ['mallocedMemory', 'malloced_memory'],
  ['externalMemory', 'external_memory'],
  ['peakMallocedMemory', 'peak_malloced_memory'],
  ['nativeContextCount', 'number_of_native_contexts'],
  ['detachedContextCount', 'number_of_detached_contexts'],
  ['doesZapGarbage', 'does_zap_garbage'],
];

// Local time, as Node writes it, although it ends in the letter of another zone.
function localTime(now) {
  const date = new Date(now);
  const shifted = new Date(now - date.getTimezoneOffset() * 60_000);
  return StringPrototypeReplace(DatePrototypeToISOString(shifted), /\.\d+Z$/, 'Z');
}

function networkInterfaces() {
  const found = require('os').networkInterfaces();
  const list = [];
  ArrayPrototypeForEach(ObjectKeys(found), (name) => {
    ArrayPrototypeForEach(found[name], ({ internal, mac, address, netmask, family, scopeid }) => {
      const entry = { name, internal, mac, address, netmask, family };
      if (family === 'IPv6') entry.scopeid = scopeid;
      ArrayPrototypePush(list, entry);
    });
  });
  return list;
}

function headerOf(cause, settings) {
  const os = require('os');
  const now = DateNow();
  const header = {
    reportVersion: 5,
    event: cause.event,
    trigger: cause.trigger,
    filename: cause.filename ?? null,
    dumpEventTime: localTime(now),
    dumpEventTimeStamp: `${now}`,
    processId: process.pid,
    threadId: 0,
    cwd: process.cwd(),
    commandLine: [process.argv0, ...process.execArgv, ...ArrayPrototypeSlice(process.argv, 1)],
    nodejsVersion: process.version,
    glibcVersionRuntime: native.libcVersion(),
    wordSize: 64,
    arch: process.arch,
    platform: process.platform,
    componentVersions: ObjectAssign({}, process.versions),
    release: ObjectAssign({}, process.release),
    osName: os.type(),
    osRelease: os.release(),
    osVersion: os.version(),
    osMachine: os.machine(),
    cpus: ArrayPrototypeMap(os.cpus(), ({ model, speed, times: { user, nice, sys, idle, irq } }) =>
      ({ model, speed, user, nice, sys, idle, irq })),
  };
  if (!settings.excludeNetwork) header.networkInterfaces = networkInterfaces();
  header.host = os.hostname();
  return header;
}

// Of a value that a program threw: nothing of it may fail.
function textOf(value) {
  try {
    return typeof value === 'symbol' ? String(value) : `${value}`;
  } catch {
    return '';
  }
}

function propertiesOf(error) {
  const found = {};
  try {
    ArrayPrototypeForEach(ObjectKeys(error), (key) => { found[key] = textOf(error[key]); });
  } catch {
    // A getter or a proxy of the program's failed: what it had is in.
  }
  return found;
}

function javascriptStack(error) {
  const isObject = (typeof error === 'object' && error !== null) || typeof error === 'function';
  let stack;
  try {
    stack = isObject ? error.stack : undefined;
  } catch {
    // The program's own getter.
  }
  if (typeof stack !== 'string') return { message: textOf(error), stack: ['Unavailable.'], errorProperties: {} };
  const lines = StringPrototypeSplit(stack, '\n');
  const frames = ArrayPrototypeMap(ArrayPrototypeSlice(lines, 1), (line) => StringPrototypeTrim(line));
  return {
    message: lines[0],
    stack: frames.length > 0 ? frames : ['Unavailable.'],
    errorProperties: propertiesOf(error),
  };
}

function javascriptHeap() {
  const v8 = require('v8');
  const statistics = v8.getHeapStatistics();
  const heap = {};
  ArrayPrototypeForEach(kHeap, ({ 0: name, 1: key }) => { heap[name] = +statistics[key]; });
  heap.heapSpaces = {};
  ArrayPrototypeForEach(v8.getHeapSpaceStatistics(), (space) => {
    heap.heapSpaces[space.space_name] = {
      memorySize: space.space_size,
      committedMemory: space.physical_space_size,
      capacity: space.space_used_size + space.space_available_size,
      used: space.space_used_size,
      available: space.space_available_size,
    };
  });
  return heap;
}

function nativeStack() {
  const frames = native.nativeFrames();
  const list = [];
  for (let i = 0; i < frames.length; i += 2) list[i / 2] = { pc: frames[i], symbol: frames[i + 1] };
  return list;
}

function shareOf(micros, seconds) {
  return seconds > 0 ? micros / 1e4 / seconds : 0;
}

function timesOf({ user, system }) {
  const seconds = process.uptime();
  return {
    userCpuSeconds: user / 1e6,
    kernelCpuSeconds: system / 1e6,
    cpuConsumptionPercent: shareOf(user + system, seconds),
    userCpuConsumptionPercent: shareOf(user, seconds),
    kernelCpuConsumptionPercent: shareOf(system, seconds),
  };
}

function resourceUsage() {
  const os = require('os');
  const usage = process.resourceUsage();
  return {
    free_memory: os.freemem(),
    total_memory: os.totalmem(),
    rss: process.memoryUsage.rss(),
    constrained_memory: process.constrainedMemory(),
    available_memory: process.availableMemory(),
    ...timesOf(process.cpuUsage()),
    maxRss: usage.maxRSS * 1024,
    pageFaults: { IORequired: usage.majorPageFault, IONotRequired: usage.minorPageFault },
    fsActivity: { reads: usage.fsRead, writes: usage.fsWrite },
  };
}

function threadUsage() {
  const { fsRead, fsWrite } = process.resourceUsage();
  return { ...timesOf(process.threadCpuUsage()), fsActivity: { reads: fsRead, writes: fsWrite } };
}

function handles() {
  const found = native.reportHandles();
  const place = (number) => `0x${StringPrototypePadStart(number.toString(16), 16, '0')}`;
  const list = [];
  for (let i = 0; i < found.length; i += 2) {
    list[i / 2] = {
      type: found[i],
      is_active: true,
      is_referenced: found[i + 1] !== '',
      // Handles are numbers here.
      address: place(i / 2 + 1),
    };
  }
  ArrayPrototypePush(list, {
    type: 'loop',
    is_active: true,
    address: place(0),
    loopIdleTimeSeconds: binding('performance').idleTime() / 1e3,
  });
  return list;
}

function userLimits() {
  const values = native.userLimits();
  const shown = (value) => (value === Infinity ? 'unlimited' : value);
  const limits = {};
  for (let i = 0; i < kLimits.length; i++) {
    limits[kLimits[i]] = { soft: shown(values[i * 2]), hard: shown(values[i * 2 + 1]) };
  }
  return limits;
}

// `cause`: event, trigger, filename and the error.
function makeDocument(cause, settings) {
  const document = {
    header: headerOf(cause, settings),
    javascriptStack: javascriptStack(cause.error),
    javascriptHeap: javascriptHeap(),
    nativeStack: nativeStack(),
    resourceUsage: resourceUsage(),
    uvthreadResourceUsage: threadUsage(),
    libuv: handles(),
    workers: [],
  };
  if (!settings.excludeEnv) document.environmentVariables = ObjectAssign({}, process.env);
  document.userLimits = userLimits();
  document.sharedObjects = native.sharedObjects();
  return document;
}

module.exports = { makeDocument };
