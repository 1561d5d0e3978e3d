'use strict';

// Connects a run's stream to the reporters that the command line names, and these to where they write.
//
// Owner: test. Names that are not built in are imported as a program would import them from the working directory.

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePush,
  ObjectGetOwnPropertyDescriptor,
  Promise,
  SafePromiseAllReturnVoid,
} = primordials;

const { kBuiltinReporters } = require('test/settings');

function destinationStream(name) {
  switch (name) {
    case 'stdout': return process.stdout;
    case 'stderr': return process.stderr;
    default: return require('fs').createWriteStream(name);
  }
}

async function loadReporter(name) {
  if (name === 'internal:v8') return require('test/reporters/v8').serialize;
  if (ArrayPrototypeIncludes(kBuiltinReporters, name)) return require('test/reporters')[name];
  const url = require('url').pathToFileURL(`${process.cwd()}/`).href;
  const namespace = await require('module/esm').importModule(name, url, { __proto__: null });
  return namespace.default ?? namespace;
}

/** Makes the reporter something that `compose` takes. */
function prepared(Reporter) {
  const isClass = Reporter?.prototype !== undefined &&
    ObjectGetOwnPropertyDescriptor(Reporter.prototype, 'constructor') !== undefined;
  return isClass ? new Reporter() : Reporter;
}

async function connect(run, reporters, destinations) {
  const { compose } = require('stream');
  const { errorMonitor } = require('events');
  const ends = [];
  for (let i = 0; i < reporters.length; i++) {
    const reporter = await loadReporter(reporters[i]);
    const destination = destinationStream(destinations[i]);
    const isShared = destination === process.stdout || destination === process.stderr;
    const text = compose(run.stream, prepared(reporter));
    text.on(errorMonitor, (error) => { run.reporterError = error; });
    text.pipe(destination, { __proto__: null, end: !isShared });
    ArrayPrototypePush(ends, new Promise((resolve) => {
      if (isShared) text.on('end', resolve);
      else destination.on('finish', resolve);
    }));
  }
  run.drained = SafePromiseAllReturnVoid(ends);
}

module.exports = { connect };
