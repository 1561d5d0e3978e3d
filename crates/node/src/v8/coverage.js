'use strict';

// What V8 counts of the code that runs, and the files that tell of it: one per process in the folder NODE_V8_COVERAGE,
// written when the process ends or by `v8.takeCoverage()`.
//
// Owner: v8. Loaded in programs that collect coverage only. It must be started before the code that it shall count is
// compiled. V8's text goes into the file as it is; nobody reads it here.

const {
  Date,
  JSONParse,
  JSONStringify,
  StringPrototypeIndexOf,
  StringPrototypePadStart,
  StringPrototypeSlice,
} = primordials;

const exitState = require('process/state');

const native = binding('inspector');

let session = 0;
let calls = 0;
let written = 0;
let directory;
let hooked = false;

/** Sends one command to V8; the text of its answer. */
function call(method, params = '{}') {
  const id = ++calls;
  const texts = native.dispatch(session, `{"id":${id},"method":"${method}","params":${params}}`);
  return texts[texts.length - 1];
}

/** Begins to count. */
function start() {
  if (session !== 0) return;
  binding('module').leaveOutCompileCache();
  require('module/source_map_cache').collect();
  session = native.openSession(() => {});
  call('Profiler.enable');
  call('Profiler.startPreciseCoverage', '{"callCount":true,"detailed":true}');
}

/** The counts since the last time as V8's text `{"result":[...],"timestamp":...}`, which begin anew. */
function take() {
  const answer = call('Profiler.takePreciseCoverage');
  const at = StringPrototypeIndexOf(answer, '"result":');
  return StringPrototypeSlice(answer, at + 9, -1);
}

/** Ends counting: code runs at its full speed again. */
function stop() {
  if (session === 0) return;
  call('Profiler.stopPreciseCoverage');
  native.closeSession(session);
  session = 0;
}

/** Writes a file with the counts since the last one. Failure is told and nothing else: the program is not to blame. */
function write() {
  if (session === 0 || directory === undefined) return;
  const maps = require('module/source_map_cache').everyMap();
  let text = take();
  if (maps !== undefined) text = `${StringPrototypeSlice(text, 0, -1)},"source-map-cache":${JSONStringify(maps)}}`;
  const time = StringPrototypePadStart(`${+new Date()}`, 13, '0');
  const file = `${directory}/coverage-${process.pid}-${time}-${written++}.json`;
  const fs = require('fs');
  try {
    fs.mkdirSync(directory, { __proto__: null, recursive: true });
    fs.writeFileSync(file, text);
  } catch (error) {
    process._rawDebug(`${process.execPath}: Failed to write file ${file}: ${error.message}`);
  }
}

/** Has the process write into `folder` when it ends, as its children do. */
function writeInto(folder) {
  directory = folder;
  process.env.NODE_V8_COVERAGE = folder;
  if (hooked) return;
  hooked = true;
  const before = exitState.atEnd;
  exitState.atEnd = () => {
    before?.();
    write();
  };
}

/** As the environment says; a run of tests says later where the files go. */
function startFromEnvironment() {
  const folder = process.env.NODE_V8_COVERAGE;
  if (folder) writeInto(require('path').resolve(folder));
  start();
}

/** The counts since the last time as an object. */
function takeObject() {
  return JSONParse(take());
}

module.exports = { start, startFromEnvironment, stop, takeObject, write, writeInto };
