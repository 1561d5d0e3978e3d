'use strict';

// A run: the root of the tree with its settings, counters and stream, and how it begins and ends with the process.
//
// Owner: test. In a program that declares tests, the run begins at the first declaration and ends when the event loop has
// nothing left; `run()` and `--test` begin and end theirs themselves.

const {
  NumberPrototypeToFixed,
  PromisePrototypeThen,
  SafeSet,
} = primordials;

const diagnosticsChannel = require('diagnostics_channel');
const { failure, kinds } = require('test/failure');
const { makeCounts } = require('test/counts');
const { TestsStream } = require('test/events');
const { filtersAnything } = require('test/filter');
const { addHook, adoptHooks, has, runAfter, runBefore } = require('test/hooks');
const { TestNode, noop, now, since, storage } = require('test/node');
const { clearInterval, setInterval } = require('timers');
const order = require('test/order');

const kMaxTimeout = 2 ** 31 - 1;
const kPendingAtExit = 'Promise resolution is still pending but the event loop has already resolved';
const kSummaryLines = [
  ['tests', 'tests'], ['suites', 'suites'], ['pass', 'passed'], ['fail', 'failed'], ['cancelled', 'cancelled'],
  ['skipped', 'skipped'], ['todo', 'todo'],
];

class Run {
  constructor(settings) {
    this.settings = settings;
    this.nextId = 0;
    this.counts = makeCounts();
    this.success = true;
    this.stream = new TestsStream();
    this.tracing = diagnosticsChannel.tracingChannel('node.test');
    this.attempt = 0;
    this.watching = undefined;
    this.rerun = settings.rerunFile === undefined ? undefined : require('test/rerun').openRerun(this, settings.rerunFile);
    this.random = settings.seed === undefined ? undefined : require('test/random').createSeededGenerator(settings.seed);
    // What processes of test files tell of their results, when each file has one.
    this.fileRerun = undefined;
    this.filters = filtersAnything(settings);
    this.file = undefined;
    // Settles when reporters are connected; undefined from then on.
    this.preparing = undefined;
    // Settles when all files of a run inside this process are loaded; undefined where there are none to load.
    this.loading = undefined;
    this.ending = undefined;
    this.coverage = undefined;
    this.reporterError = undefined;
    this.shuffled = undefined;
    this.held = undefined;
    this.drained = undefined;
    this.root = new TestNode(this, null, 'test', {
      __proto__: null, name: '<root>', concurrency: settings.rootConcurrency, signal: settings.signal,
    }, undefined, undefined);
    this.root.started = true;
    this.root.startTime = now();
    if (settings.seed !== undefined) this.root.diagnostic(`Randomized test order seed: ${settings.seed}`);
  }

  /** Whether nothing is to be waited for or decided before a declared test starts. */
  get startsAtOnce() { return this.preparing === undefined && this.loading === undefined && !this.filters; }

  /** Starts a child of a test or of the root, when the run is ready and what it declares is known. */
  startSoon(child) {
    // Files that share this process are all loaded before any test runs.
    const first = child.parent === this.root ? this.preparing ?? this.loading : undefined;
    if (first === undefined) return this.#start(child);
    return PromisePrototypeThen(first, () => this.startSoon(child));
  }

  async #start(child) {
    const { parent } = child;
    if (this.filters || parent.onlyMode) {
      // Whether a suite is left out is known when its function has ended; those after it wait, to keep the order.
      if (parent.deciding !== undefined) await parent.deciding;
      if (child.building !== undefined) await (parent.deciding = child.building);
      if (child.isExcluded()) {
        order.flush(parent);
        return;
      }
    }
    await child.start();
  }

  // Global `after` hooks may close what keeps the event loop alive, so they must not wait until nothing does.
  afterTopLevel() {
    const { root } = this;
    if (root.active > 0 || root.waiting.length > 0 || root.ended) return;
    this.release();
    const isHere = !this.settings.isFileRun || (this.settings.isolation === 'none' && this.loading === undefined);
    if (isHere && has(root, 'after')) PromisePrototypeThen(runAfter(root), undefined, undefined);
    if (this.settings.forceExit && !this.settings.isFileRun) this.forceExit();
  }

  /** Whether the children of `parent` run in random order. */
  shuffles() {
    return this.random !== undefined;
  }

  // In random order nothing starts before all that is declared together is there.
  startShuffled(parent) {
    this.shuffled ??= new SafeSet();
    if (this.shuffled.has(parent)) return;
    this.shuffled.add(parent);
    process.nextTick(() => {
      this.shuffled.delete(parent);
      parent.startWaiting();
    });
  }

  /** While tests run, the process stays, also when nothing but them could end them. */
  hold() {
    if (this.held !== undefined || (this.root.active === 0 && this.root.waiting.length === 0)) return false;
    this.held = setInterval(noop, kMaxTimeout);
    return true;
  }

  release() {
    if (this.held === undefined) return;
    clearInterval(this.held);
    this.held = undefined;
  }

  /** Ends the run: what still runs is cancelled, global hooks run, the totals are told. */
  end(pendingError) {
    if (this.ending !== undefined) return this.ending;
    const { root, tracing } = this;
    if (!tracing.hasSubscribers) return this.ending = this.#end(pendingError);
    const context = { __proto__: null, name: root.name, nesting: 0, file: this.file, type: root.type };
    this.ending = tracing.start.runStores(context, async () => {
      await this.#end(pendingError);
      tracing.end.publish(context);
    });
    return this.ending;
  }

  async #end(pendingError) {
    const { root } = this;
    this.release();
    root.cancelChildren(pendingError);
    try {
      // Also a program without tests has its hooks run.
      if (root.children.length === 0) await runBefore(root);
    } catch (error) {
      root.fail(error);
    }
    if (has(root, 'after')) await runAfter(root);
    this.finish();
  }

  /** Tells the totals. Nothing may run any more. */
  finish() {
    const { root, stream } = this;
    if (root.ended) return;
    root.isOver = true;
    root.cancelChildren();
    root.ended = true;
    root.duration = since(root.startTime);
    root.abortController?.abort();
    root.mock?.reset();
    order.flush(root);
    if (root.error !== null) this.#reportRootFailure();
    const coverage = this.coverage === undefined ? undefined : require('test/coverage/collect').summaryOf(this);
    this.#tellTotals(coverage);
    this.isFinished = true;
    stream.end();
  }

  #tellTotals(coverage) {
    const { counts, root, settings, stream } = this;
    stream.plan(0, root.location, root.reported);
    order.reportDiagnostics(root);
    for (let i = 0; i < kSummaryLines.length; i++) {
      const { 0: label, 1: key } = kSummaryLines[i];
      stream.diagnostic(0, root.location, `${label} ${counts[key]}`);
    }
    stream.diagnostic(0, root.location, `duration_ms ${root.duration}`);
    if (coverage !== undefined) this.#reportCoverage(coverage);
    // A file's own process leaves this to the one that started it.
    if (!settings.isChildV8) (this.rerun ?? this.fileRerun)?.save();
    const summary = { __proto__: null, success: this.success, counts, duration_ms: root.duration };
    summary.file = this.file;
    stream.summary(summary);
    if (!this.success && settings.setsExitCode) process.exitCode = 1;
  }

  /** Watch mode: all files that were to run have run. */
  endRound() {
    const { root } = this;
    root.duration = since(root.startTime);
    order.flush(root);
    this.#tellTotals(undefined);
    this.counts = makeCounts();
    this.success = true;
    root.reported = 0;
    root.startTime = now();
    this.stream.watchDrained();
  }

  /** Watch mode: files run again. */
  beginRound() {
    this.root.startTime = now();
    this.stream.watchRestarted();
  }

  #reportCoverage(summary) {
    const { root, stream } = this;
    const { thresholds, totals } = summary;
    const pairs = [['line', 'Line'], ['branch', 'Branch'], ['function', 'Function']];
    for (let i = 0; i < pairs.length; i++) {
      const { 0: name, 1: kind } = pairs[i];
      const percent = totals[`covered${kind}Percent`];
      if (percent >= thresholds[name]) continue;
      this.success = false;
      process.exitCode = 1;
      stream.diagnostic(0, root.location, `Error: ${NumberPrototypeToFixed(percent, 2)}% ${name} coverage does not meet ` +
        `threshold of ${thresholds[name]}%.`, 'error');
    }
    stream.coverage(0, root.location, summary);
  }

  #reportRootFailure() {
    const { root, stream } = this;
    this.success = false;
    const error = { __proto__: null, duration_ms: root.duration, error: root.error };
    stream.fail({
      __proto__: null,
      name: this.file ?? process.argv[1],
      nesting: 0,
      testNumber: root.reported + 1,
      testId: root.id,
      details: error,
      tags: root.tags,
    }, undefined, root.failedAt);
  }

  async forceExit() {
    await this.end();
    await this.drained;
    process.reallyExit(process.exitCode ?? 0);
  }
}

// --- Errors that nobody caught -----------------------------------------------------------------------------

function placeOf({ location }) {
  if (location === undefined) return '';
  const path = require('path');
  return ` at ${path.relative(process.cwd(), location[2])}:${location[0]}:${location[1]}`;
}

function onUncaught(run, error, kind) {
  // Without its reporter a run has nobody to tell.
  if (run.reporterError === error) throw error;
  const owner = storage.getStore();
  if (owner?.raise(failure(error, kind))) return;
  const { root } = run;
  if (owner === undefined) {
    root.diagnostic(`Error: A resource generated asynchronous activity after the test ended. This activity created the error "${
      error}" which triggered an ${kind} event, caught by the test runner.`);
  } else {
    const { hook, node } = owner;
    const what = hook === undefined ? `Test "${node.name}"` : `Test hook "${hook.kind}"`;
    const place = hook === undefined ? node : hook;
    root.diagnostic(`Error: ${what}${placeOf(place)} generated asynchronous activity after the test ended. This activity ` +
      `created the error "${error}" and would have caused the test to fail, but instead triggered an ${kind} event.`);
  }
  run.success = false;
  if (run.settings.setsExitCode) process.exitCode = 1;
}

function watchProcess(run) {
  process.on('uncaughtException', (error) => onUncaught(run, error, kinds.uncaught));
  process.on('unhandledRejection', (error) => onUncaught(run, error, kinds.unhandledRejection));
}

/** Ends the run with the program. */
function endWithProcess(run) {
  let ending = false;
  const onBeforeExit = () => {
    if ((run.preparing !== undefined && !run.prepared) || run.hold()) return;
    if (ending) {
      // The hooks wait for something that does not come.
      run.finish();
      return;
    }
    ending = true;
    run.end(failure(kPendingAtExit, kinds.cancelledByParent));
  };
  process.on('beforeExit', onBeforeExit);
  const { isTestRunner } = run.settings;
  if (!isTestRunner) return;
  const onSignal = () => {
    run.interrupted?.();
    run.watching?.stop();
    PromisePrototypeThen(run.end(), () => process.exit(1));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

// --- The program's run -------------------------------------------------------------------------------------

let programRun;

/** Connects reporters to the run's stream, asynchronously, since a program's own reporters are imported. */
function connectReporters(run, { reporters, destinations }) {
  return require('test/reporters/connect').connect(run, reporters, destinations);
}

function prepare(run, work) {
  run.preparing = PromisePrototypeThen(work, () => {
    run.prepared = true;
    run.preparing = undefined;
  }, (error) => abandon(error));
}

// Nothing can be reported: the process ends as if the handler of uncaught errors had failed.
function abandon(error) {
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (uncaught) => { throw uncaught; });
  require('process/execution').triggerUncaughtException(error, true);
}

/** The run of the tests that a program declares outside of `run()`. */
function getProgramRun() {
  if (programRun !== undefined) return programRun;
  const settings = require('test/settings').commandLineSettings();
  const run = new Run({ __proto__: null, ...settings, rootConcurrency: undefined, setsExitCode: true });
  run.file = process.argv[1];
  programRun = run;
  // What is loaded before `--test` begins has hooks for its run, not a run of its own.
  if (settings.isTestRunner) return run;
  if (settings.coverage && !settings.isChildV8) run.coverage = require('test/coverage/collect').startCoverage(settings);
  watchProcess(run);
  endWithProcess(run);
  prepare(run, (async () => {
    await connectReporters(run, settings);
    if (settings.globalSetup !== undefined && !settings.isChildV8) {
      const { setUpGlobally } = require('test/global_setup');
      const tearDown = await setUpGlobally(settings.globalSetup);
      if (tearDown !== undefined) addHook(run.root, 'after', tearDown);
    }
  })());
  return run;
}

/** Makes `run` what top-level declarations belong to, for files loaded into this process; hooks that were declared before
 * are its own. */
function setProgramRun(run) {
  const hooks = programRun?.root.hooks;
  if (hooks !== undefined) {
    run.root.hooks = adoptHooks(hooks, run.root);
    PromisePrototypeThen(runBefore(run.root), undefined, (error) => run.root.fail(error));
  }
  programRun = run;
}

/** The node that a declaration belongs to. */
function currentNode() {
  return storage.getStore()?.node ?? getProgramRun().root;
}

module.exports = {
  Run,
  connectReporters,
  currentNode,
  endWithProcess,
  getProgramRun,
  prepare,
  setProgramRun,
  watchProcess,
};
