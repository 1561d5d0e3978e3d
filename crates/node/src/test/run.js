'use strict';

// `run()` and the command line's `--test`: files of tests as one run, each in a process of its own or all in this one.
//
// Owner: test. This file reads the options; `test/processes` runs files in processes, `test/in_process` loads them here,
// `test/watch` runs them again when they change.

const {
  ArrayIsArray,
  ArrayPrototypeMap,
  ArrayPrototypeSlice,
  MathMax,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal,
  validateArray,
  validateBoolean,
  validateFunction,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
  validateUint32,
} = require('internal/validators');
const { canonicalTags, commandLineSettings, kMaxSeed, patternList, randomSeed } = require('test/settings');

function ifGiven(value, check, name) {
  if (value !== undefined && value !== null) check(value, name);
}

function readShard(shard) {
  if (shard === undefined || shard === null) return undefined;
  validateObject(shard, 'options.shard');
  const { index, total } = shard;
  validateInteger(total, 'options.shard.total', 1);
  validateInteger(index, 'options.shard.index', 1, total);
  return { __proto__: null, index, total };
}

function readConcurrency(concurrency, name) {
  if (concurrency === undefined || concurrency === null) return 1;
  if (typeof concurrency === 'number') {
    validateUint32(concurrency, name, true);
    return concurrency;
  }
  if (typeof concurrency !== 'boolean') throw new ERR_INVALID_ARG_TYPE(name, ['boolean', 'number'], concurrency);
  return concurrency ? MathMax(require('os').availableParallelism() - 1, 1) : 1;
}

function readPatterns(value, name) {
  return patternList(value, name);
}

function refuseWith(condition, name, value, reason) {
  if (condition) throw new ERR_INVALID_ARG_VALUE(name, value, reason);
}

function readTags(value) {
  if (value === undefined || value === null) return null;
  const tags = canonicalTags(typeof value === 'string' ? [value] : value, 'options.testTagFilters');
  return tags.length === 0 ? null : tags;
}

function readCoverage(options) {
  if (options.coverage !== true) return undefined;
  const percentage = (name) => {
    const value = options[name];
    if (value === undefined || value === null) return 0;
    validateInteger(value, `options.${name}`, 0, 100);
    return value;
  };
  const globs = (name) => {
    const value = options[name];
    ifGiven(value, ArrayIsArray(value) ? validateStringArray : validateString, `options.${name}`);
    return value;
  };
  return {
    __proto__: null,
    coverage: true,
    coverageExclude: globs('coverageExcludeGlobs'),
    coverageInclude: globs('coverageIncludeGlobs'),
    thresholds: {
      __proto__: null,
      line: percentage('lineCoverage'),
      branch: percentage('branchCoverage'),
      function: percentage('functionCoverage'),
    },
  };
}

/** The settings of a run from the options of `run()`. */
function readOptions(options) {
  validateObject(options, 'options');
  const { files, globPatterns, isolation = 'process', randomSeed: givenSeed, shard, signal, setup, timeout, watch } = options;
  ifGiven(files, validateArray, 'options.files');
  ifGiven(watch, validateBoolean, 'options.watch');
  ifGiven(options.forceExit, validateBoolean, 'options.forceExit');
  refuseWith(options.forceExit && watch, 'options.forceExit', watch, 'is not supported with watch mode');
  ifGiven(globPatterns, validateArray, 'options.globPatterns');
  refuseWith(globPatterns?.length > 0 && files?.length > 0, 'options.globPatterns', globPatterns,
             'is not supported when specifying \'options.files\'');
  const readShare = readShard(shard);
  refuseWith(readShare !== undefined && watch, 'options.shard', watch, 'shards not supported with watch mode');
  ifGiven(setup, validateFunction, 'options.setup');
  ifGiven(signal, validateAbortSignal, 'options.signal');
  const namePatterns = readPatterns(options.testNamePatterns, 'options.testNamePatterns');
  const skipPatterns = readPatterns(options.testSkipPatterns, 'options.testSkipPatterns');
  validateOneOf(isolation, 'options.isolation', ['process', 'none']);
  ifGiven(options.coverage, validateBoolean, 'options.coverage');
  ifGiven(options.randomize, validateBoolean, 'options.randomize');
  if (givenSeed !== undefined) validateInteger(givenSeed, 'options.randomSeed', 0, kMaxSeed);
  const randomizes = options.randomize === true || givenSeed !== undefined;
  refuseWith(randomizes && watch, givenSeed === undefined ? 'options.randomize' : 'options.randomSeed',
             givenSeed ?? options.randomize, 'is not supported with watch mode');
  ifGiven(options.cwd, validateString, 'options.cwd');
  ifGiven(options.execArgv, validateStringArray, 'options.execArgv');
  ifGiven(options.argv, validateStringArray, 'options.argv');
  ifGiven(options.rerunFailuresFilePath, validateString, 'options.rerunFailuresFilePath');
  ifGiven(options.globalSetupPath, validateString, 'options.globalSetupPath');
  refuseWith(options.rerunFailuresFilePath && watch, 'options.rerunFailuresFilePath', watch, 'is not supported with watch mode');
  if (options.env !== undefined) {
    validateObject(options.env, 'options.env');
    refuseWith(isolation === 'none', 'options.env', options.env, 'is not supported with isolation=\'none\'');
  }
  if (timeout !== undefined && timeout !== Infinity) {
    const { validateNumber } = require('internal/validators');
    validateNumber(timeout, 'options.timeout', 0, 2 ** 31 - 1);
  }
  return {
    __proto__: null,
    isTestRunner: false,
    isFileRun: true,
    isolation,
    rootConcurrency: readConcurrency(options.concurrency, 'options.concurrency'),
    timeout: timeout ?? Infinity,
    fileTimeout: timeout ?? Infinity,
    only: Boolean(options.only),
    namePatterns,
    skipPatterns,
    tagFilters: readTags(options.testTagFilters),
    forceExit: options.forceExit === true,
    updateSnapshots: false,
    globalSetup: options.globalSetupPath,
    rerunFile: options.rerunFailuresFilePath,
    shard: readShare,
    seed: givenSeed ?? (options.randomize === true ? randomSeed() : undefined),
    watch: watch === true,
    setup,
    signal,
    setsExitCode: false,
    cwd: options.cwd ?? process.cwd(),
    files: files === undefined || files === null ? undefined : ArrayPrototypeSlice(files),
    globPatterns,
    argv: options.argv ?? [],
    execArgv: options.execArgv ?? [],
    env: options.env,
    inspectPort: options.inspectPort,
    ...readCoverage(options),
  };
}

/** Starts a run and answers with it. */
function startRun(settings) {
  const { Run, prepare, watchProcess } = require('test/harness');
  const { resolve } = require('path');
  const { findFiles, takeShard } = require('test/files');
  let files = settings.files === undefined || (settings.files.length === 0 && settings.isTestRunner) ?
    findFiles(settings.globPatterns, settings.cwd) :
    ArrayPrototypeMap(settings.files, (file) => resolve(settings.cwd, file));
  if (settings.shard !== undefined) files = takeShard(files, settings.shard);
  const inProcess = settings.isolation === 'none' && !settings.watch;
  const run = new Run({
    __proto__: null,
    ...settings,
    // Files decide by their own tests what is left out; the run itself has only files.
    only: inProcess && settings.only,
    namePatterns: inProcess ? settings.namePatterns : null,
    skipPatterns: inProcess ? settings.skipPatterns : null,
    tagFilters: inProcess ? settings.tagFilters : null,
    timeout: inProcess ? settings.timeout : Infinity,
    rootConcurrency: inProcess ? 1 : settings.rootConcurrency,
    rerunFile: inProcess ? settings.rerunFile : undefined,
    // Who watches ends by it: that is no failure.
    signal: settings.watch ? undefined : settings.signal,
  });
  run.ownSettings = settings;
  if (!inProcess && settings.rerunFile !== undefined) {
    run.fileRerun = require('test/rerun').openRerun(run, settings.rerunFile);
  }
  if (settings.coverage) run.coverage = require('test/coverage/collect').startCoverage(settings);
  if (inProcess) watchProcess(run);
  prepare(run, prepareRun(run, settings, files, inProcess));
  return run;
}

async function prepareRun(run, settings, files, inProcess) {
  // The caller adds its listeners first.
  await undefined;
  if (settings.setup !== undefined) await settings.setup(run.stream);
  let tearDown;
  if (settings.globalSetup !== undefined) {
    const { setUpGlobally } = require('test/global_setup');
    tearDown = await setUpGlobally(settings.globalSetup, settings.cwd);
  }
  if (settings.beforeFiles !== undefined) await settings.beforeFiles();
  const work = inProcess ?
    require('test/in_process').runFilesHere(run, files) :
    require('test/processes').runFilesInProcesses(run, files);
  finishAfter(run, work, tearDown);
}

async function finishAfter(run, work, tearDown) {
  await work;
  if (tearDown !== undefined) await tearDown();
  // In this process, what tests left behind may still fail: then the run ends with the process.
  const { forceExit, isolation, isTestRunner, watch } = run.settings;
  if (isolation === 'none' && isTestRunner && !forceExit && !watch) return;
  await run.end();
}

/** The public `run()`. */
function run(options = kEmptyObject) {
  const settings = readOptions(options);
  if (process.env.NODE_TEST_CONTEXT !== undefined) {
    // A test file that runs test files would report them as its own.
    process.emitWarning('node:test run() is being called recursively within a test file. skipping running files.');
    return emptyStream();
  }
  return startRun(settings).stream;
}

function emptyStream() {
  const { TestsStream } = require('test/events');
  const stream = new TestsStream();
  stream.end();
  return stream;
}

/** `--test`: runs the files that the command line names with the reporters that it names. `beforeFiles` is called between
 * the global set-up and the first file. */
function runCommandLine(patterns, beforeFiles) {
  const settings = commandLineSettings();
  const { connectReporters, watchProcess } = require('test/harness');
  const debug = require('util/debuglog').debuglog('test_runner');
  debug('test runner configuration:', {
    ...settings, timeout: settings.fileTimeout, concurrency: settings.isolation === 'none' ? 1 : settings.concurrency,
  });
  if (settings.shard !== undefined) readShard(settings.shard);
  const run = startRun({
    __proto__: null,
    ...settings,
    isFileRun: true,
    setsExitCode: true,
    rootConcurrency: readConcurrency(settings.concurrency, '--test-concurrency'),
    cwd: process.cwd(),
    files: undefined,
    globPatterns: ArrayIsArray(patterns) ? patterns : [],
    argv: [],
    execArgv: [],
    env: undefined,
    inspectPort: undefined,
    setup: () => connectReporters(run, settings),
    beforeFiles,
  });
  if (settings.isolation !== 'none') watchProcess(run);
  require('test/harness').endWithProcess(run);
}

module.exports = { run, runCommandLine };
