'use strict';
// Trace events: what happens in the process, as a file that Chrome's tracing reads (doc/api/tracing.md). Loaded only in
// programs that trace; the parts that are traced know nothing of it, but for the few of `trace_events/hooks`.
//
// Owner: trace_events. Events are kept as text and written in blocks, synchronously, so that nothing is traced that tracing
// does. The file is whole whenever the process ends: its end is written over by what follows.

const {
  ArrayPrototypeForEach,
  ArrayPrototypeJoin,
  ArrayPrototypePush,
  ArrayPrototypeSort,
  JSONStringify,
  MathFloor,
  NumberPrototypeToString,
  SafeMap,
  StringPrototypeReplaceAll,
  StringPrototypeSplit,
} = primordials;

const { getOptionValue } = require('internal/options');
const exitState = require('process/state');
const hooks = require('trace_events/hooks');

const kDefault = 'v8,node,node.async_hooks';
const kEventsPerBlock = 1024;
const kEventsPerFile = 1 << 19;
const kEnd = ']}';

// Category -> how many ask for it.
const enabled = new SafeMap();
let file;
let lines = [];
let hook;
let toldStart = false;

// --- The file ----------------------------------------------------------------------------------------------

class TraceFile {
  #descriptor;
  #rotation = 0;
  #written = 0;
  #position = 0;

  constructor() {
    this.#open();
  }

  #open() {
    const pattern = getOptionValue('--trace-event-file-pattern') || 'node_trace.${rotation}.log';
    this.#rotation++;
    const named = StringPrototypeReplaceAll(pattern, '${rotation}', `${this.#rotation}`);
    const fs = require('fs');
    this.#descriptor = fs.openSync(StringPrototypeReplaceAll(named, '${pid}', `${process.pid}`), 'w', 0o644);
    this.#written = 0;
    this.#position = 0;
    this.#append('{"traceEvents":[');
  }

  #append(text) {
    this.#position += require('fs').writeSync(this.#descriptor, text, this.#position);
  }

  /** Writes events and the end of the document. */
  write(events) {
    const fs = require('fs');
    if (this.#written >= kEventsPerFile) {
      fs.closeSync(this.#descriptor);
      this.#open();
    }
    if (events.length > 0) {
      this.#append(`${this.#written > 0 ? ',\n' : ''}${ArrayPrototypeJoin(events, ',\n')}`);
      this.#written += events.length;
    }
    fs.writeSync(this.#descriptor, kEnd, this.#position);
  }
}

function flush() {
  const events = lines;
  lines = [];
  try {
    file?.write(events);
  } catch (error) {
    // A full disk ends the trace, not the program.
    file = undefined;
    process._rawDebug(`Could not write the trace: ${error.message}`);
  }
}

// --- Events ------------------------------------------------------------------------------------------------

/** Microseconds of the system's monotonic clock, which traces of several processes share. */
function now() {
  const { 0: seconds, 1: nanoseconds } = process.hrtime();
  return seconds * 1e6 + MathFloor(nanoseconds / 1e3);
}

function emit(phase, category, name, time, id, args, duration = 0) {
  const { pid } = process;
  const shownId = id === undefined ? '' : `,"id":"0x${NumberPrototypeToString(id, 16)}"`;
  ArrayPrototypePush(lines, `{"pid":${pid},"tid":${pid},"ts":${time},"tts":0,"ph":"${phase}","cat":${JSONStringify(category)},` +
    `"name":${JSONStringify(name)},"dur":${duration},"tdur":0${shownId},"args":${args ?? '{}'}}`);
  if (lines.length >= kEventsPerBlock) flush();
}

/** Whether any category of a list between commas is traced. */
function isEnabled(category) {
  if (enabled.size === 0) return false;
  const names = StringPrototypeSplit(category, ',');
  for (let i = 0; i < names.length; i++) if (enabled.has(names[i])) return true;
  return false;
}

/** One event, when its category is traced. */
function trace(phase, category, name, id, data) {
  if (!isEnabled(category)) return;
  emit(phase, category, name, now(), id, data === undefined ? '{}' : `{"data":${JSONStringify(data) ?? 'null'}}`);
}

function emitMetadata() {
  const time = now();
  const { arch, platform, release, title, versions } = process;
  emit('M', '__metadata', 'process_name', time, undefined, JSONStringify({ name: title }));
  emit('M', '__metadata', 'version', time, undefined, JSONStringify({ node: versions.node }));
  emit('M', '__metadata', 'thread_name', time, undefined, '{"name":"JavaScriptMainThread"}');
  emit('M', '__metadata', 'node', time, undefined, JSONStringify({ process: { versions, arch, platform, release } }));
}

// --- What is traced ----------------------------------------------------------------------------------------

const kAsync = 'node,node.async_hooks';

function traceAsyncHooks() {
  const { createHook, executionAsyncId } = require('async_hooks');
  const types = new SafeMap();
  return createHook({
    init(asyncId, type, triggerAsyncId) {
      types.set(asyncId, type);
      trace('b', kAsync, type, asyncId, { triggerAsyncId, executionAsyncId: executionAsyncId() });
    },
    before(asyncId) {
      const type = types.get(asyncId);
      if (type !== undefined) trace('b', kAsync, `${type}_CALLBACK`, asyncId);
    },
    after(asyncId) {
      const type = types.get(asyncId);
      if (type !== undefined) trace('e', kAsync, `${type}_CALLBACK`, asyncId);
    },
    destroy(asyncId) {
      const type = types.get(asyncId);
      types.delete(asyncId);
      if (type !== undefined) trace('e', kAsync, type, asyncId);
    },
  });
}

function traceConsole(phase, name, data) {
  trace(phase, 'node,node.console', name, 0, data);
}

// The milestones of the start, and those of the end when it has come.
function traceMilestones(atEnd) {
  if (!isEnabled('node,node.bootstrap')) return;
  const { nodeTiming } = require('perf_hooks/node_timing');
  const start = now() - require('perf_hooks/clock').now() * 1e3;
  const names = [];
  if (!toldStart) ArrayPrototypePush(names, 'nodeStart', 'v8Start', 'environment', 'bootstrapComplete');
  if (atEnd) ArrayPrototypePush(names, 'loopStart', 'loopExit');
  toldStart = true;
  ArrayPrototypeForEach(names, (name) => {
    if (nodeTiming[name] < 0) return;
    emit('I', 'node,node.bootstrap', name, MathFloor(start + nodeTiming[name] * 1e3), undefined, undefined);
  });
}

const kCollections = {
  __proto__: null,
  1: 'V8.GCScavenger',
  2: 'V8.GCMinorMarkSweeper',
  4: 'V8.GCMarkCompactor',
  8: 'V8.GCIncrementalMarking',
  16: 'V8.GCProcessWeakCallbacks',
};
let collections = 0;

// The collector's work, with category `v8`: what of V8's own events can be had.
function traceCollections() {
  const start = now() - require('perf_hooks/clock').now() * 1e3;
  ArrayPrototypeForEach(binding('v8').takeCollections(collections), ({ 0: kind, 2: began, 3: duration }) => {
    const name = kCollections[kind] ?? 'V8.GC';
    const time = MathFloor(start + began * 1e3);
    emit('X', 'v8', name, time, undefined, undefined, MathFloor(duration * 1e3));
  });
}

/** Has the parts of the runtime tell what is asked for, and nothing else. */
function update() {
  hooks.console = isEnabled('node,node.console') ? traceConsole : null;
  if (isEnabled('v8')) {
    if (collections === 0) collections = binding('v8').watchCollections(false, traceCollections);
  } else if (collections !== 0) {
    traceCollections();
    binding('v8').stopWatchingCollections(collections);
    collections = 0;
  }
  if (isEnabled(kAsync)) {
    hook ??= traceAsyncHooks();
    hook.enable();
  } else {
    hook?.disable();
  }
}

function start() {
  if (file !== undefined) return;
  file = new TraceFile();
  emitMetadata();
  const before = exitState.atEnd;
  exitState.atEnd = () => {
    before?.();
    if (collections !== 0) traceCollections();
    traceMilestones(true);
    flush();
  };
}

/** Traces `categories`, a list, from now on. */
function enable(categories) {
  start();
  ArrayPrototypeForEach(categories, (name) => enabled.set(name, (enabled.get(name) ?? 0) + 1));
  update();
}

function disable(categories) {
  ArrayPrototypeForEach(categories, (name) => {
    const count = enabled.get(name);
    if (count > 1) enabled.set(name, count - 1);
    else enabled.delete(name);
  });
  update();
  flush();
}

/** What is traced, between commas; undefined for nothing. */
function enabledCategories() {
  const names = [];
  enabled.forEach((_, name) => { if (name !== '') ArrayPrototypePush(names, name); });
  return names.length === 0 ? undefined : ArrayPrototypeJoin(ArrayPrototypeSort(names), ',');
}

/** As the command line says. */
function startFromCommandLine(categories) {
  enable(StringPrototypeSplit(categories || kDefault, ','));
}

module.exports = { disable, enable, enabledCategories, isEnabled, startFromCommandLine, trace };
