'use strict';
// CPU and heap profiles: V8's sampling profilers, each by an inspector session of its own, whose text is the profile as
// tools read it. On demand, or of the whole program for `--cpu-prof` and `--heap-prof`.

const {
  NumberIsFinite,
  StringPrototypeIndexOf,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  SymbolDispose,
} = primordials;

const exitState = require('process/state');
const { codes: { ERR_CPU_PROFILE_TOO_MANY } } = require('internal/errors');
const { getOptionValue } = require('internal/options');

const inspector = binding('inspector');

const kCpu = { name: 'CPU', domain: 'Profiler', start: 'start', stop: 'stop', extension: 'cpuprofile' };
const kHeap =
  { name: 'Heap', domain: 'HeapProfiler', start: 'startSampling', stop: 'stopSampling', extension: 'heapprofile' };

class Profile {
  #kind;
  #session = inspector.openSession(() => {});
  #calls = 0;

  constructor(kind) {
    this.#kind = kind;
  }

  #call(method, params = '{}') {
    const message = `{"id":${++this.#calls},"method":"${this.#kind.domain}.${method}","params":${params}}`;
    const texts = inspector.dispatch(this.#session, message);
    return texts[texts.length - 1];
  }

  // `interval` is in microseconds, or in bytes.
  start(interval) {
    this.#call('enable');
    if (this.#kind === kCpu) {
      this.#call('setSamplingInterval', `{"interval":${interval}}`);
      this.#call('start');
    } else {
      this.#call('startSampling', `{"samplingInterval":${interval}}`);
    }
    return this;
  }

  // The profile's text; undefined the second time.
  stop() {
    if (this.#session === 0) return undefined;
    const answer = this.#call(this.#kind.stop);
    this.#call('disable');
    inspector.closeSession(this.#session);
    this.#session = 0;
    // `{"id":3,"result":{"profile":{...}}}`
    return StringPrototypeSlice(answer, StringPrototypeIndexOf(answer, '"profile":') + 10, -2);
  }
}

const kCpuInterval = 1000;

// As many at once as V8 takes; beyond that a profile would stay empty.
const kMostProfiles = 100;
let running = 0;

class SyncCPUProfileHandle {
  #profile;

  constructor() {
    if (running >= kMostProfiles) throw new ERR_CPU_PROFILE_TOO_MANY('There are too many CPU profiles');
    this.#profile = new Profile(kCpu).start(kCpuInterval);
    running++;
  }

  stop() {
    const text = this.#profile.stop();
    if (text !== undefined) running--;
    return text;
  }

  [SymbolDispose]() {
    this.stop();
  }
}

function startCpuProfile() {
  return new SyncCPUProfileHandle();
}

function write(profile, folder, name) {
  const fs = require('fs');
  const path = require('path');
  const text = profile.stop();
  if (text === undefined) return;
  const file = path.join(folder, name);
  try {
    fs.mkdirSync(folder, { __proto__: null, recursive: true });
    fs.writeFileSync(file, text);
  } catch (error) {
    process._rawDebug(`${process.execPath}: Failed to write file ${file}: ${error.message}`);
  }
}

// Profiles the program from here to its end, as the flags `--cpu-prof...` or `--heap-prof...` say.
function profileProgram(kind, flag, interval) {
  const { diagnosticFolder } = require('v8/heap_snapshot');
  // Where the program began, wherever it goes.
  const folder = require('path').resolve(getOptionValue(`${flag}-dir`) || diagnosticFolder());
  const given = getOptionValue(`${flag}-name`);
  const name = given ? StringPrototypeReplaceAll(given, '${pid}', `${process.pid}`) :
    binding('v8').diagnosticName(kind.name, kind.extension);
  const own = +getOptionValue(`${flag}-interval`);
  const profile = new Profile(kind).start(NumberIsFinite(own) && own > 0 ? own : interval);
  const before = exitState.atEnd;
  exitState.atEnd = () => {
    before?.();
    write(profile, folder, name);
  };
}

function startFromCommandLine() {
  if (getOptionValue('--cpu-prof') === true) profileProgram(kCpu, '--cpu-prof', kCpuInterval);
  if (getOptionValue('--heap-prof') === true) profileProgram(kHeap, '--heap-prof', 512 * 1024);
}

module.exports = { startCpuProfile, startFromCommandLine };
